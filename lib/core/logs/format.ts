import type { EpochMs } from '../time.ts';
import type { Exception, HttpFacts, LogRecord, LogSeverity } from './record.ts';

/** What the beginning of a line says about the whole record. */
export interface LineHeader {
  readonly timestamp?: EpochMs;
  readonly timeQuality?: LogRecord['timeQuality'];
  readonly severity?: LogSeverity;
  readonly ids?: readonly string[];
  readonly writer?: string;
  readonly logger?: string;
  readonly http?: HttpFacts;
  readonly fields?: Readonly<Record<string, string>>;
  /** The line without its header. */
  readonly message: string;
  /** What a wrapper carried: the lines of an inner log or a stack trace, to be read as lines of this record. */
  readonly inner?: readonly string[];
  /** The line only carries `inner`, and goes on with the record before it (FPM wraps each line by itself). */
  readonly continues?: boolean;
}

/**
 * One log format: how its records begin, how they go on, and which exceptions stand in them. A format may have any of
 * the three. Nothing in it throws; every pattern is linear and has an example line above it.
 */
export interface LogFormat {
  readonly id: string;
  readonly title: string;
  /** Its header is a shape that others have too: it is asked only when no other format knows the line. */
  readonly fallback?: true;
  /** Some of its headers only go on with the record before them, so that each has to be read. */
  readonly wraps?: true;
  /** The characters that its headers begin with; it is not asked about other lines. */
  readonly begins?: string;
  /** Lines as the software prints them, shown in the reference and tried by a test: each must be recognised. */
  readonly examples: readonly string[];
  /** Tried on the first line of what may be a record; undefined when the line is of another format. */
  header?(line: string): LineHeader | undefined;
  /** Whether an exception begins on this line although it has no header of its own: `Traceback (most recent call last):`. */
  starts?(line: string): boolean;
  /** Whether a line without a header goes on with the record before it; `previous` is the line before. */
  continues?(line: string, previous: string): boolean;
  /** What the whole record says beyond its first line: nginx names the request behind the last line of a stack. */
  finish?(lines: readonly string[]): Partial<LineHeader> | undefined;
  /** Matches somewhere in every record that holds an exception of this language; spares the parser all others. */
  readonly mark?: RegExp;
  /** Parses the exception that stands in the lines of a record (headers removed, wrappers opened). */
  exception?(lines: readonly string[]): Exception | undefined;
  /** The line of this software's configuration that makes it log the request id; for gaps. */
  readonly requestIdFix?: string;
}

/** Fixes the types of a log format. */
export const defineLogFormat = (format: LogFormat): LogFormat => format;
