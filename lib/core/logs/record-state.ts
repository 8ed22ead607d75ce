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

/** Whether a record's level, or the lack of one, lets it carry an exception below its header. */
const isTroubled = ({ start: { header } }: OpenRecord): boolean =>
  header?.http?.status === undefined &&
  // A structured entry is whole in its one line.
  header?.inner === undefined &&
  (header?.severity === undefined || isAtLeast(header.severity, 'warning'));

/** Whether its last line is one of a stack, so that more of it may come. */
export const isInTrace = (record: OpenRecord): boolean =>
  record.language !== undefined &&
  (isIndented(record.previous) || record.language.starts?.(record.previous) === true);

/** Where every line names its writer, those of one exception may stand far apart. */
export const hasTaggedLines = ({ start: { writer } }: OpenRecord): boolean => writer.startsWith('tag:');

/** Below a header of trouble stands its message, until a stack has come to its end. */
export const takesMore = (record: OpenRecord): boolean => {
  const hasEnded = record.hasFrames && STACK_END.test(record.previous);
  return record.start.headed && isTroubled(record) && !hasEnded;
};

/** Whether it may still carry an exception below its header. */
export const carriesException = (record: OpenRecord): boolean =>
  record.start.headed && !record.hasFrames && isTroubled(record);

/** A name of an error without frames may be followed by more of its message. */
export const awaitsFrames = (record: OpenRecord): boolean =>
  !record.start.headed && record.language !== undefined && !record.hasFrames;
