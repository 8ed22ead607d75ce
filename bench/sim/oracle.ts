import type { Verdict } from '../../lib/core/probe/result.ts';
import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';

/**
 * A second judge, written without the first: it sees each verdict as it is probed, and knows which ticks there should have been
 * and which incidents there must be. It keeps to the defaults: two in a row open, two resolve, ten minutes reopen, three of
 * twenty that are not clean open a degraded one.
 */
export const oracle = (
  checks: number,
  { intervalMs, start }: { readonly intervalMs: Milliseconds; readonly start: EpochMs },
) => {
  const lastTick = new Float64Array(checks);
  const histories = new Map<number, History>();
  const seen = { probes: 0, repeated: 0, missed: 0 };

  /** The first tick is due within the first interval. */
  const missedBetween = (last: EpochMs, next: EpochMs): number =>
    last === 0
      ? Math.floor((next - start) / intervalMs)
      : Math.max(0, Math.floor((next - last) / intervalMs + 0.01) - 1);

  const sees = (index: number, { tick, now, verdict }: Omit<Seen, 'intervalMs'>): void => {
    const last = lastTick[index]!;
    seen.probes += 1;
    if (tick <= last) {
      seen.repeated += 1;
      return;
    }
    seen.missed += missedBetween(last, tick);
    lastTick[index] = tick;
    const history = histories.get(index);
    if (verdict === 'up' && !history) return;
    histories.set(index, judged(history ?? NOTHING, { tick, now, verdict, intervalMs }));
  };

  /** Ticks that nobody has probed until now. */
  const missedAtEnd = (end: EpochMs, isWatched: (index: number) => boolean): number => {
    let missed = 0;
    for (const [index, last] of lastTick.entries()) if (isWatched(index)) missed += missedBetween(last, end);
    return missed;
  };

  return { seen, sees, missedAtEnd, histories: histories as ReadonlyMap<number, History> };
};

export type Oracle = ReturnType<typeof oracle>;

/** What became of one check that did not always pass. */
export interface History {
  readonly down: number;
  readonly clean: number;
  readonly unclean: readonly EpochMs[];
  readonly open?: 'down' | 'degraded';
  readonly resolvedAt: EpochMs;
  /** How many incidents there are, and how often one of them was opened again. */
  readonly incidents: number;
  readonly reopenings: number;
}

const NOTHING: History = {
  down: 0,
  clean: 0,
  unclean: [],
  resolvedAt: -Infinity,
  incidents: 0,
  reopenings: 0,
};

const REOPEN_WITHIN_MS = 600_000;

/** One probe: its tick, when it ended, and what it says. */
export interface Seen {
  readonly tick: EpochMs;
  readonly now: EpochMs;
  readonly verdict: Verdict;
  readonly intervalMs: Milliseconds;
}

const judged = (before: History, { tick, now, verdict, intervalMs }: Seen): History => {
  const recent = before.unclean.filter((each) => each > tick - 20 * intervalMs);
  const counted: History = {
    ...before,
    down: verdict === 'down' ? before.down + 1 : 0,
    clean: verdict === 'up' ? before.clean + 1 : 0,
    unclean: verdict === 'up' ? recent : [...recent, tick],
  };
  if (counted.open === undefined) return opened(counted, now, verdict);
  if (counted.open === 'degraded' && counted.down >= 2) return { ...counted, open: 'down' };
  const isOver = counted.clean >= 2 && (counted.open === 'down' || counted.unclean.length < 3);
  if (!isOver) return counted;
  const { open: _, ...rest } = counted;
  return { ...rest, unclean: [], clean: 0, resolvedAt: now };
};

const opened = (history: History, now: EpochMs, verdict: Verdict): History => {
  const isFlaky = verdict !== 'up' && history.unclean.length >= 3;
  if (history.down < 2 && !isFlaky) return history;
  const open = history.down >= 2 ? ('down' as const) : ('degraded' as const);
  return now - history.resolvedAt <= REOPEN_WITHIN_MS
    ? { ...history, open, reopenings: history.reopenings + 1 }
    : { ...history, open, incidents: history.incidents + 1 };
};
