import type { Clock } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { FailureKind } from './failure.ts';
import type { Attempt } from './result.ts';

/** Failures that look the same when it is the prober that lost its network. */
const NETWORK_KINDS: ReadonlySet<FailureKind> = new Set(['dns', 'connect', 'timeout', 'reset']);

/** When many checks fail at once, one look answers for all of them. */
const FRESH_MS: Milliseconds = 5_000;

/** Whether the prober itself still reaches the network; asked only when a check fails in a way that could be ours. */
export const createSelfCheck = (
  controlAnswers: () => Promise<boolean>,
  clock: Pick<Clock, 'monotonic'>,
): (() => Promise<boolean>) => {
  let last: { readonly at: EpochMs; readonly online: Promise<boolean> } | undefined;
  return () => {
    const at = clock.monotonic();
    // A control that breaks down accuses nobody.
    if (!last || at - last.at >= FRESH_MS) last = { at, online: controlAnswers().catch(() => true) };
    return last.online;
  };
};

/** Takes the blame for an attempt that failed because the prober has no network; the target's own words are kept. */
export const blameUs = (attempts: readonly Attempt[]): readonly Attempt[] => {
  const last = attempts.at(-1);
  if (!last?.failure) return attempts;
  const message = `the prober has no network: its control target does not answer either; seen: ${last.failure.message}`;
  return [...attempts.slice(0, -1), { ...last, failure: { kind: 'prober', code: 'NO_NETWORK', message } }];
};

/** Whether a failed probe could be the prober's own fault. */
export const couldBeUs = (attempts: readonly Attempt[]): boolean => {
  const kind = attempts.at(-1)?.failure?.kind;
  return kind !== undefined && NETWORK_KINDS.has(kind);
};
