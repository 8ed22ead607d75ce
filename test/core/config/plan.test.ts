import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  bucketsOf,
  hashOf,
  inRange,
  planFiles,
  planOf,
  rangesOf,
  type PlanFiles,
} from '../../../lib/core/config/plan.ts';
import { unpackChecks } from '../../../lib/core/config/packed-checks.ts';
import type { Config } from '../../../lib/core/config/config.ts';
import { configOf } from '../../support/config-of.ts';
import { probeCheck } from '../../support/probe-check.ts';

const base = configOf(
  'checks: [{ name: a, url: https://example.com/ }]\nnotifiers: { one: { type: terminal } }',
);

const configWith = (...names: readonly string[]): Config => ({
  ...base,
  checks: names.map((name) => probeCheck({ name })),
});

const fleet = Array.from({ length: 20_000 }, (_, index) => `check-${index}`);

const namesIn = ({ buckets }: PlanFiles): readonly string[] =>
  buckets.flatMap(({ content }) => unpackChecks(content).map(({ name }) => name));

describe('hashOf', () => {
  // Messages and stored keys outlive a version: a change here loses the state of every check.
  it.each([
    ['orders-api', 2_746_655_920_244_408],
    ['a', 932_481_249_794_848],
    ['', 6_025_115_452_778_684],
  ])('puts %j always at the same place', (name, place) => {
    expect(hashOf(name) * 2 ** 53).toBe(place);
  });

  it('stays in its space for every name', () => {
    assert(
      property(string(), (name) => {
        const hash = hashOf(name);
        return hash >= 0 && hash < 1 && hash === hashOf(name);
      }),
    );
  });

  it('gives no two checks of a fleet the same place', () => {
    expect(new Set(fleet.map(hashOf)).size).toBe(fleet.length);
  });

  it('spreads names that differ in a digit evenly', () => {
    const buckets = Array.from({ length: 100 }, () => 0);
    for (const name of fleet) buckets[Math.floor(hashOf(name) * 100)]! += 1;
    // 200 each; five standard deviations of a binomial are 70.
    expect(Math.min(...buckets)).toBeGreaterThan(130);
    expect(Math.max(...buckets)).toBeLessThan(270);
  });
});

describe('the ranges of shards', () => {
  it.each([1, 2, 3, 7, 64])('cover the space of %i shards without gap or overlap', (count) => {
    const ranges = rangesOf(count);
    expect(ranges).toHaveLength(count);
    expect(ranges[0]?.from).toBe(0);
    expect(ranges.at(-1)?.to).toBe(1);
    ranges.slice(1).forEach((range, index) => expect(range.from).toBe(ranges[index]?.to));
    for (const name of fleet.slice(0, 500))
      expect(ranges.filter((range) => inRange(name, range))).toHaveLength(1);
  });
});

describe('the files of a plan', () => {
  const files = planFiles(configWith(...fleet.slice(0, 1_000)), 16);

  it('hold every check once, in the bucket of its place', () => {
    expect(namesIn(files).toSorted()).toEqual(fleet.slice(0, 1_000).toSorted());
    for (const { range, content } of files.buckets)
      for (const { name } of unpackChecks(content)) expect(inRange(name, range)).toBe(true);
  });

  it('are equal for equal configs, whatever the order of their checks', () => {
    expect(planFiles(configWith(...fleet.slice(0, 1_000).toReversed()), 16)).toEqual(files);
  });

  it('change in one bucket when one check changes', () => {
    const config = configWith(...fleet.slice(0, 1_000));
    const [first, ...rest] = config.checks;
    const changed = planFiles({ ...config, checks: [{ ...first!, intervalMs: 30_000 }, ...rest] }, 16);
    expect(changed.buckets.filter(({ content }, at) => content !== files.buckets[at]?.content)).toHaveLength(
      1,
    );
  });

  it('keep what holds for all checks apart', () => {
    const { checks: _, ...settings } = base;
    expect(JSON.parse(files.settings)).toEqual(settings);
  });

  it.each([
    { range: { from: 0, to: 1 }, count: 16 },
    { range: { from: 0.25, to: 0.5 }, count: 4 },
    { range: { from: 0.24, to: 0.5 }, count: 5 },
    { range: { from: 0.99, to: 1 }, count: 1 },
    { range: { from: 0.5, to: 0.5 }, count: 0 },
  ])('that $range touches are $count', ({ range, count }) => {
    const names = bucketsOf(range, 16);
    expect(names).toHaveLength(count);
    const overlapping = files.buckets.filter(
      (bucket) => bucket.range.from < range.to && range.from < bucket.range.to,
    );
    expect(names).toEqual(overlapping.map(({ name }) => name));
  });
});

describe('planOf', () => {
  it('sorts checks by their place', () => {
    const places = planOf(configWith(...fleet.slice(0, 50))).checks.map(({ name }) => hashOf(name));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});
