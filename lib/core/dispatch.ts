import type { HashRange } from './ports.ts';
import { nextTick } from './schedule.ts';
import type { EpochMs, Milliseconds } from './time.ts';

/** One message of the probe queue: the part of the hash space, and the moment for which it is probed. */
export interface ShardTick {
  readonly range: HashRange;
  readonly tick: EpochMs;
}

/** A part of time, `from` included, `to` excluded. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The other message of the probe queue: the checks of the slow lane in this part, each at its own ticks within a span. */
export interface SlowTicks extends Span {
  readonly range: HashRange;
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

/** The moments in `[from, to)` at which the checks of a shard with this interval are due. */
export const ticksIn = (
  range: HashRange,
  intervalMs: Milliseconds,
  { from, to }: Span,
): readonly EpochMs[] => {
  const first = nextShardTick(range, intervalMs, from - 1);
  return Array.from(
    { length: Math.max(0, Math.ceil((to - first) / intervalMs)) },
    (_, index) => first + index * intervalMs,
  );
};

/** Everything that is due in `[from, to)`, in the order of time; a moment at which several intervals are due is one message. */
export const shardTicks = (
  ranges: readonly HashRange[],
  intervalsMs: readonly Milliseconds[],
  window: Span,
): readonly ShardTick[] =>
  ranges
    .flatMap((range) => {
      const ticks = new Set(intervalsMs.flatMap((intervalMs) => ticksIn(range, intervalMs, window)));
      return [...ticks].map((tick) => ({ range, tick }));
    })
    .sort((a, b) => a.tick - b.tick);

const MINUTE_MS: Milliseconds = 60_000;

/** Looks further apart than this, some 17 hours, would leave a step lying for too long. */
const LONGEST_GAP = 1_024;

/**
 * Whether the sweep of a minute wakes a step that may be taken since `at`: in the minute before, then one minute later,
 * two, four, eight. A step that waits in a long queue is so not woken again each minute, and keeps nobody else from being
 * woken; one whose message was lost waits at most as long again as it has waited.
 */
export const isSweptIn = (minute: EpochMs, at: EpochMs): boolean => {
  const waited = Math.floor(minute / MINUTE_MS) + 1 - Math.floor(at / MINUTE_MS);
  return waited >= 0 && (isPowerOfTwo(waited) || waited % LONGEST_GAP === 0);
};

/** And 0. */
const isPowerOfTwo = (count: number): boolean => count < LONGEST_GAP && (count & (count - 1)) === 0;
