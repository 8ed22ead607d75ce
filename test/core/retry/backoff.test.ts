import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { backoffMs } from '../../../lib/core/retry/backoff.ts';
import { retryPolicy, seededRandomness } from '../../support/probe-check.ts';

const waits = (overrides: Parameters<typeof retryPolicy>[0], retries = 5, random = () => 0.5): number[] => {
  const policy = retryPolicy(overrides);
  const all: number[] = [];
  for (let retry = 1; retry <= retries; retry++)
    all.push(backoffMs(policy, { retry, previousMs: all.at(-1) ?? 0 }, random));
  return all;
};

describe('backoffMs', () => {
  it.each([
    ['constant', 'none', [100, 100, 100, 100, 100]],
    ['linear', 'none', [100, 200, 300, 400, 500]],
    ['exponential', 'none', [100, 200, 400, 600, 600]],
    ['exponential', 'equal', [75, 150, 300, 450, 450]],
    ['exponential', 'full', [50, 100, 200, 300, 300]],
    ['decorrelated', 'full', [100, 200, 350, 575, 600]],
  ] as const)('waits %s with %s jitter', (backoff, jitter, expected) => {
    expect(waits({ backoff, jitter, baseMs: 100, capMs: 600 })).toEqual(expected);
  });

  it('stays within its bounds, whatever the policy and the dice', () => {
    const arbitrary = fc.record({
      backoff: fc.constantFrom('constant', 'linear', 'exponential', 'decorrelated'),
      jitter: fc.constantFrom('none', 'equal', 'full'),
      baseMs: fc.integer({ min: 0, max: 60_000 }),
      extra: fc.integer({ min: 0, max: 600_000 }),
      retry: fc.integer({ min: 1, max: 100 }),
      previousMs: fc.integer({ min: 0, max: 660_000 }),
      dice: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    } as const);
    fc.assert(
      fc.property(arbitrary, ({ backoff, jitter, baseMs, extra, retry, previousMs, dice }) => {
        const capMs = baseMs + extra;
        const wait = backoffMs({ backoff, jitter, baseMs, capMs }, { retry, previousMs }, () => dice);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(capMs);
        if (backoff === 'decorrelated') expect(wait).toBeGreaterThanOrEqual(Math.min(baseMs, capMs));
      }),
    );
  });

  it.each([
    { backoff: 'constant', jitter: 'full', from: 0, to: 1_000 },
    { backoff: 'constant', jitter: 'equal', from: 500, to: 1_000 },
    { backoff: 'decorrelated', jitter: 'full', from: 1_000, to: 3_000 },
  ] as const)(
    'draws $backoff waits with $jitter jitter evenly from $from to $to ms',
    ({ backoff, jitter, from, to }) => {
      const randomness = seededRandomness(7);
      const policy = retryPolicy({ backoff, jitter, baseMs: 1_000 });
      const buckets = Array.from({ length: 10 }, () => 0);
      for (let n = 0; n < 10_000; n++) {
        const wait = backoffMs(policy, { retry: 1, previousMs: 1_000 }, () => randomness.next());
        buckets[Math.floor(((wait - from) / (to - from)) * 10)]! += 1;
      }
      // χ² with 9 degrees of freedom: 27.9 is exceeded once in 1,000 times.
      const chiSquared = buckets.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
      expect(chiSquared).toBeLessThan(27.9);
    },
  );
});
