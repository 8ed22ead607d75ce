import { DIAGNOSING } from '../../core/cost/stack-shape.ts';
import type { Clock } from '../../core/ports.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';

/**
 * Calls of FilterLogEvents that an account may make a second, by region; it cannot be raised
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html).
 */
const CALLS_PER_SECOND: Readonly<Record<string, number>> = { 'us-east-1': 25, 'eu-central-1': 5 };

const CALLS_PER_SECOND_ELSEWHERE = 10;

/** What AWS allows to all readers of an account together. */
export const callsPerSecond = (region: string): number =>
  CALLS_PER_SECOND[region] ?? CALLS_PER_SECOND_ELSEWHERE;

/** We leave at least half of the account's calls to everybody else. */
const OUR_SHARE = 0.5;

/** Waits for our next turn. One pace is shared by all sources of a region. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/**
 * Spaces calls of FilterLogEvents, so that a diagnosis never throttles the account's other readers. Each function that diagnoses has
 * its part of our share, and begins with as many calls at once as it may make in a second.
 */
export const paceFor = (region: string, clock: Clock): Pace => {
  const perSecond = (callsPerSecond(region) * OUR_SHARE) / DIAGNOSING.functions;
  return evenPace(1_000 / perSecond, clock, Math.max(1, Math.floor(perSecond)));
};

/** Lets one call pass each so many milliseconds, in the order in which they asked; `atOnce` of them behind a pause. */
export const evenPace = (spacingMs: Milliseconds, clock: Clock, atOnce = 1): Pace => {
  let free: EpochMs = -Infinity;
  return async (signal) => {
    const now = clock.monotonic();
    const turn = Math.max(now - (atOnce - 1) * spacingMs, free);
    free = turn + spacingMs;
    if (turn > now) await clock.sleep(turn - now, signal);
  };
};
