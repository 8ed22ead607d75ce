import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openPlan, planHash, writePlan } from '../../lib/aws/plan-folder.ts';
import type { HashRange } from '../../lib/core/ports.ts';
import { configOf } from '../support/config-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const names = Array.from({ length: 60 }, (_, index) => `check-${index}`);
const config = configOf(
  `checks: [${names.map((name) => `{ name: ${name}, url: "https://example.com/${name}" }`).join(', ')}]`,
);

describe('the plan in a bundle', () => {
  it('gives each check to exactly one of the shards', async () => {
    await using folder = await temporaryFolder();
    writePlan(folder.path, config);
    const plan = openPlan(folder.path);
    const shards = await Promise.all(
      [0, 1, 2, 3].map((index) => plan.checksIn({ from: index / 4, to: (index + 1) / 4 })),
    );
    expect(shards.flatMap((shard) => shard.map(({ name }) => name)).sort()).toEqual(names.toSorted());
    expect(Math.min(...shards.map((shard) => shard.length))).toBeGreaterThan(5);
  });

  it('finds a check by its name, and no other', async () => {
    await using folder = await temporaryFolder();
    writePlan(folder.path, config);
    const plan = openPlan(folder.path);
    const found = await Promise.all(names.map((name) => plan.check(name)));
    expect(found).toEqual(names.map((name) => config.checks.find((check) => check.name === name)));
    expect(await plan.check('left')).toBeUndefined();
  });

  it('forgets what was read first of a fleet that is too large for a function', async () => {
    await using folder = await temporaryFolder();
    const checks = Array.from({ length: 12_000 }, (_, n) => ({ ...config.checks[0]!, name: `check-${n}` }));
    writePlan(folder.path, { ...config, checks });
    const plan = openPlan(folder.path, 10_000);
    const half = { first: { from: 0, to: 0.5 }, second: { from: 0.5, to: 1 } };
    const read = async (range: HashRange) => (await plan.checksIn(range)).length;
    expect((await read(half.first)) + (await read(half.second))).toBe(12_000);
    for (const file of readdirSync(folder.path)) rmSync(join(folder.path, file));
    expect(await read(half.second)).toBeGreaterThan(5_000);
    await expect(read(half.first)).rejects.toThrow('ENOENT');
  });

  it('says the schedule and the settings', async () => {
    await using folder = await temporaryFolder();
    writePlan(folder.path, config);
    expect(await openPlan(folder.path).schedule()).toEqual({ shards: 2, intervalsMs: [60_000] });
    expect(await openPlan(folder.path).settings()).toMatchObject({ results: 'failures', notifiers: {} });
  });

  it('has a name that equal configs share, and that any change of a check or a setting changes', async () => {
    await using folder = await temporaryFolder();
    writePlan(folder.path, config);
    const hash = await openPlan(folder.path).hash();
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(planHash({ ...structuredClone(config), checks: config.checks.toReversed() })).toBe(hash);
    const [first, ...others] = config.checks;
    expect(planHash({ ...config, checks: [{ ...first!, timeoutMs: 1_234 }, ...others] })).not.toBe(hash);
    expect(planHash({ ...config, results: 'all' })).not.toBe(hash);
  });

  it('is the same bytes for the same config, so that nothing is deployed', async () => {
    await using one = await temporaryFolder();
    await using two = await temporaryFolder();
    writePlan(one.path, config);
    writePlan(two.path, structuredClone(config));
    const files = readdirSync(one.path);
    expect(files).toHaveLength(259);
    for (const file of files)
      expect(readFileSync(join(one.path, file)).equals(readFileSync(join(two.path, file))), file).toBe(true);
  });
});
