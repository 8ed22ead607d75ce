import { findIds } from '../find-ids.ts';
import { defineLogFormat } from '../format.ts';
import type { LineHeader } from '../format.ts';
import { parseJsonObject, textAt, valueAt } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import { findJsonError } from '../json-stack.ts';
import type { JsonError } from '../json-stack.ts';
import { fromEpoch, parseTime } from '../parse-time.ts';
import type { LogTime } from '../parse-time.ts';
import type { HttpFacts } from '../record.ts';
import { parseSeverity } from '../severity.ts';

const TIME_KEYS = [
  'time',
  'timestamp',
  '@timestamp',
  'ts',
  'datetime',
  'date',
  'asctime',
  't',
  'eventTime',
  'instant',
];
const LEVEL_KEYS = [
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
];
const MESSAGE_KEYS = [
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
];
const LOGGER_KEYS = [
  'logger',
  'logger_name',
  'name',
  'channel',
  'context',
  'log.logger',
  'loggerName',
  'category',
];
const WRITER_KEYS = ['pid', 'process.pid', 'process'];
const ID_KEYS = [
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
  'record.requestId',
  'fields.request_id',
];
const TRACE_KEYS = [
  'trace_id',
  'traceId',
  'trace.id',
  'dd.trace_id',
  'otelTraceID',
  'xray_trace_id',
  'xRayTraceId',
  'record.tracing.value',
];

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
  const text = messageOf(entry, error);
  const [message = '', ...more] = (text === '' ? line : text).split(/\r?\n|\r/);
  const time = timeOf(valueAt(entry, TIME_KEYS));
  const level = valueAt(entry, LEVEL_KEYS);
  const isLog = level !== undefined || time.timestamp !== undefined || error !== undefined || text !== '';
  if (!isLog) return undefined;
  const inner = [...more, ...stackOf(message, more, error)];
  const severity = parseSeverity(typeof level === 'number' ? level : textAt(entry, LEVEL_KEYS));
  const writer = textAt(entry, WRITER_KEYS);
  return {
    ...time,
    message,
    ...(severity === undefined ? {} : { severity }),
    ids: idsOf(entry),
    ...(writer === undefined ? {} : { writer: `pid:${writer}` }),
    ...loggerOf(entry),
    ...httpOf(entry),
    fields: fieldsOf(entry, error),
    inner,
  };
};

const messageOf = (entry: JsonObject, error: JsonError | undefined): string =>
  textAt(entry, MESSAGE_KEYS) ?? error?.message ?? error?.lines[0] ?? '';

/** A message that is itself the stack is not repeated. */
const stackOf = (
  message: string,
  more: readonly string[],
  error: JsonError | undefined,
): readonly string[] => {
  const lines = error?.lines ?? [];
  if (lines.length === 0) return [];
  const isMessage = lines[0] === message && (lines[1] ?? '') === (more[0] ?? '');
  return isMessage ? lines.slice(1 + more.length) : lines;
};

const timeOf = (value: unknown): Partial<LogTime> => {
  if (typeof value === 'number') return fromEpoch(value) ?? {};
  if (typeof value !== 'string') return {};
  return parseTime(value) ?? (/^\d{10,19}(?:\.\d+)?$/.test(value) ? (fromEpoch(Number(value)) ?? {}) : {});
};

const idsOf = (entry: JsonObject): readonly string[] => {
  const ids = [ID_KEYS, TRACE_KEYS].map((keys) => textAt(entry, keys));
  const headers = textAt(entry, ['req.headers.traceparent', 'req.headers.x-amzn-trace-id', 'traceparent']);
  return [...ids, ...(headers === undefined ? [] : findIds(headers))].filter((id) => id !== undefined);
};

const loggerOf = (entry: JsonObject): Partial<LineHeader> => {
  const logger = textAt(entry, LOGGER_KEYS);
  return logger === undefined ? {} : { logger };
};

const httpOf = (entry: JsonObject): Partial<LineHeader> => {
  const method = textAt(entry, [
    'req.method',
    'method',
    'http.request.method',
    'request.method',
    'httpMethod',
    'request_method',
  ]);
  const path = textAt(entry, [
    'req.url',
    'url.path',
    'path',
    'request.path',
    'request_path',
    'url',
    'uri',
    'request_uri',
  ]);
  const status = Number(
    textAt(entry, ['res.statusCode', 'status', 'statusCode', 'status_code', 'http.response.status_code']),
  );
  const http: HttpFacts = {
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(status >= 100 && status < 600 ? { status } : {}),
  };
  return Object.keys(http).length === 0 ? {} : { http };
};

const fieldsOf = (entry: JsonObject, error: JsonError | undefined): Readonly<Record<string, string>> => {
  const fields: Record<string, string> = {};
  if (error?.type !== undefined) fields['errorType'] = error.type;
  if (error?.message !== undefined) fields['errorMessage'] = error.message;
  if (error?.code !== undefined) fields['errorCode'] = error.code;
  const caller = textAt(entry, ['caller', 'source.file', 'log.origin.file.name']);
  if (caller !== undefined) fields['caller'] = caller;
  return fields;
};
