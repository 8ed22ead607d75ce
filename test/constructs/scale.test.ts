import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';

import { manyChecks } from '../support/many-checks.ts';
import { stackWith } from '../support/synth.ts';

/** How many resources a stack with so many checks has. */
const resources = async (checks: number, metrics: string): Promise<number> => {
  await using config = await manyChecks(checks, `defaults: { metrics: ${metrics} }`);
  return Object.keys(Template.fromStack(stackWith(config.path).stack).toJSON()['Resources'] as object).length;
};

it('has as many resources for 600 checks of the level fleet as for ten', async () => {
  expect(await resources(600, 'fleet')).toBe(await resources(10, 'fleet'));
}, 60_000);

it('has a handful more for the groups of 600 checks with metrics of their own', async () => {
  const [few, many] = [await resources(10, 'fleet'), await resources(600, 'standard')];
  expect(many - few).toBeLessThanOrEqual(15);
}, 60_000);
