import { findIds } from './find-ids.ts';
import type { LineHeader } from './format.ts';
import { findJsonError } from './json-error.ts';
import type { JsonError } from './json-error.ts';
import { jsonPaths, textAt, valueAt } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { fromEpoch, parseTime } from './parse-time.ts';
import type { LogTime } from './parse-time.ts';
import { present } from './present.ts';
import type { HttpFacts, LogSeverity } from './record.ts';
import { parseSeverity } from './severity.ts';

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
  'timeMillis',
  't.$date',
  'record.time.timestamp',
  'Timestamp',
  '@t',
  'eventTime',
  '__REALTIME_TIMESTAMP',
  'time_unix_nano',
  'instant.epochSecond',
  '@fields.timestamp',
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
  'LogLevel',
  's',
  'record.level.name',
  'at',
  '@l',
  'PRIORITY',
  'SeverityText',
  'severityText',
  'severity_text',
  '_level',
  '@fields.level',
  'logger_level',
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
  'Body',
  'body',
  '@m',
  '@mt',
  '@message',
  'MESSAGE',
  'record.message',
  'text',
  'RenderedMessage',
  'detail',
  'desc',
  'error_description',
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
  'Category',
  'c',
  'SourceContext',
  'record.name',
  'module',
  'component',
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
  'req_id',
  'rid',
  '_request_id',
  'RequestId',
  'TraceIdentifier',
  '@fields.request_id',
  'attributes.request_id',
  'http_request_id',
  'labels.request_id',
  'mdc.requestId',
  'mdc.request_id',
  'contextMap.requestId',
  'contextMap.request_id',
  'context_map.request_id',
  'extra.requestId',
  'meta.requestId',
  'meta.request_id',
);
const TRACE_ID = jsonPaths(
  'trace_id',
  'traceId',
  'trace.id',
  'dd.trace_id',
  'otelTraceID',
  'xray_trace_id',
  'xRayTraceId',
  'TraceId',
  'mdc.traceId',
  'contextMap.traceId',
  'spanContext.traceId',
);
const TRACE_HEADER = jsonPaths('req.headers.traceparent', 'req.headers.x-amzn-trace-id', 'traceparent');
const METHOD = jsonPaths(
  'req.method',
  'method',
  'http.request.method',
  'request.method',
  'httpMethod',
  'request_method',
  'http_method',
  'verb',
  'requestMethod',
  'http.method',
  'attributes.http.method',
  'httpRequest.requestMethod',
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
  'request.uri',
  'request.url',
  'http_path',
  'req.path',
  'http.path',
  'http.target',
  'url.original',
  'attributes.http.target',
  'RequestPath',
  'RequestUri',
  'httpRequest.requestUrl',
  'cs-uri-stem',
  'route',
  'endpoint',
);
const STATUS = jsonPaths(
  'res.statusCode',
  'status',
  'statusCode',
  'status_code',
  'http.response.status_code',
  'http_status',
  'http.status_code',
  'responseStatus',
  'StatusCode',
  'response.status',
  'httpRequest.status',
  'DownstreamStatus',
);
const CALLER = jsonPaths('caller', 'source.file', 'log.origin.file.name');

/** What a structured entry says, whatever its keys are called; undefined where it is no log entry. */
export const readEntry = (entry: JsonObject, line: string): LineHeader | undefined => {
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
