import type { LineHeader, LogFormat } from './format.ts';
import type { OpenRecord } from './open-record.ts';
import { isAtLeast } from './severity.ts';

//     at f (x.js:1:2), 	... 3 more, }
const STACK_END = /^\s{1,64}at |^\s{1,64}\.\.\. \d|^\}$/;

const SPACE = 32;
const TAB = 9;

/** Whether a line is set in, as continuations of any kind are. */
export const isIndented = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return first === SPACE || first === TAB;
};

// "           ERROR    GET /orders failed", as Rich leaves out a time that is that of the line above
const SET_IN_HEADER = /^ {8,26}(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) {2,5}\S/;

/** Whether a line that is set in begins a record all the same. */
export const isSetInHeader = (text: string): boolean => SET_IN_HEADER.test(text);

/** Whether a record's level, or the lack of one, lets it carry an exception below its header. */
const isTroubled = ({ start: { header } }: OpenRecord): boolean =>
  header?.http?.status === undefined &&
  // A structured entry is whole in its one line.
  header?.inner === undefined &&
  (header?.severity === undefined || isAtLeast(header.severity, 'warning'));

// the brace behind the last property of an error
const CLOSED = /^\s{1,8}\}$/;

/** Whether its last line is one of a stack. */
export const endsInTrace = (record: OpenRecord): boolean =>
  record.language !== undefined &&
  !CLOSED.test(record.previous) &&
  (isIndented(record.previous) || record.language.starts?.(record.previous) === true);

/** Whether a line goes on with both of two records or with neither. */
export const standsLike = (one: OpenRecord, other: OpenRecord): boolean =>
  one.previous === other.previous && one.language === other.language && one.hasFrames === other.hasFrames;

/** Whether a frame or the beginning of a stack was seen in it, and not only properties that are set in. */
export const hasBegunStack = ({ hasFrames, language, previous }: OpenRecord): boolean =>
  hasFrames || language?.starts?.(previous) === true;

/** Where every line names its writer, those of one exception may stand far apart. */
export const hasTaggedLines = ({ start: { writer } }: OpenRecord): boolean => writer.startsWith('tag:');

/** Below a header of trouble stands its message, until a stack has come to its end. */
export const takesMore = (record: OpenRecord): boolean => {
  const hasEnded = record.hasFrames && STACK_END.test(record.previous);
  return record.start.headed && isTroubled(record) && !hasEnded && !isWholeObject(record);
};

/** An object that was printed over several lines ends with its brace. */
const isWholeObject = ({ previous, start: { header } }: OpenRecord): boolean =>
  previous === '}' && header?.message === '{';

/** Whether it may still carry an exception below its header. */
export const carriesException = (record: OpenRecord): boolean =>
  record.start.headed && !record.hasFrames && isTroubled(record) && !isWholeObject(record);

//  panic: runtime error: index out of range, as chi's recoverer prints it, below nothing
const SET_IN_PANIC = /^ {1,2}panic: /;

/** Whether an exception that is set in begins a record of its own: a blank line stands before it, and it goes on with nothing. */
export const isParagraph = (
  text: string,
  record: OpenRecord | undefined,
  language: LogFormat | undefined,
): boolean =>
  language !== undefined &&
  record?.hasBlank === true &&
  (SET_IN_PANIC.test(text) || !carriesException(record)) &&
  language.continues?.(text.trimStart(), record.previous.trimStart()) !== true;

// order 42 failed: java.lang.IllegalStateException: no stock
const NAMES_ERROR = /(?:Exception|Error|Fault|Failure)\b/;

/** Whether a frame is the first below a header that names the exception itself. */
export const beginsStack = (record: OpenRecord, text: string): boolean =>
  carriesException(record) && isIndented(text) && NAMES_ERROR.test(record.previous);

/** A name of an error without frames may be followed by more of its message. */
export const awaitsFrames = (record: OpenRecord): boolean =>
  !record.start.headed && record.language !== undefined && !record.hasFrames;

// at f (x.js:1:2), at com.shop.Order.total(Order.java:3), File "x.py", line 3, #0 /app/x.php(2): f(), /app/x.rb:3:in `f', Caused by: java.io.IOException, ... 3 more
const STACK_PART =
  /^\s{0,64}(?:at (?:\S.{0,512}\)$|\S.{0,512}:\d{1,9}$)|File "[^"]{1,1024}", line \d|#\d{1,4} (?:\S{1,1024}\(\d{1,9}\): |\{main\}|\[internal)|(?:from )?\S{1,1024}:\d{1,9}:in [`']|Caused by: \S|\.\.\. \d{1,6} (?:more|common)|goroutine \d{1,12} \[)/;

/**
 * Whether a line with a header of its own only goes on with the exception of a record. Some loggers print a stack in
 * several calls, and some collectors put the time before every line.
 */
export const goesOn = (record: OpenRecord, { severity, message, http }: LineHeader): boolean => {
  if (http !== undefined || !isTroubled(record)) return false;
  if (severity !== undefined && !isAtLeast(severity, 'warning')) return false;
  if (STACK_PART.test(message)) return true;
  if (record.language === undefined) return false;
  return (
    record.language.continues?.(message, record.previous) === true ||
    (isIndented(message) && record.isInTrace)
  );
};
