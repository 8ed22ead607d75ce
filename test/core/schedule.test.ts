import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { nextTick } from '../../lib/core/schedule.ts';

it.each([
  [0, 60_000, 0, 60_000],
  [0, 60_000, 59_999, 60_000],
  [0.5, 60_000, 0, 30_000],
  [0.5, 60_000, 30_000, 90_000],
])('hash %d, interval %d, now %d: the next tick is %d', (hash, intervalMs, now, expected) => {
  expect(nextTick(hash, intervalMs, now)).toBe(expected);
});

it('lies after now, by one interval at most, and repeats with the interval', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 1_000, max: 3_600_000 }),
      fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
      (hash, intervalMs, now) => {
        const tick = nextTick(hash, intervalMs, now);
        expect(tick - now).toBeGreaterThan(0);
        expect(tick - now).toBeLessThanOrEqual(intervalMs);
        expect(nextTick(hash, intervalMs, tick)).toBe(tick + intervalMs);
      },
    ),
  );
});
