import type { EpochMs, Milliseconds } from '../time.ts';

/**
 * Where a check is probed. The fast lane is its shard's own function; checks known to hang are probed together in the
 * slow lane, so that a few of them do not keep every shard's function waiting, which is billed.
 */
export interface Lane {
  /** The first tick of the slow lane. */
  readonly slowFrom: EpochMs;
  /** Probes that did not hang since it was decided. */
  readonly quickInARow: number;
  /** The first tick that is probed in the fast lane again. */
  readonly fastFrom?: EpochMs;
}

/** A check that hangs now and then would else change lanes all the time. */
const QUICK_TO_LEAVE = 3;

const MINUTE_MS: Milliseconds = 60_000;

/**
 * A change of lane holds from a minute on that nobody has begun to look at: both lanes read it before that minute, so
 * that each tick is probed by exactly one of them.
 */
const changesAt = (now: EpochMs): EpochMs => (Math.floor(now / MINUTE_MS) + 2) * MINUTE_MS;

/** Whether a tick belongs to the slow lane. */
export const isSlowAt = (lane: Lane | undefined, tick: EpochMs): boolean =>
  lane !== undefined && lane.slowFrom <= tick && (lane.fastFrom === undefined || tick < lane.fastFrom);

/** The lane after one tick; the same value where nothing changes, and undefined when the check is quick for good. */
export const laneAfter = (
  lane: Lane | undefined,
  { at, hung = false }: { readonly at: EpochMs; readonly hung?: boolean },
  now: EpochMs,
): Lane | undefined => {
  const isOver = lane?.fastFrom !== undefined && at >= lane.fastFrom;
  if (lane === undefined || isOver) return hung ? { slowFrom: changesAt(now), quickInARow: 0 } : undefined;
  return lane.fastFrom === undefined ? counted(lane, hung, now) : lane;
};

const counted = (lane: Lane, hung: boolean, now: EpochMs): Lane => {
  const { slowFrom, quickInARow } = lane;
  if (hung) return quickInARow === 0 ? lane : { slowFrom, quickInARow: 0 };
  const quick = { slowFrom, quickInARow: quickInARow + 1 };
  return quick.quickInARow < QUICK_TO_LEAVE ? quick : { ...quick, fastFrom: changesAt(now) };
};
