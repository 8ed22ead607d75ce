import type { Clock } from '../../core/ports.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';

/**
 * Calls of FilterLogEvents that an account may make a second, by region; it cannot be raised
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html).
 */
const CALLS_PER_SECOND: Readonly<Record<string, number>> = { 'us-east-1': 25, 'eu-central-1': 5 };

const CALLS_PER_SECOND_ELSEWHERE = 10;

/** We leave at least half of the account's calls to everybody else. */
const OUR_SHARE = 0.5;

/** Waits for our next turn. One pace is shared by all sources of a region. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Spaces calls of FilterLogEvents, so that a diagnosis never throttles the account's other readers. */
export const paceFor = (region: string, clock: Clock): Pace =>
  evenPace(1000 / ((CALLS_PER_SECOND[region] ?? CALLS_PER_SECOND_ELSEWHERE) * OUR_SHARE), clock);

/** Lets one call pass each so many milliseconds, in the order in which they asked. */
export const evenPace = (spacingMs: Milliseconds, clock: Clock): Pace => {
  let free: EpochMs = 0;
  return async (signal) => {
    const now = clock.monotonic();
    const turn = Math.max(now, free);
    free = turn + spacingMs;
    if (turn > now) await clock.sleep(turn - now, signal);
  };
};
