import type { Check } from '../check.ts';
import type { Config } from '../config/config.ts';
import { hashOf, rangesOf } from '../config/plan.ts';
import { shardScheduleOf } from '../config/shard-schedule.ts';
import { isDueAt, shardTicks } from '../dispatch.ts';
import type { HashRange } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import { HOURS_PER_MONTH } from './prices.ts';

/** Checks of one shard that are probed in the same invocation, and how often that comes in a month. */
export interface ShardLoad {
  readonly range: HashRange;
  /** Empty when the shard has no check of an interval: its message is sent all the same. */
  readonly checks: readonly Check[];
  readonly perMonth: number;
}

const HOUR_MS: Milliseconds = 3_600_000;

/** Walks through the real ticks of every shard, for as long as it takes until each interval came round. */
export const shardLoads = (config: Config): readonly ShardLoad[] => {
  const { shards, intervalsMs } = shardScheduleOf(config);
  const windowMs = Math.ceil(Math.max(HOUR_MS, ...intervalsMs) / HOUR_MS) * HOUR_MS;
  const perMonth = (HOURS_PER_MONTH * HOUR_MS) / windowMs;
  const byShard = Map.groupBy(config.checks, ({ name }) => Math.floor(hashOf(name) * shards));
  return rangesOf(shards).flatMap((range, index) => {
    const checks = byShard.get(index) ?? [];
    const ticks = shardTicks([range], intervalsMs, { from: 0, to: windowMs });
    const together = Map.groupBy(ticks, ({ tick }) =>
      intervalsMs.filter((intervalMs) => isDueAt({ range, tick }, intervalMs)).join(),
    );
    return [...together].map(([key, each]) => {
      const due = new Set(key.split(',').map(Number));
      return {
        range,
        checks: checks.filter(({ intervalMs }) => due.has(intervalMs)),
        perMonth: each.length * perMonth,
      };
    });
  });
};
