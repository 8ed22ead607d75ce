import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';

// (c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d) Execution failed due to configuration error: Malformed Lambda proxy response
const HEADER =
  /^\(([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[\w=-]{12,20})\) (?:Extended Request Id: (\S{1,64}))?(.*)$/;
// Method completed with status: 502
const STATUS = /^Method completed with status: (\d{3})/;
// HTTP Method: GET, Resource Path: /orders
const METHOD = /^HTTP Method: ([A-Z]{3,10}), Resource Path: (\S{1,2048})/;
// Lambda request id: 6b064571-…
const LAMBDA_ID = /Lambda request id: ([0-9a-f-]{36})/;
const TROUBLE = /^(?:Execution failed|Lambda execution failed|Gateway response type: DEFAULT_5XX|Invalid permissions|Endpoint request timed out|Network error)/;

/** Execution logs of Amazon API Gateway: every line begins with the request id in brackets. */
export const apiGateway = defineLogFormat({
  id: 'api-gateway',
  title: 'Amazon API Gateway execution log',
  examples: [
    '(c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d) Execution failed due to configuration error: Malformed Lambda proxy response',
    '(c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d) Method completed with status: 502',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [id, extended, message] = groups;
    const status = STATUS.exec(message)?.[1];
    const [, method, path] = METHOD.exec(message) ?? [];
    const lambda = LAMBDA_ID.exec(message)?.[1] ?? '';
    const isFailed = TROUBLE.test(message) || Number(status) >= 500;
    const http = {
      ...(status === undefined ? {} : { status: Number(status) }),
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { path }),
    };
    return {
      severity: isFailed ? 'error' : 'info',
      ids: [id, extended, lambda].filter((each) => each !== ''),
      ...(Object.keys(http).length === 0 ? {} : { http }),
      message: message === '' ? line : message,
    };
  },
  requestIdFix:
    'methodSettings loggingLevel ERROR, and $context.requestId, $context.integrationErrorMessage and $context.xrayTraceId in the access log format',
});
