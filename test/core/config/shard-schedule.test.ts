import { expect, it } from 'vitest';

import { shardScheduleOf } from '../../../lib/core/config/shard-schedule.ts';
import { configOf } from '../../support/config-of.ts';
import { probeCheck } from '../../support/probe-check.ts';

const config = configOf('checks: [{ name: a, url: "https://example.com/" }]');

it.each([
  { checks: 0, shards: 1 },
  { checks: 400, shards: 1 },
  { checks: 401, shards: 2 },
  { checks: 1_300, shards: 4 },
  { checks: 100_000, shards: 256 },
  { checks: 500_000, shards: 256 },
])('makes $shards shards of $checks checks', ({ checks, shards }) => {
  const many = Array.from({ length: checks }, () => config.checks[0]!);
  expect(shardScheduleOf({ ...config, checks: many }).shards).toBe(shards);
});

it('lists each interval once', () => {
  const checks = [60_000, 10_000, 60_000].map((intervalMs) => probeCheck({ intervalMs }));
  expect(shardScheduleOf({ ...config, checks }).intervalsMs).toEqual([10_000, 60_000]);
});
