import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isDueAt, isSweptIn, shardTicks } from '../../lib/core/dispatch.ts';
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

describe('isSweptIn', () => {
  /** The minutes after the one in which it is due, in which a step is woken. */
  const woken = (minutes: number): readonly number[] =>
    Array.from({ length: minutes }, (_, minute) => minute - 2).filter((minute) =>
      isSweptIn((1_000 + minute) * MINUTE, 1_000 * MINUTE + 59_999),
    );

  it('wakes a step before it is due, and at ever longer intervals while nobody takes it', () => {
    expect(woken(70)).toEqual([-1, 0, 1, 3, 7, 15, 31, 63]);
  });

  it('never gives a step up', () => {
    expect(woken(5_000).filter((minute) => minute > 600)).toEqual([1_023, 2_047, 3_071, 4_095]);
  });
});
