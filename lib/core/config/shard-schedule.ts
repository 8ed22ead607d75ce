import type { Check } from '../check.ts';
import { BUSY_SHARE } from '../cost/model.ts';
import { coreShare, probeCpuMs } from '../cost/probe-cpu.ts';
import { FUNCTION_MEMORY_MB } from '../cost/stack-shape.ts';
import type { Milliseconds } from '../time.ts';
import { PLAN_BUCKETS } from './plan.ts';
import type { Config } from './config.ts';

/** All that dispatch needs to know of a config: how many shards there are, and which intervals. */
export interface ShardSchedule {
  readonly shards: number;
  readonly intervalsMs: readonly Milliseconds[];
}

/** What hangs at once in one function: below the 1,024 file descriptors of its environment. */
const MAX_HANGING = 900;

/**
 * At the end of a shard its function waits for the last answers and retries, some second whose bill is shared by all its checks. Should
 * all of them hang, half of them begin when the others are given up, and both are in the slow lane two minutes later.
 */
const MAX_CHECKS = 2 * MAX_HANGING;

/** Starts are paced to a part of the function's part of a core, for true timings. */
const CPU_SHARE = coreShare(FUNCTION_MEMORY_MB.probe) * BUSY_SHARE;

/** A shard is done in a part of the interval, and the next tick never meets it at work. */
const BUSY_MS = { ofInterval: 0.3, atMost: 10_000 } as const;

/** A shard is probed in one go: a fleet that is not tiny has several of them, so that its load is spread over the interval. */
const SPREAD = { checks: 50, shards: 8 } as const;

/**
 * The shards of a config. Their number is a power of two and at most that of the plan's buckets, so that each shard
 * reads whole buckets, and a fleet that grows by a few checks keeps its shards.
 */
export const shardScheduleOf = ({ checks }: Config): ShardSchedule => {
  const busy = checks.reduce((sum, check) => sum + busyPart(check), 0);
  const spread = Math.min(SPREAD.shards, Math.ceil(checks.length / SPREAD.checks));
  const needed = Math.max(1, busy, checks.length / MAX_CHECKS, spread);
  const intervals = new Set(checks.map(({ intervalMs }) => intervalMs));
  return {
    shards: Math.min(PLAN_BUCKETS, 2 ** Math.ceil(Math.log2(needed))),
    intervalsMs: [...intervals].sort((a, b) => a - b),
  };
};

/** The most that an event source of SQS allows (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). */
const MAX_CONCURRENCY = 1_000;

/**
 * How many probe functions may run at once: each shard, and each part of the slow lane should all checks hang, twice, since a
 * slow one may still be at work when its next tick comes. So neither lane takes the other's place.
 */
export const probeConcurrencyOf = (config: Config): number => {
  const slow = Math.ceil(config.checks.length / MAX_HANGING);
  return Math.min(MAX_CONCURRENCY, 2 * (shardScheduleOf(config).shards + Math.max(1, slow)));
};

/** The part of a shard's time that a check takes. */
const busyPart = (check: Check): number => {
  const room = Math.min(check.intervalMs * BUSY_MS.ofInterval, BUSY_MS.atMost);
  return probeCpuMs(check) / (room * CPU_SHARE);
};
