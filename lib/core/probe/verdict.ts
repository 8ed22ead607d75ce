import type { AssertionResult } from '../assertions/assertion.ts';
import type { Failure } from './failure.ts';
import type { Attempt, Verdict } from './result.ts';

/** What the attempts of one probe say together: the last one decides, and an earlier failure is not forgotten. */
export const verdictOf = (attempts: readonly Attempt[]): Verdict => {
  const last = attempts.at(-1);
  if (!last || last.outcome === 'failed') return 'down';
  if (attempts.length > 1) return 'flaky';
  return last.outcome === 'degraded' ? 'degraded' : 'up';
};

/** Longer lists say less: the first broken assertions are usually the reason of the others. */
const MAX_REASONS = 3;

/** What broken assertions of severity `down` make of an attempt; undefined when none is broken. */
export const assertionFailure = (
  assertions: readonly AssertionResult[],
  status: number | undefined,
): Failure | undefined => {
  const broken = assertions.filter(({ passed, assertion }) => !passed && assertion.severity === 'down');
  if (broken.length === 0) return undefined;
  const rest = broken.length - MAX_REASONS;
  const texts = broken.slice(0, MAX_REASONS).map(({ text }) => text);
  const message = [...texts, ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
  const wrongStatus = broken.some(({ assertion }) => assertion.fact === 'status');
  return wrongStatus && status !== undefined
    ? { kind: 'status', code: String(status), message }
    : { kind: 'assertion', message };
};

/** How an attempt ended. */
export const outcomeOf = (
  failure: Failure | undefined,
  assertions: readonly AssertionResult[],
): Attempt['outcome'] => {
  if (failure) return 'failed';
  return assertions.every(({ passed }) => passed) ? 'passed' : 'degraded';
};
