import type { CauseId } from '../causes/cause.ts';
import type { EpochMs, Milliseconds } from '../time.ts';

/** How a log record was tied to the failing attempt: its id, its connection or writer, or time alone. */
export type Correlation = 'request' | 'connection' | 'window';

export type SnippetRole = 'exception' | 'cause' | 'frame' | 'context' | 'corroboration';

/** One of the few log lines that matter, redacted. */
export interface SnippetLine {
  /** Log group, or file path. */
  readonly source: string;
  readonly stream?: string;
  /** Position in the stream, from 1. */
  readonly line: number;
  /** ISO 8601; absent where the log has none. */
  readonly timestamp?: string;
  readonly text: string;
  readonly role: SnippetRole;
  /** Opens the place in a console, where there is one. */
  readonly link?: string;
}

export interface NamedCause {
  readonly id: CauseId;
  readonly title: string;
  /** 0 to 1, calibrated. */
  readonly confidence: number;
  /** What failed, for people: `postgres db.internal:5432`, `file /srv/x/log.txt`. */
  readonly component: string;
  /** One sentence that says what happened, with the names in it. */
  readonly summary: string;
}

export interface NamedException {
  readonly type: string;
  readonly message: string;
  readonly code: string | null;
  readonly inAppFrame: {
    readonly file: string;
    readonly line: number;
    readonly function: string | null;
  } | null;
}

/** A reason for or against a cause, with the line that it stands on. */
export interface Reason {
  readonly text: string;
  readonly source?: string;
  readonly line?: number;
}

export interface RuledOut {
  readonly cause: CauseId;
  readonly why: string;
}

/** What could not be seen, and what would make it visible. */
export interface Gap {
  readonly missing: string;
  readonly fix?: string;
}

export interface Remedy {
  readonly action: string;
  /** A command that shows whether it helped, where there is one. */
  readonly verify?: string;
}

/** How often this fingerprint came before, and what that asks for. */
export interface Recurrence {
  readonly count: number;
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly review: readonly string[];
}

/** The answer: what happened, why we think so, what we could not see, and what to do. */
export interface Diagnosis {
  readonly correlation: Correlation | null;
  readonly cause: NamedCause | null;
  /** Other causes within the margin, when two explain it almost equally well. */
  readonly alternatives: readonly NamedCause[];
  readonly exception: NamedException | null;
  readonly snippet: readonly SnippetLine[];
  readonly evidence: readonly Reason[];
  readonly ruledOut: readonly RuledOut[];
  readonly gaps: readonly Gap[];
  readonly remedy: readonly Remedy[];
  /** Stable over line numbers, ids and times; equal faults have equal fingerprints. */
  readonly fingerprint: string;
  readonly recurrence?: Recurrence;
  /** What was read to get here. */
  readonly read: { readonly bytes: number; readonly records: number; readonly newestEventAt?: EpochMs };
  /** From the failing attempt's end to this answer. */
  readonly tookMs?: Milliseconds;
}
