import type { Milliseconds } from '../time.ts';
import { PLAN_BUCKETS } from './plan.ts';
import type { Config } from './config.ts';

/** All that dispatch needs to know of a config: how many shards there are, and which intervals. */
export interface ShardSchedule {
  readonly shards: number;
  readonly intervalsMs: readonly Milliseconds[];
}

/** So many checks keep one function busy for a few seconds, and below the 1,024 file descriptors of its environment. */
const CHECKS_PER_SHARD = 400;

/**
 * The shards of a config. Their number is a power of two and at most that of the plan's buckets, so that each shard
 * reads whole buckets, and a fleet that grows by a few checks keeps its shards.
 */
export const shardScheduleOf = ({ checks }: Config): ShardSchedule => {
  const needed = Math.max(1, Math.ceil(checks.length / CHECKS_PER_SHARD));
  const intervals = new Set(checks.map(({ intervalMs }) => intervalMs));
  return {
    shards: Math.min(PLAN_BUCKETS, 2 ** Math.ceil(Math.log2(needed))),
    intervalsMs: [...intervals].sort((a, b) => a - b),
  };
};
