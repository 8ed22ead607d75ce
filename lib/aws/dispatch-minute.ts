import { rangesOf } from '../core/config/plan.ts';
import { shardTicks, type ShardTick } from '../core/dispatch.ts';
import { takeableAt } from '../core/incident/step-lease.ts';
import type { Clock, StateStore, StepQueue } from '../core/ports.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';
import type { PlanFolder } from './plan-folder.ts';

/** What dispatch needs of the world. */
export interface DispatchPorts {
  readonly plan: Pick<PlanFolder, 'schedule'>;
  readonly store: Pick<StateStore, 'dueSteps'>;
  readonly clock: Clock;
  readonly enqueue: (ticks: readonly ShardTick[], now: EpochMs) => Promise<void>;
  readonly steps: StepQueue;
}

const MINUTE_MS: Milliseconds = 60_000;

/** The oldest come first, so that what is left over waits for a minute. */
const STEPS_PER_SWEEP = 500;

/**
 * Enqueues the ticks of the minute after `minute`: Scheduler calls anywhere within its minute, so those of the minute
 * itself may be over. And wakes every step that is due until the next sweep and that nobody works on.
 */
export const dispatchMinute = async (minute: EpochMs, ports: DispatchPorts): Promise<void> => {
  const outcomes = await Promise.allSettled([enqueueNext(minute, ports), sweepSteps(ports)]);
  const failed = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join('; '));
};

/** The minute for which Scheduler called, or the one in which we are where it does not say. */
export const minuteOf = (scheduledAt: unknown, now: EpochMs): EpochMs => {
  const said = typeof scheduledAt === 'string' ? Date.parse(scheduledAt) : Number.NaN;
  return Math.floor((Number.isNaN(said) ? now : said) / MINUTE_MS) * MINUTE_MS;
};

const enqueueNext = async (minute: EpochMs, { plan, clock, enqueue }: DispatchPorts): Promise<void> => {
  const { shards, intervalsMs } = await plan.schedule();
  const next = { from: minute + MINUTE_MS, to: minute + 2 * MINUTE_MS };
  await enqueue(shardTicks(rangesOf(shards), intervalsMs, next), clock.now());
};

const sweepSteps = async ({ store, clock, steps }: DispatchPorts): Promise<void> => {
  const now = clock.now();
  const due = await store.dueSteps(now + MINUTE_MS, STEPS_PER_SWEEP);
  await Promise.all(due.map((each) => steps.wake(each, Math.max(0, (takeableAt(each.step) ?? now) - now))));
};
