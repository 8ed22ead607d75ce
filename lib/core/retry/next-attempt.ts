import type { Attempt, RetryStop } from '../probe/result.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import { backoffMs } from './backoff.ts';
import type { RetryBudget } from './budget.ts';
import type { RetryPolicy } from './policy.ts';
import { retryAfterMs } from './retry-after.ts';
import { isRetryable } from './retryable.ts';

/** What is to be done after a failed attempt. */
export type NextAttempt =
  | { readonly kind: 'wait'; readonly waitMs: Milliseconds }
  /** `why` is absent when the policy's attempts are used up. */
  | { readonly kind: 'stop'; readonly why?: RetryStop };

/** What the decision depends on. */
export interface RetrySituation {
  readonly attempts: readonly Attempt[];
  readonly policy: RetryPolicy;
  readonly idempotent: boolean;
  readonly alreadyDown: boolean;
  /** Left until the deadline of the probe. */
  readonly remainingMs: Milliseconds;
  /** An attempt with less time than this would tell of our deadline, not of the target. */
  readonly leastAttemptMs: Milliseconds;
  readonly now: EpochMs;
  readonly random: () => number;
  readonly budget: RetryBudget;
}

/** Decides whether a failed attempt is repeated, and after which wait. The budget is asked last, so that nothing is taken in vain. */
export const nextAttempt = (situation: RetrySituation): NextAttempt => {
  const { attempts, policy } = situation;
  const failed = attempts.at(-1);
  if (!failed?.failure || attempts.length >= policy.attempts) return { kind: 'stop' };
  if (situation.alreadyDown) return { kind: 'stop', why: 'already-down' };
  const harmless = situation.idempotent || policy.retryNonIdempotent;
  if (!harmless || !isRetryable(failed.failure, policy)) return { kind: 'stop', why: 'not-retryable' };
  return afterWait(situation, failed);
};

const afterWait = (situation: RetrySituation, failed: Attempt): NextAttempt => {
  const { attempts, policy, now, random } = situation;
  const previousMs = failed.backoffMs;
  const own = backoffMs(policy, { retry: attempts.length, previousMs }, random);
  const asked = retryAfterMs(failed.observation.headers?.['retry-after'], now) ?? 0;
  const waitMs = Math.max(own, asked);
  if (waitMs + situation.leastAttemptMs > situation.remainingMs)
    return { kind: 'stop', why: asked > own ? 'retry-after' : 'deadline' };
  if (!situation.budget.take(now)) return { kind: 'stop', why: 'budget' };
  return { kind: 'wait', waitMs };
};
