/** What the core asks of the world. `lib/aws` and `lib/local` implement the same list; one conformance suite each. */
import type { Check } from './check.ts';
import type { Change, Trend } from './diagnosis/evidence.ts';
import type { Gap, Recurrence } from './diagnosis/diagnosis.ts';
import type { ComponentRef } from './diagnosis/component.ts';
import type { StateChange } from './incident/change.ts';
import type { CheckState, Incident, Step } from './incident/incident.ts';
import type { CountedStorm, StormClaim, StormRole } from './incident/storm.ts';
import type { LogEvent } from './logs/event.ts';
import type { MetricDatum } from './metrics/metric.ts';
import type { NotifierRequest } from './notify/contract.ts';
import type { Beat, BeatSignal } from './probe/beat.ts';
import type { ProbeResult } from './probe/result.ts';
import type { EpochMs, Milliseconds } from './time.ts';

/** Time, as a parameter. `monotonic` never steps back. */
export interface Clock {
  now(): EpochMs;
  monotonic(): Milliseconds;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void>;
}

/** A clock for probes, each of which sets an alarm that mostly does not go off. */
export interface AlarmClock extends Clock {
  /** Calls back after `ms`, unless what it gives is called before. */
  after(ms: Milliseconds, call: () => void): () => void;
}

/** Chance, as a parameter. */
export interface Randomness {
  /** Uniform in [0, 1). */
  next(): number;
  /** `count` random bytes as lower-case hex. */
  hex(count: number): string;
}

/** A part of the hash space of check names, `from` included, `to` excluded, both in [0, 1]. */
export interface HashRange {
  readonly from: number;
  readonly to: number;
}

/** A step of an incident, as those who wake and take it know it; the rest is in the incident. */
export interface DueStep {
  readonly incidentId: string;
  readonly step: Pick<Step, 'id' | 'kind'>;
}

/** A step that is not finished, and since when it may be taken. */
export interface OwedStep extends DueStep {
  readonly at: EpochMs;
}

/**
 * What a step left behind: done; to be taken again at `dueAt`, after a try that failed or because it is not its time yet; or
 * given up (parked, and an alarm says so).
 */
export type StepOutcome =
  | {
      readonly kind: 'done';
      /** Written to the incident in the same write. */
      readonly diagnosis?: Incident['diagnosis'];
      /** Steps added or, with the id of a pending step, moved to another due time. */
      readonly steps?: readonly Step[];
      /** What the incident is from now on in a storm. */
      readonly role?: StormRole;
    }
  | { readonly kind: 'again'; readonly dueAt: EpochMs; readonly error: string }
  | { readonly kind: 'wait'; readonly dueAt: EpochMs; readonly reason: string }
  | { readonly kind: 'parked'; readonly error: string };

/** State in and out. Every write is atomic and conditional: what is repeated changes nothing. */
export interface StateStore {
  /** The states of all checks in the range that are not plainly healthy. */
  unhealthy(range: HashRange): Promise<readonly CheckState[]>;
  /** Those of them that are in the slow lane, were in it, or will be. */
  hanging(range: HashRange): Promise<readonly CheckState[]>;
  /** The state of one check; undefined when it is plainly healthy. */
  state(checkName: string): Promise<CheckState | undefined>;
  /** `stale`: somebody else wrote first; nothing was written. */
  commit(change: StateChange): Promise<'committed' | 'stale'>;
  incident(id: string): Promise<Incident | undefined>;
  /** Newest first; those that joined a storm are left to its parent. */
  incidents(filter: {
    readonly status?: Incident['status'];
    readonly limit: number;
  }): Promise<readonly Incident[]>;
  /** Pending steps with `dueAt` ≤ now that nobody holds a lease on, oldest first. It may be a moment behind. */
  dueSteps(now: EpochMs, limit: number): Promise<readonly OwedStep[]>;
  /** True for exactly one caller until the lease ends; raises `taken`. False while the step is not due. */
  takeStep(incidentId: string, stepId: string, now: EpochMs, leasedUntil: EpochMs): Promise<boolean>;
  /**
   * Only the holder of the lease may finish, whom `taken` tells from those who took the step after its lease ended;
   * false when the step was finished already.
   */
  finishStep(incidentId: string, held: Pick<Step, 'id' | 'taken'>, outcome: StepOutcome): Promise<boolean>;
  /**
   * Counts an incident under its fingerprint, once per incident, and says how many other incidents had it up to then,
   * and when the first and the last of them were; both are `at` where there was none.
   */
  recur(fingerprint: string, incidentId: string, at: EpochMs): Promise<Omit<Recurrence, 'review'>>;
  /** Who speaks for these keys, or did; keys that nobody ever claimed are left out. */
  claims(keys: readonly string[]): Promise<readonly StormClaim[]>;
  /** Claims a key that still is as it was seen, undefined for unclaimed; says which claim holds now, its own or another's. */
  claim(wanted: StormClaim, seen: StormClaim | undefined): Promise<StormClaim>;
  /** The incidents that joined this one. */
  stormOf(incidentId: string): Promise<CountedStorm>;
}

/** Signs of life of jobs. Calls that are repeated or come late change nothing for the worse. */
export interface BeatStore {
  record(checkName: string, signal: BeatSignal): Promise<void>;
  /** What is known of a job; where nothing is, `now` is noted as the time since when it is waited for. */
  last(checkName: string, now: EpochMs): Promise<Beat>;
}

/** Metrics out. Never loses data silently: what cannot be delivered is parked in another form, or it throws. */
export interface MetricSink {
  put(data: readonly MetricDatum[]): Promise<void>;
}

/** Results of probes out, by the config's choice. */
export interface ResultSink {
  record(results: readonly ProbeResult[]): Promise<void>;
}

/** What to read. With ids, sources that can search by them return those events first or only. */
export interface LogQuery {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly ids: readonly string[];
  /** Stop after so many bytes of log text, newest kept. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** What a source delivered, and what it could not. */
export interface LogRead {
  readonly events: readonly LogEvent[];
  readonly newestEventAt?: EpochMs;
  readonly gaps: readonly Gap[];
}

/** The logs of one component. A missing group or file is a gap, not an error. */
export interface LogSource {
  /** For people: the log group, the path. */
  readonly name: string;
  /** How late an event may arrive after it was written. @default 30_000, as CloudWatch Logs gives no promise */
  readonly lagMs?: Milliseconds;
  read(query: LogQuery): Promise<LogRead>;
}

/** Changes and trends of components; empty where there is nothing to know. */
export interface ChangeSource {
  changes(from: EpochMs, to: EpochMs): Promise<readonly Change[]>;
  trends(at: EpochMs): Promise<readonly Trend[]>;
}

/** Finds the sources of a component. */
export interface ComponentResolver {
  logs(
    component: ComponentRef,
  ): Promise<{ readonly sources: readonly LogSource[]; readonly gaps: readonly Gap[] }>;
  changes(component: ComponentRef): Promise<readonly ChangeSource[]>;
}

/** Sends one message; throws with a message for people when the channel did not take it. */
export interface Sender {
  send(request: NotifierRequest, signal: AbortSignal): Promise<void>;
}

/** Secrets and parameters by reference, resolved at run time, in memory only. */
export interface SecretSource {
  /** `secret:name#key`, `ssm:/path`, `env:NAME`. */
  resolve(reference: string): Promise<string>;
}

/** Documented events out: `Check State Change`, `Incident Opened`, `Incident Diagnosed`, `Incident Resolved`. */
export interface EventBus {
  publish(event: { readonly type: string; readonly at: EpochMs; readonly detail: unknown }): Promise<void>;
}

/** Wakes the workers of steps; losing a call loses nothing, for the sweep finds what is due. */
export interface StepQueue {
  wake(step: DueStep, delayMs: Milliseconds): Promise<void>;
}

/** The plan: which checks there are. */
export interface Plan {
  readonly checks: readonly Check[];
}
