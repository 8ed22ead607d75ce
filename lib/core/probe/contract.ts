import type * as v from 'valibot';

import type { Milliseconds } from '../time.ts';
import type { GetAwsCredentials } from './aws-credentials.ts';
import type { Beat } from './beat.ts';
import type { FileKey } from './file-key.ts';
import type { AttemptId, Observation } from './observation.ts';
import type { Reach } from './reach.ts';
import type { SecretText } from './secret-text.ts';

/** What a prober needs besides its target; everything with an effect comes in here. */
export interface AttemptContext {
  readonly id: AttemptId;
  readonly timeoutMs: Milliseconds;
  /** Aborts when the probe's deadline passes or the process stops. */
  readonly signal: AbortSignal;
  /** Which addresses this check may connect to, first or redirected. */
  readonly reach: Reach;
  /** `192.0.2.7:443`: addresses that the check wants not to be tried again, as long as the name has others. */
  readonly avoid: readonly string[];
  /** Turns a text of the config into the text to send: secrets and per-request templates filled in; `fresh` reads secrets anew. */
  readonly fill: (text: SecretText, options?: { readonly fresh?: boolean }) => Promise<string>;
  /** Credentials to sign requests for AWS with; absent where none can be got. */
  readonly awsCredentials?: GetAwsCredentials;
  /** Whether it runs on somebody's own machine: its resolver may know names that DNS does not, and commands may run. */
  readonly embedded: boolean;
  /** Takes secrets and personal data out of a text that a target sent. */
  readonly redact: (text: string) => string;
  /** The last sign of life of a job that this check waits for; absent where none can be received. */
  readonly lastBeat?: () => Promise<Beat>;
}

/** A check type: its own config keys and the one function that knows how to probe it. */
export interface Prober<Target = unknown> {
  /** The word after `type:`. */
  readonly type: string;
  /** One sentence for the reference. */
  readonly summary: string;
  /** URL schemes that mean this type when a check has a `url` and no `type`: `http`, `https`. */
  readonly schemes?: readonly string[];
  /** Its requests carry the ids of the attempt, so that a log may hold them. */
  readonly sendsIds?: true;
  /** Where it can be probed, if not everywhere: on one's own machine alone, or at home, since it looks at what came in there. */
  readonly only?: 'embedded' | 'home';
  /** The shortest time between two probes that the other side puts up with: `1h`. */
  readonly leastInterval?: string;
  /** The keys that this type adds at the level of the check. */
  readonly entries: v.ObjectEntries;
  /** The keys that may name files: paths are relative to the config file that writes them. */
  readonly files?: readonly FileKey[];
  /** The assertions that make sense for its facts, as keys of `expect`. */
  readonly expects: readonly string[];
  /** What is probed, for people: `GET https://api.example.com/health`. No secret. */
  describe(target: Target): string;
  /** Whether a second attempt does no harm. */
  idempotent(target: Target): boolean;
  /** Never throws for anything that the target does: that is a `failure`. */
  probe(target: Target, context: AttemptContext): Promise<Observation>;
}

type Output<Entries extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;

/** Fixes the types of a check type; the entries' output is the target. */
export const defineProber = <const Entries extends v.ObjectEntries>(
  prober: Omit<Prober, 'entries' | 'describe' | 'idempotent' | 'probe'> & {
    readonly entries: Entries;
    describe(target: Output<Entries>): string;
    idempotent(target: Output<Entries>): boolean;
    probe(target: Output<Entries>, context: AttemptContext): Promise<Observation>;
  },
): Prober => prober;
