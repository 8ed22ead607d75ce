import { rangesOf } from '../core/config/plan.ts';
import { isSweptIn, shardTicks } from '../core/dispatch.ts';
import type { Clock, HashRange, StateStore, StepQueue } from '../core/ports.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import type { PlanFolder } from './plan-folder.ts';
import type { ProbeMessage } from './probe-queue.ts';

/** What dispatch needs of the world. */
export interface DispatchPorts {
  readonly plan: Pick<PlanFolder, 'schedule'>;
  readonly store: Pick<StateStore, 'dueSteps'>;
  readonly clock: Clock;
  readonly enqueue: (messages: readonly ProbeMessage[], now: EpochMs) => Promise<void>;
  readonly steps: StepQueue;
  /** Has it told to who waits for it that the watch goes on. */
  readonly signOfLife?: (now: EpochMs) => Promise<void>;
}

const MINUTE_MS: Milliseconds = 60_000;

/** The slow lane is shared by all shards: one function waits for all that hangs. Where it is too much, it is divided there. */
const EVERYTHING: HashRange = { from: 0, to: 1 };

/** More than a function can wake in its time: the oldest come first, and what is left over waits for its next look. */
const STEPS_PER_SWEEP = 20_000;

/**
 * Enqueues the ticks and the slow lane of the minute after `minute`: Scheduler calls anywhere within its minute, so those of the minute
 * itself may be over. And wakes the steps that are due until the end of the next minute, and those that were not taken
 * though they were woken, at ever longer intervals. Only a minute that went well is a sign of life.
 */
export const dispatchMinute = async (minute: EpochMs, ports: DispatchPorts): Promise<void> => {
  const outcomes = await Promise.allSettled([enqueueNext(minute, ports), sweepSteps(minute, ports)]);
  const failed = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join('; '));
  await ports.signOfLife?.(ports.clock.now());
};

/** The minute for which Scheduler called, or the one in which we are where it does not say. */
export const minuteOf = (scheduledAt: unknown, now: EpochMs): EpochMs => {
  const said = typeof scheduledAt === 'string' ? Date.parse(scheduledAt) : Number.NaN;
  return Math.floor((Number.isNaN(said) ? now : said) / MINUTE_MS) * MINUTE_MS;
};

const enqueueNext = async (minute: EpochMs, { plan, clock, enqueue }: DispatchPorts): Promise<void> => {
  const { shards, intervalsMs } = await plan.schedule();
  const next = { from: minute + MINUTE_MS, to: minute + 2 * MINUTE_MS };
  const ticks = shardTicks(rangesOf(shards), intervalsMs, next);
  await enqueue([...ticks, { range: EVERYTHING, ...next }], clock.now());
};

const sweepSteps = async (minute: EpochMs, { store, clock, steps }: DispatchPorts): Promise<void> => {
  const due = await store.dueSteps(minute + 2 * MINUTE_MS - 1, STEPS_PER_SWEEP);
  const now = clock.now();
  const swept = due.filter(({ at }) => isSweptIn(minute, at));
  await Promise.all(swept.map((each) => steps.wake(each, Math.max(0, each.at - now))));
};
