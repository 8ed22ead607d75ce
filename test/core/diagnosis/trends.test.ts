import { describe, expect, it } from 'vitest';
import type { Trend } from '../../../lib/core/diagnosis/evidence.ts';
import { describeTrend, telling, trendOf, type Sample } from '../../../lib/core/diagnosis/trends.ts';

const HOUR = 3_600_000;
const series = (count: number, value: (hour: number) => number): readonly Sample[] =>
  Array.from({ length: count }, (_, hour) => ({ at: hour * HOUR, value: value(hour) }));
/** The same numbers in every run, as spread as noise. */
const noise = (hour: number): number => ((hour * 7_919) % 101) / 101 - 0.5;
const disk = { component: 'rds orders-db', resource: 'storage', unit: 'GB', limit: 100 };

describe('trendOf', () => {
  it('finds the slope and the day on which the limit is reached', () => {
    const trend = trendOf(
      series(96, (hour) => 50 + hour * 0.1),
      disk,
    )!;
    expect(trend).toMatchObject({ perDay: 2.4, now: 59.5 });
    expect(trend.reachesLimitAt! / (24 * HOUR)).toBeCloseTo(95 / 24 + 40.5 / 2.4, 1);
    expect(describeTrend(trend)).toMatch(
      /^storage of rds orders-db rises by 2.4 GB a day and reaches its limit of 100 GB on 1970-01-2\d$/,
    );
  });

  it('finds it below noise and spikes', () => {
    const samples = series(96, (hour) => 50 + hour * 0.1 + noise(hour) * 2 + (hour % 31 === 0 ? 30 : 0));
    expect(trendOf(samples, disk)!.perDay).toBeCloseTo(2.4, 0);
  });

  it.each([
    ['noise', series(96, (hour) => 50 + noise(hour) * 20)],
    ['a constant', series(96, () => 50)],
    ['a fall', series(96, (hour) => 50 - hour * 0.1)],
    ['a saw of restarts', series(96, (hour) => 50 + (hour % 12))],
    ['too few samples', series(7, (hour) => 50 + hour)],
    ['nothing', []],
  ])('says nothing of %s', (_, samples) => {
    expect(trendOf(samples, disk)).toBeUndefined();
  });

  it('finds a fall of what is left, and the day on which nothing is', () => {
    const free = { ...disk, resource: 'free storage', limit: 0, falls: true };
    const falling = series(96, (hour) => 50 - hour * 0.1);
    const trend = trendOf(falling, free)!;
    expect(trend).toMatchObject({ perDay: -2.4, limit: 0 });
    expect(describeTrend(trend)).toMatch(
      /^free storage of rds orders-db falls by 2.4 GB a day and reaches its limit of 0 GB on/,
    );
    expect(
      trendOf(
        series(96, (hour) => 50 + hour),
        free,
      ),
    ).toBeUndefined();
  });

  it('says nothing of a day that repeats itself', () => {
    const days = series(168, (hour) => 50 + 20 * Math.sin((hour / 24) * 2 * Math.PI) + noise(hour));
    expect(trendOf(days, disk)).toBeUndefined();
  });

  it('does not look further than a month ahead', () => {
    expect(
      trendOf(
        series(96, (hour) => 50 + hour * 0.01),
        disk,
      ),
    ).not.toHaveProperty('reachesLimitAt');
  });

  it('thins out long series, newest kept', () => {
    const trend = trendOf(
      series(10_000, (hour) => hour),
      { ...disk, limit: 20_000 },
    )!;
    expect(trend).toMatchObject({ now: 9_999, perDay: 24 });
  });
});

describe('telling', () => {
  const trend = (resource: string, reachesLimitAt?: number): Trend => ({
    component: 'x',
    resource,
    unit: '%',
    now: 1,
    perDay: 1,
    ...(reachesLimitAt !== undefined && { reachesLimitAt }),
  });

  it('are those that reach their limit, the nearest first, for causes that limits lead to', () => {
    const trends = [trend('later', 9), trend('never'), trend('sooner', 3)];
    expect(telling(trends, 'resource.memory').map(({ resource }) => resource)).toEqual(['sooner', 'later']);
    expect(telling(trends, 'code.syntax')).toEqual([]);
  });
});
