import { findIds } from '../find-ids.ts';
import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { jsonPaths, parseJsonObject, textAt, valueAt } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import { findJsonError } from '../json-error.ts';
import type { JsonError } from '../json-error.ts';
import { fromEpoch, parseTime } from '../parse-time.ts';
import type { LogTime } from '../parse-time.ts';
import { present } from '../present.ts';
import type { HttpFacts, LogSeverity } from '../record.ts';
import { parseSeverity } from '../severity.ts';

const TIME = jsonPaths(
  'time',
  'timestamp',
  '@timestamp',
  'ts',
  'datetime',
  'date',
  'asctime',
  't',
  'instant',
);
const LEVEL = jsonPaths(
  'level',
  'severity',
  'level_name',
  'levelname',
  'log.level',
  'lvl',
  'loglevel',
  'logLevel',
  'Level',
  'priority',
);
const MESSAGE = jsonPaths(
  'message',
  'msg',
  'event',
  'log',
  'errorMessage',
  'error.message',
  'err.message',
  'short_message',
  'textPayload',
  'Message',
);
const LOGGER = jsonPaths(
  'logger',
  'logger_name',
  'name',
  'channel',
  'context',
  'log.logger',
  'loggerName',
  'category',
);
const WRITER = jsonPaths('pid', 'process.pid', 'process');
const REQUEST_ID = jsonPaths(
  'requestId',
  'request_id',
  'reqId',
  'req.id',
  'request.id',
  'req.headers.x-request-id',
  'awsRequestId',
  'AWSRequestId',
  'http.request.id',
  'x_request_id',
  'x-request-id',
  'correlationId',
  'correlation_id',
  'extra.request_id',
  'context.request_id',
  'context.requestId',
  'fields.request_id',
);
const TRACE_ID = jsonPaths(
  'trace_id',
  'traceId',
  'trace.id',
  'dd.trace_id',
  'otelTraceID',
  'xray_trace_id',
  'xRayTraceId',
);
const TRACE_HEADER = jsonPaths('req.headers.traceparent', 'req.headers.x-amzn-trace-id', 'traceparent');
const METHOD = jsonPaths(
  'req.method',
  'method',
  'http.request.method',
  'request.method',
  'httpMethod',
  'request_method',
);
const PATH = jsonPaths(
  'req.url',
  'url.path',
  'path',
  'request.path',
  'request_path',
  'url',
  'uri',
  'request_uri',
);
const STATUS = jsonPaths(
  'res.statusCode',
  'status',
  'statusCode',
  'status_code',
  'http.response.status_code',
);
const CALLER = jsonPaths('caller', 'source.file', 'log.origin.file.name');

/** Structured logs of any kind: pino, winston, bunyan, Logstash and ECS, zap, slog, Monolog, Lambda's JSON mode. */
export const json = defineLogFormat({
  id: 'json',
  title: 'JSON lines',
  fallback: true,
  examples: [
    '{"level":50,"time":1795342834000,"pid":22,"reqId":"req-1","err":{"type":"Error","message":"boom","stack":"Error: boom\\n    at f (/app/x.js:1:2)"},"msg":"boom"}',
    '{"time":"2026-11-22T10:08:02Z","level":"ERROR","msg":"query failed","err":"dial tcp 127.0.0.1:5998: connect: connection refused"}',
    '{"@timestamp":"2026-11-22T10:08:02.000Z","log.level":"ERROR","message":"order 42 failed","error.type":"java.lang.IllegalStateException"}',
  ],
  header(line) {
    const entry = parseJsonObject(line);
    return entry === undefined ? undefined : readEntry(entry, line);
  },
  requestIdFix:
    'add the request id to the logger of the request: logger.child({ requestId: req.headers["x-request-id"] })',
});

const readEntry = (entry: JsonObject, line: string): LineHeader | undefined => {
  const error = findJsonError(entry);
  const text = textOf(entry, error);
  const time = timeOf(valueAt(entry, TIME));
  const level = valueAt(entry, LEVEL);
  const isLog = [level, time.timestamp, error].some((each) => each !== undefined) || text !== '';
  if (!isLog) return undefined;
  const [message = '', ...more] = (text === '' ? line : text).split(/\r?\n|\r/);
  return {
    ...time,
    message,
    ...present({
      severity: severityOf(level),
      writer: textAt(entry, WRITER)?.replace(/^/, 'pid:'),
      logger: textAt(entry, LOGGER),
      http: httpOf(entry),
    }),
    ids: idsOf(entry),
    fields: fieldsOf(entry, error),
    inner: [...more, ...stackOf([message, ...more], error)],
  };
};

const textOf = (entry: JsonObject, error: JsonError | undefined): string =>
  textAt(entry, MESSAGE) ?? error?.message ?? error?.lines[0] ?? '';

const severityOf = (level: unknown): LogSeverity | undefined =>
  typeof level === 'number' || typeof level === 'string' ? parseSeverity(level) : undefined;

/** A message that is itself the stack is not repeated. */
const stackOf = (whole: readonly string[], error: JsonError | undefined): readonly string[] => {
  const lines = error?.lines ?? [];
  const same = whole.findIndex((line, index) => lines[index] !== line);
  const repeated = same < 0 ? whole.length : same;
  return repeated > 1 || repeated === lines.length ? lines.slice(repeated) : lines;
};

const timeOf = (value: unknown): Partial<LogTime> => {
  if (typeof value === 'number') return fromEpoch(value) ?? {};
  if (typeof value !== 'string') return {};
  return (
    parseTime(value) ?? (/^\d{10,19}(?:\.\d{1,9})?$/.test(value) ? (fromEpoch(Number(value)) ?? {}) : {})
  );
};

const idsOf = (entry: JsonObject): readonly string[] => {
  const ids = [textAt(entry, REQUEST_ID), textAt(entry, TRACE_ID)];
  const header = textAt(entry, TRACE_HEADER);
  return [...ids, ...(header === undefined ? [] : findIds(header))].filter((id) => id !== undefined);
};

const httpOf = (entry: JsonObject): HttpFacts | undefined => {
  const status = Number(textAt(entry, STATUS));
  const http: HttpFacts = present({
    method: textAt(entry, METHOD),
    path: textAt(entry, PATH),
    status: status >= 100 && status < 600 ? status : undefined,
  });
  return Object.keys(http).length === 0 ? undefined : http;
};

const fieldsOf = (entry: JsonObject, error: JsonError | undefined): Readonly<Record<string, string>> =>
  present({
    ...error?.properties,
    errorType: error?.type,
    errorMessage: error?.message,
    errorCode: error?.code,
    caller: textAt(entry, CALLER),
  }) as Record<string, string>;
