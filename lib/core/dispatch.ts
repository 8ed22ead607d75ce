import type { HashRange } from './ports.ts';
import { nextTick } from './schedule.ts';
import type { EpochMs, Milliseconds } from './time.ts';

/** One message of the probe queue: the part of the hash space, and the moment for which it is probed. */
export interface ShardTick {
  readonly range: HashRange;
  readonly tick: EpochMs;
}

/**
 * The first planned moment after `now` of all checks of a shard with this interval: that of the shard's first place in
 * the hash space, in whole seconds since SQS delays by seconds. So one message serves the whole shard.
 */
export const nextShardTick = (range: HashRange, intervalMs: Milliseconds, now: EpochMs): EpochMs => {
  const offset = Math.floor((range.from * intervalMs) / 1000) * 1000;
  return nextTick(0, intervalMs, now - offset) + offset;
};

/** Whether the checks of a shard with this interval are due at a moment. */
export const isDueAt = ({ range, tick }: ShardTick, intervalMs: Milliseconds): boolean =>
  nextShardTick(range, intervalMs, tick - 1) === tick;

/** Everything that is due in `[from, to)`, in the order of time; a moment at which several intervals are due is one message. */
export const shardTicks = (
  ranges: readonly HashRange[],
  intervalsMs: readonly Milliseconds[],
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): readonly ShardTick[] =>
  ranges
    .flatMap((range) => {
      const ticks = new Set<EpochMs>();
      for (const intervalMs of intervalsMs) {
        for (let tick = nextShardTick(range, intervalMs, from - 1); tick < to; tick += intervalMs)
          ticks.add(tick);
      }
      return [...ticks].map((tick) => ({ range, tick }));
    })
    .sort((a, b) => a.tick - b.tick);
