import type { EpochMs, Milliseconds } from '../time.ts';
import { findIds } from './find-ids.ts';
import { findRequest } from './find-request.ts';
import type { LineHeader, LogFormat } from './format.ts';
import type { OpenRecord, RecordStart } from './open-record.ts';
import { DAY_MS } from './parse-time.ts';
import { parseException } from './parse-exception.ts';
import type { Exception, LogRecord, RecordLine } from './record.ts';
import { isAtLeast } from './severity.ts';
import { trailingErrorLines } from './trailing-error.ts';

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

/** A record while it is filled. */
type Draft = { -readonly [K in keyof LogRecord]: LogRecord[K] };

/** Turns what was collected into a record, its exception parsed. */
export const finishRecord = (open: OpenRecord, options: FinishOptions): LogRecord => {
  const printed = withTrailing(open.lines, open.start);
  const header = printed.length > 1 ? wholeHeader(open, options.formats) : open.start.header;
  const lines = header === open.start.header ? printed : withInner(printed, header?.inner);
  const record = draft(open.start, { lines, truncated: open.truncated }, header);
  addTime(record, header, options.near);
  // Most records are a single benign line beside what matters; nothing more is looked for in them.
  if (open.start.isContext && lines.length === 1) return record;
  record.ids = idsOf(lines, header?.ids, options.ids);
  const exception = withFields(exceptionOf(record, options.formats), record.fields);
  if (exception !== undefined) {
    record.exception = exception;
    record.severity ??= 'error';
  }
  return record;
};

/** Some loggers put what else they know behind the message as JSON, the error's stack too. */
const withTrailing = (lines: readonly RecordLine[], start: RecordStart): readonly RecordLine[] => {
  const [first, ...rest] = lines;
  if (first === undefined || !first.text.endsWith('}') || !mayTrail(start)) return lines;
  const raw = first.raw ?? first.text;
  const said = trailingErrorLines(first.text).map((text): RecordLine => ({ ...first, text, raw }));
  return said.length === 0 ? lines : [first, ...said, ...rest];
};

/** What only the whole record tells, each part in place of the line that it was taken from. */
const withInner = (lines: readonly RecordLine[], inner: readonly string[] = []): readonly RecordLine[] => {
  const parts = Map.groupBy(inner, (text) => lines.findIndex((line) => carries(line, text)));
  return lines.flatMap((line, index): readonly RecordLine[] => {
    const own = parts.get(index) ?? [];
    const texts = index === 0 ? [line.text, ...(parts.get(-1) ?? []), ...own] : own;
    return texts.length === 0 ? [line] : texts.map((text) => ({ ...line, text, raw: line.raw ?? line.text }));
  });
};

const carries = ({ text }: RecordLine, part: string): boolean =>
  part.trim() !== '' && text.includes(part.trim());

const mayTrail = ({ header, isContext }: RecordStart): boolean =>
  !isContext &&
  header?.inner === undefined &&
  (header?.severity === undefined || isAtLeast(header.severity, 'warning'));

const NO_HEADER: Partial<LineHeader> = {};
const NO_IDS: readonly string[] = [];
const NO_FIELDS: LogRecord['fields'] = {};

const draft = (
  start: RecordStart,
  { lines, truncated }: Pick<LogRecord, 'lines' | 'truncated'>,
  header: Partial<LineHeader> = NO_HEADER,
): Draft => {
  const { ids = NO_IDS, fields = NO_FIELDS, message = lines[0]?.text ?? '' } = header;
  const record: Draft = {
    source: start.source,
    stream: start.stream,
    timeQuality: 'none',
    format: start.format,
    ids,
    message,
    lines,
    fields,
    truncated,
  };
  if (start.writer !== '') record.writer = start.writer;
  addHeader(record, header);
  return record;
};

const addHeader = (
  record: Draft,
  { severity, logger, http = findRequest(record.message) }: Partial<LineHeader>,
): void => {
  if (severity !== undefined) record.severity = severity;
  if (logger !== undefined) record.logger = logger;
  if (http !== undefined) record.http = http;
};

const wholeHeader = (open: OpenRecord, formats: readonly LogFormat[]): LineHeader | undefined => {
  const { format: id, header } = open.start;
  if (header === undefined) return undefined;
  const format = formats.find((each) => each.id === id);
  const last = format?.finish?.(open.lines.map(({ text }) => text));
  return last === undefined ? header : { ...header, ...last };
};

/** A single line of a benign level names no exception. */
const exceptionOf = (record: Draft, formats: readonly LogFormat[]): Exception | undefined => {
  const { lines, severity, message } = record;
  if (lines.length === 1 && severity !== undefined && !isAtLeast(severity, 'warning')) return undefined;
  return parseException([message, ...lines.slice(1).map(({ text }) => text)], formats);
};

/** Structured logs name the type and the code beside the stack, or without one. */
const withFields = (
  parsed: Exception | undefined,
  fields: LogRecord['fields'] = {},
): Exception | undefined => {
  const code = fields['errorCode'];
  const type = fields['errorType'];
  if (parsed !== undefined) {
    // A stack may begin with less than the class: `error: deadlock detected` of a DatabaseError.
    const named = type === undefined || isSameClass(type, parsed.type) ? parsed : { ...parsed, type };
    return parsed.code === undefined && code !== undefined ? { ...named, code } : named;
  }
  if (type === undefined) return undefined;
  return {
    format: 'json',
    type,
    message: fields['errorMessage'] ?? '',
    ...(code === undefined ? {} : { code }),
    frames: [],
    at: 0,
  };
};

/** Some loggers of Java write an inner class with a dot, which its stack names with a dollar sign. */
const isSameClass = (named: string, printed: string): boolean => printed.replaceAll('$', '.') === named;

const addTime = (record: Draft, header: LineHeader | undefined, near: EpochMs | undefined): void => {
  const fromSource = record.lines[0]?.timestamp;
  const timestamp = fromSource ?? printedTime(header, near);
  if (timestamp === undefined) return;
  record.timestamp = timestamp;
  record.timeQuality = fromSource === undefined ? (header?.timeQuality ?? 'local') : 'source';
};

const printedTime = (header: LineHeader | undefined, near: EpochMs | undefined): EpochMs | undefined => {
  const printed = header?.timestamp;
  if (printed === undefined || printed >= YEAR_MS) return printed;
  return printed < 0 ? withDay(printed, near) : withYear(printed, near);
};

/** Of this day, the one before and the one after, whichever brings the time nearest. */
const withDay = (timestamp: EpochMs, near: EpochMs | undefined): EpochMs | undefined =>
  near === undefined ? undefined : timestamp + Math.round((near - timestamp) / DAY_MS) * DAY_MS;

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
  fromHeader: readonly string[] | undefined,
  asked: readonly string[],
): readonly string[] => {
  const ids = new Set(fromHeader);
  lines.slice(0, HEAD_LINES).forEach((line, index) => {
    // The lines out of one entry share its raw text.
    if (index > 0 && line.raw !== undefined && line.raw === lines[0]?.raw) return;
    for (const id of findIds(line.raw ?? line.text)) ids.add(id);
  });
  for (const id of asked) if (!ids.has(id) && holds(lines, id)) ids.add(id);
  return [...ids];
};

/** The lines out of one entry share its raw text, which is searched once: it may be long. */
const holds = (lines: readonly RecordLine[], id: string): boolean =>
  lines.some(
    ({ text, raw }, index) =>
      text.includes(id) || (raw !== undefined && raw !== lines[index - 1]?.raw && raw.includes(id)),
  );
