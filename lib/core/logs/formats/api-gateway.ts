import { capture } from '../capture.ts';
import { defineLogFormat } from '../format.ts';
import { present } from '../present.ts';
import type { HttpFacts } from '../record.ts';

// (c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d) Execution failed due to configuration error: Malformed Lambda proxy response
const HEADER =
  /^\(([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[\w=-]{12,20})\) (?:Extended Request Id: (\S{1,64}))?(.*)$/;
// Method completed with status: 502
const STATUS = /^Method completed with status: (\d{3})/;
// HTTP Method: GET, Resource Path: /orders
const METHOD = /^HTTP Method: ([A-Z]{3,10}), Resource Path: (\S{1,2048})/;
// Lambda request id: 6b064571-…
const LAMBDA_ID = /Lambda request id: ([0-9a-f-]{36})/;
const TROUBLE =
  /^(?:Execution failed|Lambda execution failed|Gateway response type: DEFAULT_5XX|Invalid permissions|Endpoint request timed out|Network error)/;

/** Execution logs of Amazon API Gateway: every line begins with the request id in brackets. */
export const apiGateway = defineLogFormat({
  id: 'api-gateway',
  title: 'Amazon API Gateway execution log',
  begins: '(',
  examples: [
    '(c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d) Execution failed due to configuration error: Malformed Lambda proxy response',
    '(c793869b-6a24-4c1e-9a55-3f0c1a2b3c4d) Method completed with status: 502',
  ],
  header(line) {
    const groups = capture(HEADER, line);
    if (groups === undefined) return undefined;
    const [id, extended, message] = groups;
    const http = httpOf(message);
    const isFailed = TROUBLE.test(message) || (http?.status ?? 0) >= 500;
    return {
      severity: isFailed ? 'error' : 'info',
      ids: [id, extended, LAMBDA_ID.exec(message)?.[1] ?? ''].filter((each) => each !== ''),
      ...present({ http }),
      message: message === '' ? line : message,
    };
  },
  requestIdFix:
    'methodSettings loggingLevel ERROR, and $context.requestId, $context.integrationErrorMessage and $context.xrayTraceId in the access log format',
});

const httpOf = (message: string): HttpFacts | undefined => {
  const status = STATUS.exec(message)?.[1];
  if (status !== undefined) return { status: Number(status) };
  const request = capture(METHOD, message);
  return request === undefined ? undefined : { method: request[0], path: request[1] };
};
