import type { FailingAttempt } from '../incident/incident.ts';
import type { LogEvent } from '../logs/event.ts';
import type { EpochMs } from '../time.ts';
import type { Gap } from './diagnosis.ts';

/** A change shortly before the failure: a deploy, a configuration, a flag. */
export interface Change {
  readonly at: EpochMs;
  /** A noun that goes before `of` the component: `version 42`, `the new code`. */
  readonly what: string;
  readonly component: string;
  /** How to undo it, where that is known. */
  readonly rollBack?: string;
}

/** A resource that heads for its limit. */
export interface Trend {
  readonly component: string;
  readonly resource: string;
  readonly now: number;
  readonly limit?: number;
  readonly unit: string;
  readonly perDay: number;
  readonly reachesLimitAt?: EpochMs;
}

/** Everything that a diagnosis may look at. Events keep their order within a stream. */
export interface Evidence {
  /** The attempt to explain; absent when logs are read without a probe. */
  readonly attempt?: FailingAttempt;
  /**
   * Until when the target is known to have answered well; what the logs say later may belong to the outage. Absent: until
   * the attempt began.
   */
  readonly healthyUntil?: EpochMs;
  /** When the last good probe was made, where one is known: what the logs say before it did not make this one fail. */
  readonly goodProbeAt?: EpochMs;
  readonly window: { readonly from: EpochMs; readonly to: EpochMs } | null;
  readonly events: Iterable<LogEvent>;
  /** Events around the last good probe, to tell new from usual. */
  readonly baseline: Iterable<LogEvent>;
  readonly changes: readonly Change[];
  readonly trends: readonly Trend[];
  /** What the gathering could not see: a group that does not exist, a budget that was reached. */
  readonly gaps: readonly Gap[];
  /** What of changes and trends could not be read; told where it bears on the cause. */
  readonly unread?: { readonly changes: readonly Gap[]; readonly trends: readonly Gap[] };
}
