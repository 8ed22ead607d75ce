/** What the lab records: one labelled case is a JSON file beside the log files that it names. */

/** The seventeen causes of the taxonomy; `null` in a label means that the logs hold no cause. */
export type CauseId =
  | 'code.syntax'
  | 'code.missing_artifact'
  | 'code.exception'
  | 'datastore.unreachable'
  | 'datastore.auth'
  | 'datastore.capacity'
  | 'datastore.schema'
  | 'datastore.contention'
  | 'fs.permission'
  | 'resource.memory'
  | 'resource.timeout'
  | 'resource.disk_fd'
  | 'thirdparty.api'
  | 'network.dns_tls'
  | 'cloud.authz_throttle'
  | 'web.config'
  | 'upstream.down';

/** Why a case is in the corpus. A confuser looks like another cause; `no-evidence` has no cause to find. */
export type CaseKind = 'fault' | 'confuser' | 'no-evidence';

/** What was done to the recorded bytes, or what ran beside the fault while it was recorded. */
export type Variant =
  | 'plain'
  | 'noise'
  | 'interleaved'
  | 'rotated'
  | 'gzip'
  | 'crlf'
  | 'nbsp'
  | 'ansi'
  | 'split-16k'
  | 'split-256k'
  | 'wrong-zone'
  | 'invalid-utf8'
  | 'docker-json'
  | 'lambda';

/** A place in one log file; lines count from 1, both ends included, in the file after gunzip. */
export interface LineRange {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** One recorded case. Every label says what was injected; none is taken from what the engine answered. */
export interface LabCase {
  /** `<stack>/<name>`, also the path below `lab/corpus` without `.json`. */
  readonly id: string;
  readonly stack: string;
  /** Name and version as the software reports it, for example `Django 5.2.17, CPython 3.11.7`. */
  readonly software: string;
  readonly kind: CaseKind;
  readonly variant: Variant;
  /** One sentence: what was really done to make it fail. */
  readonly injected: string;
  /** The failing request, as a prober would know it. */
  readonly request: {
    readonly sentAt: string;
    readonly failedAt: string;
    readonly requestId: string;
    readonly method: string;
    readonly path: string;
    /** The status that the client saw; 0 when the connection was dropped. */
    readonly status: number;
  };
  /** Log files, relative to this JSON file. They hold a healthy stretch before the fault as well. */
  readonly logs: readonly string[];
  readonly label: {
    readonly cause: CauseId | null;
    /** Only what a careful engineer would accept as well, for confusers at the border of two causes. */
    readonly alsoAccepted?: readonly CauseId[];
    /** What failed: `postgres 127.0.0.1:5999`, `file /srv/x/log.txt`, `http api.stripe.invalid`, `self`. */
    readonly component: string | null;
    /** The line that names the exception or error, verbatim as it stands in the log file (no newline). */
    readonly exceptionLine: string | null;
    /** Every line of that one exception, from its header to its last continuation. */
    readonly exceptionRange: LineRange | null;
    /** Lines inside that range which another writer wrote in between (interleaved cases); they are not part of it. */
    readonly foreignLines?: readonly number[];
    /** Type of the innermost explicit cause as the runtime prints it, for example `psycopg2.OperationalError`. */
    readonly innermostType: string | null;
    /** Deepest frame in the application's own code. */
    readonly inAppFrame: {
      readonly file: string;
      readonly line: number;
      readonly function: string | null;
    } | null;
    /** Whether the request id stands in the log records of this failure. */
    readonly hasRequestId: boolean;
    /** Exact strings in the logs that must never leave the process. */
    readonly secrets: readonly string[];
    /** Exact strings in the logs that a redactor must keep, for they carry the diagnosis. */
    readonly keep: readonly string[];
  };
}
