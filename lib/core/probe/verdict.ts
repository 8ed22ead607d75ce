import type { AssertionResult } from '../assertions/assertion.ts';
import type { Failure } from './failure.ts';
import type { Observation } from './observation.ts';
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
  { status, values }: Pick<Observation, 'status' | 'values'>,
): Failure | undefined => {
  const broken = assertions.filter(({ passed, assertion }) => !passed && assertion.severity === 'down');
  if (broken.length === 0) return undefined;
  const rest = broken.length - MAX_REASONS;
  const texts = broken.slice(0, MAX_REASONS).map(({ text }) => text);
  const message = [...texts, ...(rest > 0 ? [`${rest} more`] : [])].join('; ');
  const facts = new Set(broken.map(({ assertion }) => assertion.fact));
  if (facts.has('status') && status !== undefined) return { kind: 'status', code: String(status), message };
  if (facts.has('rcode')) return { kind: 'dns', code: String(values?.['rcode']), message };
  return { kind: 'assertion', message };
};

/** How an attempt ended. */
export const outcomeOf = (
  failure: Failure | undefined,
  assertions: readonly AssertionResult[],
  steps: Observation['steps'] = [],
): Attempt['outcome'] => {
  if (failure) return 'failed';
  // A step that broke an assertion of severity `down` would have failed the attempt.
  const clean = steps.every((step) => step.failedAssertions.length === 0);
  return clean && assertions.every(({ passed }) => passed) ? 'passed' : 'degraded';
};
