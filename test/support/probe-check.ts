import type { Check } from '../../lib/core/check.ts';
import type { AlarmClock, Randomness } from '../../lib/core/ports.ts';
import { createRetryBudget } from '../../lib/core/retry/budget.ts';
import type { RetryPolicy } from '../../lib/core/retry/policy.ts';
import type { RunDeps } from '../../lib/core/run-check.ts';
import { alertPolicy } from './alert-policy.ts';

/** A retry policy for tests, without chance; the fields under test are overridden. */
export const retryPolicy = (overrides: Partial<RetryPolicy> = {}): RetryPolicy => ({
  attempts: 3,
  backoff: 'exponential',
  baseMs: 100,
  capMs: 5_000,
  jitter: 'none',
  retryOn: ['dns', 'connect', 'reset', 'timeout', '408', '425', '429', '500', '502', '503', '504'],
  address: 'same',
  retryNonIdempotent: false,
  ...overrides,
});

/** A check for tests. */
export const probeCheck = (overrides: Partial<Check> = {}): Check => ({
  name: 'orders',
  tags: {},
  type: 'http',
  target: {},
  intervalMs: 60_000,
  timeoutMs: 10_000,
  deadlineMs: 59_000,
  retry: retryPolicy(),
  assertions: [],
  alert: alertPolicy(),
  components: [],
  reach: 'private',
  locations: ['home'],
  metrics: 'standard',
  ...overrides,
});

/** A clock that moves only when somebody sleeps on it or pushes it. */
export interface FakeClock extends AlarmClock {
  readonly slept: readonly number[];
  advance(ms: number): void;
}

/** More turns than any chain of settled promises in the code under test takes. */
const PATIENCE = 100;

/** Sleeping ends at once, with the time gone by; a sleep that is called off meanwhile takes no time. */
export const fakeClock = (start = 1_700_000_000_000): FakeClock => {
  let elapsed = 0;
  const slept: number[] = [];
  return {
    slept,
    advance: (ms) => {
      elapsed += ms;
    },
    now: () => start + elapsed,
    monotonic: () => elapsed,
    sleep: async (ms, signal) => {
      for (let turn = 0; turn < PATIENCE; turn++) {
        if (signal?.aborted) return;
        await Promise.resolve();
      }
      slept.push(ms);
      elapsed += ms;
    },
    after: (ms, call) => {
      let off = false;
      const wait = async (): Promise<void> => {
        for (let turn = 0; turn < PATIENCE; turn++) {
          if (off) return;
          await Promise.resolve();
        }
        elapsed += ms;
        call();
      };
      void wait();
      return () => {
        off = true;
      };
    },
  };
};

/** Chance that repeats itself: a linear congruential generator. */
export const seededRandomness = (seed = 1): Randomness => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    next,
    hex: (count) =>
      Array.from({ length: count }, () =>
        Math.floor(next() * 256)
          .toString(16)
          .padStart(2, '0'),
      ).join(''),
  };
};

/** Everything that running a check needs, for tests. */
export const runDeps = (overrides: Partial<RunDeps> = {}): RunDeps => ({
  tick: 1_700_000_000_000,
  location: 'home',
  alreadyDown: false,
  clock: fakeClock(),
  randomness: seededRandomness(),
  budget: createRetryBudget(),
  signal: new AbortController().signal,
  fill: async (text) => text,
  embedded: true,
  redact: (text) => text,
  ...overrides,
});
