import type { EpochMs, Milliseconds } from '../time.ts';

/** Bounds the retries of all checks together, so that a wide outage does not triple the load. */
export interface RetryBudget {
  /** Counts a probe that began. */
  began(now: EpochMs): void;
  /** Takes one retry out of the budget; false when none is left. */
  take(now: EpochMs): boolean;
}

/** How a budget is made. */
export interface RetryBudgetOptions {
  /** Retries per probe. */
  readonly ratio: number;
  /** Retries that are always allowed within the window: with few checks a ratio alone would allow none. */
  readonly floor: number;
  readonly windowMs: Milliseconds;
}

/** 20 % as gRPC and Finagle have it; the window is longer than one invocation of the probe function. */
const DEFAULTS: RetryBudgetOptions = { ratio: 0.2, floor: 10, windowMs: 60_000 };

interface Window {
  readonly startsAt: EpochMs;
  probes: number;
  retries: number;
}

/** A budget that lives as long as an invocation, or as an embedded engine: it counts in a sliding window. */
export const createRetryBudget = (options: Partial<RetryBudgetOptions> = {}): RetryBudget => {
  const { ratio, floor, windowMs } = { ...DEFAULTS, ...options };
  let previous: Window = { startsAt: 0, probes: 0, retries: 0 };
  let current: Window = { startsAt: 0, probes: 0, retries: 0 };

  const slide = (now: EpochMs): void => {
    const startsAt = Math.floor(now / windowMs) * windowMs;
    if (startsAt === current.startsAt) return;
    const follows = startsAt === current.startsAt + windowMs;
    previous = follows ? current : { startsAt: startsAt - windowMs, probes: 0, retries: 0 };
    current = { startsAt, probes: 0, retries: 0 };
  };

  /** The part of the previous window that is still within sight. */
  const recent = (now: EpochMs, of: 'probes' | 'retries'): number =>
    current[of] + previous[of] * (1 - (now - current.startsAt) / windowMs);

  return {
    began: (now) => {
      slide(now);
      current.probes += 1;
    },
    take: (now) => {
      slide(now);
      if (recent(now, 'retries') + 1 > Math.max(floor, ratio * recent(now, 'probes'))) return false;
      current.retries += 1;
      return true;
    },
  };
};
