import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Failure } from '../probe/failure.ts';
import type { AttemptId, Phases } from '../probe/observation.ts';
import type { Verdict } from '../probe/result.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { Lane } from './lane.ts';
import type { Parent, Storm } from './storm.ts';

/** What diagnosis needs of an attempt that did not pass, small enough to be stored with the incident. */
export interface FailingAttempt {
  readonly tick: EpochMs;
  readonly location: string;
  readonly number: number;
  readonly startedAt: EpochMs;
  readonly durationMs: Milliseconds;
  readonly phases: Phases;
  readonly id: AttemptId;
  readonly answeredIds: Readonly<Record<string, string>>;
  /** The prober's description of the target, `GET https://…`. */
  readonly target: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly failure: Failure;
  readonly failedAssertions: readonly string[];
  /** At most 2 KiB, redacted. */
  readonly bodyExcerpt?: string;
}

/** `down` from the failure threshold, `degraded` from the flaky rule. */
export type IncidentSeverity = 'down' | 'degraded';

/**
 * The work that an incident still owes. `join` makes sure that somebody speaks for it, `recount` that people hear of a storm
 * that grows. A notification is one step per channel, so that one channel's trouble repeats nothing elsewhere.
 */
export type StepKind = 'diagnose' | 'notify' | 'publish' | 'join' | 'recount';

/** `grown`: far more checks joined the storm since it was told. */
export type NotificationKind = 'opened' | 'diagnosed' | 'grown' | 'reminder' | 'resolved' | 'reopened';

/** A step of an incident; level-triggered: whatever is due and not done is taken again. */
export interface Step {
  /** Unique within the incident: `diagnose:1`, `notify:opened:oncall`, `publish:resolved`. */
  readonly id: string;
  readonly kind: StepKind;
  readonly notification?: NotificationKind;
  /** The name of the notifier, for `notify`. */
  readonly channel?: string;
  readonly dueAt: EpochMs;
  readonly status: 'pending' | 'done' | 'parked';
  /** Times that it was taken. */
  readonly taken: number;
  /** Those of them in which it was not its time yet; the others were tries. */
  readonly waited?: number;
  /** Until when the one who took it is trusted to finish. */
  readonly leasedUntil?: EpochMs;
  readonly lastError?: string;
}

/** From where an outage is seen, and from where it is not. */
export type Places = Pick<Incident, 'locations' | 'elsewhere'>;

/** An outage of one check, from its opening to its resolution. */
export interface Incident {
  /** Deterministic, so that an opening that is repeated meets itself: check name and opening tick. */
  readonly id: string;
  readonly checkName: string;
  readonly severity: IncidentSeverity;
  readonly status: 'open' | 'resolved';
  readonly openedAt: EpochMs;
  readonly resolvedAt?: EpochMs;
  /** It is over because its check left the config. */
  readonly retired?: true;
  readonly reopenings: number;
  /** `down 2 times in a row`, `3 of the last 20 verdicts were not clean`. */
  readonly reason: string;
  /** Which locations saw it. */
  readonly locations: readonly string[];
  /** Those that answered in the same tick and saw it well. */
  readonly elsewhere?: readonly string[];
  /** The newest last, at most 5. */
  readonly failing: readonly FailingAttempt[];
  /** End of the last good probe before it: the baseline of diagnosis. */
  readonly lastGoodAt?: EpochMs;
  readonly steps: readonly Step[];
  readonly diagnosis?: Diagnosis;
  /** The incident that speaks for this one, which then tells nobody and is not diagnosed. */
  readonly parent?: Parent;
  /** The others that this one speaks for, as people were told last. */
  readonly storm?: Storm;
  /** Raised by every write; writes are conditional on it. */
  readonly version: number;
}

/** A verdict that was not clean, and when. */
export interface UncleanTick {
  readonly tick: EpochMs;
  readonly verdict: Exclude<Verdict, 'up'>;
}

/** The state of one check that is not plainly healthy; a healthy check has none, so that a healthy fleet costs no writes. */
export interface CheckState {
  readonly checkName: string;
  /** The last tick that was judged; an older or equal one changes nothing. */
  readonly lastTick: EpochMs;
  readonly downInARow: number;
  readonly cleanInARow: number;
  /** Unclean verdicts within the window of the flaky rule, oldest first. */
  readonly unclean: readonly UncleanTick[];
  readonly failing: readonly FailingAttempt[];
  readonly lastGoodAt?: EpochMs;
  readonly incidentId?: string;
  readonly severity?: IncidentSeverity;
  /** The incident that was resolved last, for reopening. */
  readonly resolved?: { readonly incidentId: string; readonly at: EpochMs };
  /** Absent for a check that does not hang. */
  readonly lane?: Lane;
  readonly version: number;
}
