import type { EpochMs } from '../time.ts';

/** Syslog's severities, folded to the six that people use. */
export type LogSeverity = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'fatal';

/** One frame of a stack; `inApp` tells the application's own code from libraries and the runtime. */
export interface Frame {
  readonly file: string;
  readonly line?: number;
  readonly function?: string;
  readonly inApp: boolean;
  /** Index into the record's lines. */
  readonly at: number;
}

/** One exception of a chain. `cause` is an explicit cause; `context` is what was being handled when this one arose. */
export interface Exception {
  /** The format that parsed it: `python`, `php`, `java`, … */
  readonly format: string;
  /** As the runtime prints it, qualified where it does: `psycopg2.OperationalError`. */
  readonly type: string;
  readonly message: string;
  /** errno, SQLSTATE, vendor code: `ECONNREFUSED`, `42P01`, `1045`. */
  readonly code?: string;
  /** Deepest call last. */
  readonly frames: readonly Frame[];
  readonly cause?: Exception;
  readonly context?: Exception;
  /** Members of an aggregate. */
  readonly errors?: readonly Exception[];
  /** Index into the record's lines of the line that names it. */
  readonly at: number;
}

/** A line of a record: where it stood, and its text after unwrapping. */
export interface RecordLine {
  readonly line: number;
  /** The last line that it was joined from, where a runtime had cut it into several. */
  readonly lastLine?: number;
  readonly timestamp?: EpochMs;
  readonly text: string;
  /** As it stood in the log, when unwrapping changed it. */
  readonly raw?: string;
}

/** What a line says of a request, from an access log or a request line. */
export interface HttpFacts {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly upstream?: string;
  readonly upstreamStatus?: number;
}

/** One whole entry of a log: its header line with every continuation, the exception in it parsed. */
export interface LogRecord {
  readonly source: string;
  readonly stream: string;
  readonly timestamp?: EpochMs;
  /** Whether the time has a zone, comes from the source, or is the writer's local time. */
  readonly timeQuality: 'source' | 'zoned' | 'local' | 'none';
  /** The id of the log format whose header it was, or `plain`. */
  readonly format: string;
  readonly severity?: LogSeverity;
  /** Every id in it that could be a request id or trace id. */
  readonly ids: readonly string[];
  /** Tells interleaved writers apart: `pid:4711`, `conn:17`, `tag:9f…`. */
  readonly writer?: string;
  readonly logger?: string;
  /** The first line's message, without its header. */
  readonly message: string;
  readonly lines: readonly RecordLine[];
  readonly exception?: Exception;
  readonly http?: HttpFacts;
  /** Vendor facts by name: `ahCode`, `errno`, `sqlState`, `memorySizeMb`, … */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether lines were cut to stay within the limits. */
  readonly truncated: boolean;
}
