import { writeFile } from 'node:fs/promises';

import { App, Stack, type NestedStack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';

import { FleetAlarms, readConfig } from '../../lib/index.ts';
import { manyChecks } from '../support/many-checks.ts';
import { templateWith } from '../support/synth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ALARM = 'AWS::CloudWatch::Alarm';

const failedAlarms = (template: Template): readonly Record<string, unknown>[] =>
  Object.values(template.findResources(ALARM, { Properties: { MetricName: 'Failed' } })).map(
    ({ Properties: properties }) => properties,
  );
const dimensionsOf = (template: Template): readonly unknown[] =>
  failedAlarms(template).map(({ Dimensions: dimensions }) => (dimensions as unknown[])[0]);

describe('with more checks than maxCheckAlarms', () => {
  it('one alarm per group takes the place of one per check, and checks without a group are one', async () => {
    await using config = await manyChecks(10);
    const template = templateWith(config.path, { maxCheckAlarms: 9 });
    expect(dimensionsOf(template)).toEqual([
      { Name: 'Group', Value: 'shop' },
      { Name: 'Group', Value: 'fleet' },
    ]);
    // What the alarms look at is sent.
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ WHYDOWN_FLEET_METRICS: 'true' }) },
    });
  });

  it('with as many, every check has its own', async () => {
    await using config = await manyChecks(10);
    const template = templateWith(config.path, { maxCheckAlarms: 10 });
    expect(dimensionsOf(template)).toHaveLength(10);
    expect(dimensionsOf(template)).toContainEqual({ Name: 'CheckName', Value: 'c0' });
    expect(JSON.stringify(template.toJSON())).not.toContain('WHYDOWN_FLEET_METRICS');
  });

  it('none has one without checkAlarms', async () => {
    await using config = await manyChecks(10);
    expect(failedAlarms(templateWith(config.path, { maxCheckAlarms: 9, checkAlarms: false }))).toEqual([]);
  });
});

it('checks with metrics: fleet have the alarm of their group, and the others their own', async () => {
  await using folder = await temporaryFolder();
  const path = folder.file('whydown.yaml');
  const check = (name: string, more: string) => `{ name: ${name}, url: "https://example.com/", ${more} }`;
  await writeFile(
    path,
    `checks: [${[check('a', 'group: shop'), check('b', 'group: shop, metrics: fleet'), check('c', 'metrics: fleet')].join(', ')}]`,
  );
  expect(dimensionsOf(templateWith(path))).toEqual([
    { Name: 'CheckName', Value: 'a' },
    { Name: 'Group', Value: 'shop' },
    { Name: 'Group', Value: 'fleet' },
  ]);
});

describe('the alarm of a group', () => {
  it.each([
    { checks: 20, percent: 5, interval: '1m', threshold: 1 },
    { checks: 400, percent: 5, interval: '1m', threshold: 10 },
    { checks: 20, percent: 0.01, interval: '1m', threshold: 1 },
    { checks: 20, percent: 100, interval: '10s', threshold: 60 },
    { checks: 20, percent: 50, interval: '5m', threshold: 5, period: 300 },
  ])(
    'of half of $checks checks every $interval goes off from $threshold failed probes at $percent %',
    async ({ checks, percent, interval, threshold, period = 60 }) => {
      await using config = await manyChecks(checks, `defaults: { interval: ${interval} }`);
      const stack = new Stack(new App(), 'Watched');
      new FleetAlarms(stack, 'Fleet', { config: readConfig(config.path, {}), percent });
      Template.fromStack(stack).hasResourceProperties(ALARM, {
        Namespace: 'Whydown',
        MetricName: 'Failed',
        Dimensions: [{ Name: 'Group', Value: 'shop' }],
        Statistic: 'Sum',
        Period: period,
        Threshold: threshold,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        TreatMissingData: 'breaching',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
    },
  );

  it.each([
    { selection: 'groups: [shop]', muted: 1 },
    { selection: 'checks: [c0, c2]', muted: 0 },
    { selection: 'description: all of them', muted: 2 },
  ])(
    'is muted where a window covers all of its checks: $selection mutes $muted',
    async ({ selection, muted }) => {
      await using config = await manyChecks(
        6,
        `maintenance: [{ cron: "0 3 * * *", duration: 1h, ${selection} }]`,
      );
      const stack = new Stack(new App(), 'Watched');
      new FleetAlarms(stack, 'Fleet', { config: readConfig(config.path, {}) });
      const rules = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::AlarmMuteRule'));
      expect(rules.flatMap((rule) => rule['Properties'].MuteTargets.AlarmNames)).toHaveLength(muted);
    },
  );
});

it('hundreds of groups are spread over nested stacks', async () => {
  await using config = await manyChecks(300);
  const read = readConfig(config.path, {});
  const stack = new Stack(new App(), 'Watched');
  const checks = read.checks.map((check) => ({ ...check, group: `team-${check.name}` }));
  const made = new FleetAlarms(stack, 'Fleet', { config: { ...read, checks } });
  const parts = made.node.children.filter((each): each is NestedStack => Stack.isStack(each));
  expect(parts).toHaveLength(2);
  expect(made.alarms).toHaveLength(300);
});
