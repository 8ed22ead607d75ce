import type { CaseKind, CauseId, Variant } from '../case.ts';
import type { Bench } from './bench.ts';

/** Where the exception stands, given as patterns over the recorded lines; the harness turns them into line numbers. */
export interface ExceptionSpec {
  /** Matches the line that names the innermost explicit cause, e.g. `/^psycopg2\.OperationalError: connection/`. */
  readonly line: RegExp;
  /** Which match counts, over the lines written after the mark. */
  readonly pick?: 'first' | 'last';
  /** Matches the header line; the nearest match at or before `line` counts. By default the range starts at `line`. */
  readonly from?: RegExp;
  /** Matches the last line; the first match at or after `line` counts. By default the range ends at `line`. */
  readonly to?: RegExp;
  /** Matches the first line that no longer belongs to it; the range ends just before. The end of the file ends it too. */
  readonly before?: RegExp;
  /**
   * The lines of the exception in their order, the labelled line last, for two writers that print line by line: found
   * upwards from the labelled line, and every line in between is foreign.
   */
  readonly sequence?: readonly string[];
  /** Matches lines inside the range that another writer wrote; asked for in interleaved cases. */
  readonly foreign?: RegExp;
  /** The innermost type as printed; `null` where nothing printed a type. */
  readonly type: string | null;
}

/** The deepest frame in the application's own code; its line is that of the one source line that holds `code`. */
export interface FrameSpec {
  /** As printed in the log. */
  readonly file: string;
  readonly function: string | null;
  /** A piece of the source, unique in the file; the frame's line is the one where it begins. */
  readonly code: string;
  /** The source file below the stack's `app/`, where the printed name is not enough to find it. */
  readonly source?: string;
}

export interface CaseSpec {
  /** File name below `lab/corpus/<stack>/`. */
  readonly name: string;
  readonly kind?: CaseKind;
  /** How the bytes were recorded; `plain` if nothing is said. */
  readonly variant?: Extract<
    Variant,
    'plain' | 'noise' | 'interleaved' | 'wrong-zone' | 'lambda' | 'rotated' | 'ansi'
  >;
  /** Further cases made from the same recording by changing its bytes. */
  readonly alsoAs?: readonly Transform[];
  /** Write only what `alsoAs` makes of the recording, where the recording itself is large. */
  readonly withoutPlain?: boolean;
  readonly injected: string;
  readonly cause: CauseId | null;
  readonly alsoAccepted?: readonly CauseId[];
  readonly component: string | null;
  /** Log files to record, below the log folder. The first that holds the exception is labelled. */
  readonly logs: readonly string[];
  /** The file that holds the exception, if not the first of `logs`. */
  readonly exceptionIn?: string;
  readonly exception: ExceptionSpec | null;
  readonly frame?: FrameSpec;
  readonly secrets?: readonly string[];
  readonly keep?: readonly string[];
  /** Starts the software, shows that it is healthy, makes it fail. Everything that it starts is ended afterwards. */
  readonly run: (bench: Bench) => Promise<void>;
}

export type Transform = Extract<
  Variant,
  'rotated' | 'gzip' | 'crlf' | 'nbsp' | 'ansi' | 'docker-json' | 'split-16k' | 'split-256k' | 'invalid-utf8'
>;

export interface Stack {
  readonly name: string;
  readonly language: string;
  /** Kept out of rule development and reported apart. */
  readonly heldOut?: boolean;
  /** The stack whose `app/` it runs, where that is not its own. */
  readonly appOf?: string;
  /** Loopback ports this stack may use, both ends included. */
  readonly ports?: readonly [number, number];
  /** Brings what the stack needs, into `cacheDir` or as Debian packages; does nothing if it is there. */
  readonly install: (cacheDir: string) => Promise<void>;
  /** Name and version as the software reports it. */
  readonly software: (cacheDir: string) => Promise<string>;
  readonly cases: readonly CaseSpec[];
}

/** Fixes the type of a stack, so that its file reads as data. */
export const defineStack = (stack: Stack): Stack => stack;
