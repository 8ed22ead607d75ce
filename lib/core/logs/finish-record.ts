import type { EpochMs, Milliseconds } from '../time.ts';
import { findIds } from './find-ids.ts';
import type { LogFormat } from './format.ts';
import type { OpenRecord } from './open-record.ts';
import { parseException } from './parse-exception.ts';
import type { Exception, LogRecord, RecordLine } from './record.ts';

/** What closing a record needs to know. */
export interface FinishOptions {
  readonly formats: readonly LogFormat[];
  /** Ids to look for in every line, besides those in the head. */
  readonly ids: readonly string[];
  /** Gives a year to times that have none. */
  readonly near?: EpochMs;
}

const YEAR_MS: Milliseconds = 366 * 24 * 3600 * 1000;

/** Ids are looked for in the first lines; what follows is the stack. */
const HEAD_LINES = 3;

/** Turns what was collected into a record, its exception parsed. */
export const finishRecord = (open: OpenRecord, options: FinishOptions): LogRecord => {
  const { start } = open;
  const lines = open.lines;
  const texts = lines.map(({ text }) => text);
  if (start.header !== undefined) texts[0] = start.header.message;
  const last = options.formats.find(({ id }) => id === start.format)?.finish?.(texts);
  const header = { ...start.header, ...last };
  const exception = withFields(parseException(texts, options.formats), header.fields);
  return {
    source: start.source,
    stream: start.stream,
    ...timeOf(lines[0], header, options.near),
    format: start.format,
    ...present('severity', header.severity ?? (exception === undefined ? undefined : 'error')),
    ids: idsOf(lines, header.ids ?? [], options.ids),
    ...present('writer', start.writer === '' ? undefined : start.writer),
    ...present('logger', header.logger),
    message: header.message ?? texts[0] ?? '',
    lines,
    ...present('exception', exception),
    ...present('http', header.http),
    fields: header.fields ?? {},
    truncated: open.truncated,
  };
};

/** Structured logs name the type and the code beside the stack, or without one. */
const withFields = (
  parsed: Exception | undefined,
  fields: LogRecord['fields'] = {},
): Exception | undefined => {
  const code = fields['errorCode'];
  if (parsed !== undefined)
    return parsed.code === undefined && code !== undefined ? { ...parsed, code } : parsed;
  const type = fields['errorType'];
  if (type === undefined || fields['errorMessage'] === undefined) return undefined;
  return {
    format: 'json',
    type,
    message: fields['errorMessage'],
    ...(code === undefined ? {} : { code }),
    frames: [],
    at: 0,
  };
};

const present = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

type Time = Pick<LogRecord, 'timestamp' | 'timeQuality'>;

const timeOf = (first: RecordLine | undefined, header: Partial<Time>, near: EpochMs | undefined): Time => {
  if (first?.timestamp !== undefined) return { timestamp: first.timestamp, timeQuality: 'source' };
  if (header.timestamp === undefined) return { timeQuality: 'none' };
  const timestamp = header.timestamp < YEAR_MS ? withYear(header.timestamp, near) : header.timestamp;
  if (timestamp === undefined) return { timeQuality: 'none' };
  return { timestamp, timeQuality: header.timeQuality ?? 'local' };
};

/** Of this year, the one before and the one after, whichever brings the time nearest. */
const withYear = (timestamp: EpochMs, near: EpochMs | undefined): EpochMs | undefined => {
  if (near === undefined) return undefined;
  const time = new Date(timestamp);
  const year = new Date(near).getUTCFullYear();
  const [best] = [year - 1, year, year + 1]
    .map((each) => new Date(time).setUTCFullYear(each))
    .sort((a, b) => Math.abs(a - near) - Math.abs(b - near));
  return best;
};

const idsOf = (
  lines: readonly RecordLine[],
  fromHeader: readonly string[],
  asked: readonly string[],
): readonly string[] => {
  const ids = new Set(fromHeader);
  for (const { text, raw } of lines.slice(0, HEAD_LINES)) {
    for (const id of findIds(text)) ids.add(id);
    for (const id of raw === undefined ? [] : findIds(raw)) ids.add(id);
  }
  for (const id of asked) {
    if (!ids.has(id) && lines.some(({ text, raw }) => text.includes(id) || raw?.includes(id) === true))
      ids.add(id);
  }
  return [...ids];
};
