import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isDueAt, shardTicks } from '../../lib/core/dispatch.ts';
import { rangesOf } from '../../lib/core/config/plan.ts';

const MINUTE = 60_000;

describe('shardTicks', () => {
  it('spreads the shards over the interval', () => {
    const ticks = shardTicks(rangesOf(4), [MINUTE], { from: MINUTE, to: 2 * MINUTE });
    expect(ticks.map(({ tick }) => tick - MINUTE)).toEqual([0, 15_000, 30_000, 45_000]);
  });

  it('sends one message where two intervals are due at once', () => {
    const ticks = shardTicks(rangesOf(1), [10_000, 30_000, MINUTE], { from: MINUTE, to: 2 * MINUTE });
    expect(ticks.map(({ tick }) => tick - MINUTE)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
  });

  it('makes every check due once an interval, whatever the number of shards', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom(10_000, 30_000, MINUTE, 300_000),
        fc.integer({ min: 28_000_000, max: 29_000_000 }),
        (shards, intervalMs, minute) => {
          const minutes = Array.from(
            { length: intervalMs / MINUTE > 1 ? intervalMs / MINUTE : 1 },
            (_, index) => minute + index,
          );
          for (const range of rangesOf(shards)) {
            const due = minutes.flatMap((each) =>
              shardTicks([range], [intervalMs, 20_000], {
                from: each * MINUTE,
                to: (each + 1) * MINUTE,
              }).filter((tick) => isDueAt(tick, intervalMs)),
            );
            expect(due).toHaveLength(Math.max(1, MINUTE / intervalMs));
          }
        },
      ),
    );
  });
});
