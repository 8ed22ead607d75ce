import { App, Duration, Stack, type NestedStack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';

import { CheckAlarms, readConfig, type CheckAlarmsProps } from '../../lib/index.ts';
import { manyChecks } from '../support/many-checks.ts';

interface Made {
  readonly stack: Stack;
  readonly alarms: CheckAlarms;
  readonly template: Template;
  readonly parts: readonly Template[];
}

const madeWith = async (
  count: number,
  maintenance = '',
  props: (stack: Stack) => Partial<CheckAlarmsProps> = () => ({}),
): Promise<Made> => {
  await using config = await manyChecks(count, maintenance);
  const stack = new Stack(new App(), 'Watched');
  const alarms = new CheckAlarms(stack, 'Alarms', { config: readConfig(config.path, {}), ...props(stack) });
  const parts = alarms.node.children
    .filter((each): each is NestedStack => Stack.isStack(each))
    .map((each) => Template.fromStack(each));
  return { stack, alarms, template: Template.fromStack(stack), parts };
};

const countIn = (template: Template, type: string): number =>
  Object.keys(template.findResources(type)).length;
const ALARM = 'AWS::CloudWatch::Alarm';
const RULE = 'AWS::CloudWatch::AlarmMuteRule';
const NIGHTLY = `maintenance: [{ cron: "0 3 * * sun", duration: 2h, zone: Europe/Berlin }]`;

describe('alarms of checks', () => {
  it.each([
    { checks: 250, parts: 0 },
    { checks: 251, parts: 2 },
    { checks: 1_000, parts: 4 },
  ])(
    'of $checks checks take $parts nested stacks, none of which is near its limit',
    async ({ checks, parts }) => {
      const { template, alarms, parts: made } = await madeWith(checks);
      expect(made).toHaveLength(parts);
      const counts = [template, ...made].map((each) => countIn(each, ALARM));
      expect(counts.reduce((sum, each) => sum + each)).toBe(checks);
      expect(Math.max(...counts)).toBeLessThan(350);
      expect(alarms.alarms).toHaveLength(checks);
    },
  );

  it('say at construction that they are more than CloudFormation deploys at once, and what to do', async () => {
    await expect(madeWith(2_401)).rejects.toThrow(
      '2401 alarms would be 2401 resources with their mute rules, and CloudFormation deploys at most 2400 at once: ' +
        'lower maxCheckAlarms, so that fleet alarms take their place, or give checks metrics: fleet',
    );
  });

  it('stay in their nested stack when checks are added', async () => {
    const partOf = ({ alarms }: Made): Map<string, string> =>
      new Map(alarms.alarms.map((alarm) => [alarm.node.id, alarm.stack.node.id]));
    const [before, after] = [partOf(await madeWith(300)), partOf(await madeWith(400))];
    for (const [id, part] of before) expect(after.get(id), id).toBe(part);
  });

  it('do what they are told when they go off and when all is well again, from nested stacks too', async () => {
    const topic = (stack: Stack) => new SnsAction(new Topic(stack, 'Topic'));
    const { parts } = await madeWith(251, '', (stack) => {
      const action = topic(stack);
      return { actions: [action], okActions: [action] };
    });
    for (const part of parts)
      part.allResourcesProperties(ALARM, {
        AlarmActions: [{ Ref: Match.stringLikeRegexp('Topic') }],
        OKActions: [{ Ref: Match.stringLikeRegexp('Topic') }],
      });
  });

  it('are found by the name of their check, which is suggested when it is misspelt', async () => {
    const { alarms } = await madeWith(3);
    expect(alarms.alarmFor('c1').node.id).toBe('c1');
    expect(() => alarms.alarmFor('c7')).toThrow('no alarm for check "c7", did you mean "c0"?');
  });

  it('on an unusual Duration are made by choice, and do not alarm of silence', async () => {
    const { template } = await madeWith(1, '', () => ({ durationAlarms: true }));
    template.resourceCountIs(ALARM, 2);
    template.hasResourceProperties(ALARM, {
      ComparisonOperator: 'GreaterThanUpperThreshold',
      ThresholdMetricId: Match.anyValue(),
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
      Metrics: Match.arrayWith([
        Match.objectLike({
          MetricStat: {
            Metric: {
              Namespace: 'Whydown',
              MetricName: 'Duration',
              Dimensions: [{ Name: 'CheckName', Value: 'c0' }],
            },
            Period: 60,
            Stat: 'p50',
          },
        }),
      ]),
    });
  });
});

describe('maintenance windows', () => {
  it('mute the alarms of the checks that they cover, at most 100 in a rule', async () => {
    const { template } = await madeWith(204, NIGHTLY);
    const rules = Object.values(template.findResources(RULE)).map(({ Properties: each }) => each);
    expect(rules.map(({ MuteTargets: targets }) => targets.AlarmNames.length)).toEqual([100, 100, 4]);
    for (const rule of rules)
      expect(rule).toMatchObject({
        Rule: { Schedule: { Expression: 'cron(0 3 * * SUN)', Duration: 'PT2H', Timezone: 'Europe/Berlin' } },
      });
  });

  it.each([
    { selection: 'groups: [shop]', alarms: 5 },
    { selection: 'checks: [c1, c3]', alarms: 2 },
    { selection: 'checks: [c1], groups: [shop]', alarms: 6 },
    { selection: 'description: moving', alarms: 10 },
  ])('with $selection mute $alarms of ten alarms', async ({ selection, alarms }) => {
    const window = `maintenance: [{ from: 2026-12-01T22:00:00Z, to: 2026-12-02T01:30:00Z, ${selection} }]`;
    const { template } = await madeWith(10, window);
    template.hasResourceProperties(RULE, {
      Rule: { Schedule: { Expression: 'at(2026-12-01T22:00)', Duration: 'PT3H30M', Timezone: 'UTC' } },
    });
    const [rule] = Object.values(template.findResources(RULE));
    expect(rule!['Properties'].MuteTargets.AlarmNames).toHaveLength(alarms);
  });

  it('mute the alarms on Duration too', async () => {
    const { template } = await madeWith(2, NIGHTLY, () => ({ durationAlarms: true }));
    const [rule] = Object.values(template.findResources(RULE));
    expect(rule!['Properties'].MuteTargets.AlarmNames).toHaveLength(4);
  });

  it('mute alarms beside them in their nested stacks', async () => {
    const { template, parts } = await madeWith(300, NIGHTLY);
    expect(countIn(template, RULE)).toBe(0);
    const muted = parts.flatMap((part) =>
      Object.values(part.findResources(RULE)).flatMap((rule) => rule['Properties'].MuteTargets.AlarmNames),
    );
    expect(muted).toHaveLength(300);
  });

  it('keep their rules when another window is written before them', async () => {
    const idsOf = ({ template }: Made) => Object.keys(template.findResources(RULE));
    const [alone] = idsOf(await madeWith(2, NIGHTLY));
    const two = `maintenance: [{ cron: "0 1 * * *", duration: 10m }, { cron: "0 3 * * sun", duration: 2h, zone: Europe/Berlin }]`;
    const both = idsOf(await madeWith(2, two));
    expect(both).toHaveLength(2);
    expect(both).toContain(alone);
  });

  it('that CloudWatch has no words for are said at synthesis', async () => {
    const { stack } = await madeWith(1, `maintenance: [{ cron: "0 3 */2 * sun", duration: 2h }]`);
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('not muted'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.entry.data).toContain('"0 3 */2 * sun"');
  });
});

it('an interval of days is looked at once a period, for an alarm looks back a day at most', async () => {
  await using config = await manyChecks(1, 'defaults: { interval: 12h }');
  const stack = new Stack(new App(), 'Watched');
  const { alarms } = new CheckAlarms(stack, 'Alarms', { config: readConfig(config.path, {}) });
  expect(alarms).toHaveLength(1);
  Template.fromStack(stack).hasResourceProperties(ALARM, {
    Period: Duration.hours(12).toSeconds(),
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
  });
});
