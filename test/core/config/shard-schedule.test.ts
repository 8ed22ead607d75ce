import { expect, it } from 'vitest';

import { probeConcurrencyOf, shardScheduleOf } from '../../../lib/core/config/shard-schedule.ts';
import { configOf } from '../../support/config-of.ts';
import { probeCheck } from '../../support/probe-check.ts';

const config = configOf('checks: [{ name: a, url: "https://example.com/" }]');

it.each([
  { checks: 0, shards: 1 },
  { checks: 50, shards: 1 },
  { checks: 51, shards: 2 },
  { checks: 400, shards: 8 },
  { checks: 7_000, shards: 8 },
  { checks: 25_000, shards: 16 },
  { checks: 100_000, shards: 64 },
  { checks: 500_000, shards: 256 },
])('makes $shards shards of $checks checks', ({ checks, shards }) => {
  const many = Array.from({ length: checks }, () => config.checks[0]!);
  expect(shardScheduleOf({ ...config, checks: many }).shards).toBe(shards);
});

it.each([
  { checks: 25_000, url: 'https://example.com/', intervalMs: 60_000, shards: 16, why: '1,800 checks' },
  { checks: 25_000, url: 'http://example.com/', intervalMs: 10_000, shards: 16, why: '1,800 checks' },
  {
    checks: 25_000,
    url: 'https://example.com/',
    intervalMs: 10_000,
    shards: 64,
    why: 'three of ten seconds',
  },
])('makes $shards shards of $checks of $url each $intervalMs ms: $why', (row) => {
  const check = probeCheck({ intervalMs: row.intervalMs, target: { url: row.url } });
  const checks = Array.from({ length: row.checks }, () => check);
  expect(shardScheduleOf({ ...config, checks }).shards).toBe(row.shards);
});

it.each([
  { checks: 1, concurrency: 4 },
  { checks: 1_000, concurrency: 20 },
  { checks: 100_000, concurrency: 352 },
])('lets $concurrency functions probe $checks checks', ({ checks, concurrency }) => {
  const many = Array.from({ length: checks }, () => config.checks[0]!);
  expect(probeConcurrencyOf({ ...config, checks: many })).toBe(concurrency);
});

it('lists each interval once', () => {
  const checks = [60_000, 10_000, 60_000].map((intervalMs) => probeCheck({ intervalMs }));
  expect(shardScheduleOf({ ...config, checks }).intervalsMs).toEqual([10_000, 60_000]);
});
