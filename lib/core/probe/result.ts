import type { AssertionResult } from '../assertions/assertion.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { Failure } from './failure.ts';
import type { Observation } from './observation.ts';

/** What one probe says of its check. `flaky`: an attempt failed, a later one passed. */
export type Verdict = 'up' | 'degraded' | 'flaky' | 'down';

/** One try. The failure is the prober's, or what the assertions made of its observation. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** The backoff that was waited before this attempt; 0 for the first. */
  readonly backoffMs: Milliseconds;
  readonly observation: Observation;
  readonly assertions: readonly AssertionResult[];
  readonly outcome: 'passed' | 'degraded' | 'failed';
  readonly failure?: Failure;
}

/** Why the retries ended before the policy's last attempt. */
export type RetryStop = 'deadline' | 'retry-after' | 'budget' | 'not-retryable' | 'already-down' | 'stopped';

/** One execution of a check from one location. */
export interface ProbeResult {
  readonly checkName: string;
  readonly location: string;
  /** The moment for which it was planned; identifies the tick. */
  readonly tick: EpochMs;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly attempts: readonly Attempt[];
  readonly verdict: Verdict;
  readonly stopped?: RetryStop;
}
