import {
  TIME,
  LEVEL,
  MESSAGE,
  LOGGER,
  WRITER,
  REQUEST_ID,
  TRACE_ID,
  TRACE_HEADER,
  METHOD,
  PATH,
  STATUS,
  CALLER,
  THREAD,
} from './entry-paths.ts';
import { findIds } from './find-ids.ts';
import { findThreadRequest } from './find-request.ts';
import type { LineHeader } from './format.ts';
import { findJsonError } from './json-error.ts';
import type { JsonError } from './json-error.ts';
import { textAt, valueAt } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { fromEpoch, parseTime } from './parse-time.ts';
import type { LogTime } from './parse-time.ts';
import { present } from './present.ts';
import type { HttpFacts, LogSeverity } from './record.ts';
import { parseSeverity } from './severity.ts';

/** What a structured entry says, whatever its keys are called; undefined where it is no log entry. */
export const readEntry = (entry: JsonObject, line: string): LineHeader | undefined => {
  const error = findJsonError(entry);
  const text = textOf(entry, error);
  const time = timeOf(valueAt(entry, TIME));
  const level = valueAt(entry, LEVEL);
  const http = httpOf(entry);
  const isLog = [level, time.timestamp, error].some((each) => each !== undefined) || text !== '';
  if (!isLog) return undefined;
  const [message = '', ...more] = (text === '' ? line : text).split(/\r?\n|\r/);
  return {
    ...time,
    message,
    ...present({
      severity: severityOf(level) ?? troubleOf(error, http),
      writer: textAt(entry, WRITER)?.replace(/^/, 'pid:'),
      logger: textAt(entry, LOGGER),
      http,
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

/** An entry without a level tells of trouble where it holds an error, unless it was answered as the client's matter. */
const troubleOf = (error: JsonError | undefined, http: HttpFacts | undefined): LogSeverity | undefined =>
  error?.said !== undefined && (http?.status ?? 500) >= 500 ? 'error' : undefined;

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
    // Beside the call that failed stands the path of a file.
    path: 'syscall' in entry ? undefined : textAt(entry, PATH),
    status: status >= 100 && status < 600 ? status : undefined,
  });
  return Object.keys(http).length === 0 ? findThreadRequest(textAt(entry, THREAD) ?? '') : http;
};

const fieldsOf = (entry: JsonObject, error: JsonError | undefined): Readonly<Record<string, string>> =>
  present({
    ...error?.properties,
    errorType: error?.type,
    errorMessage: error?.message,
    errorCode: error?.code,
    said: error?.said,
    caller: textAt(entry, CALLER),
  }) as Record<string, string>;
