import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  GetAlarmMuteRuleCommand,
  ListAlarmMuteRulesCommand,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
  type GetAlarmMuteRuleOutput,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DAILY_CHECKS, deployManyAlarms, INSIDE, type ManyAlarms } from './many-alarms.ts';
import { poll } from './poll.ts';
import { sumOf, takeMessages } from './seen.ts';

const CHECKS = DAILY_CHECKS + 1;

let at: ManyAlarms;

beforeAll(async () => {
  at = await deployManyAlarms();
});

afterAll(() => at?.[Symbol.asyncDispose]());

const client = <Client>(Kind: new (config: ManyAlarms['emulator']['clientConfig']) => Client): Client =>
  new Kind(at.emulator.clientConfig);

const alarms = async (): Promise<readonly MetricAlarm[]> => {
  const found: MetricAlarm[] = [];
  for await (const page of paginateDescribeAlarms({ client: client(CloudWatchClient) }, { MaxRecords: 100 }))
    found.push(...(page.MetricAlarms ?? []));
  return found;
};

const alarmOf = async (check: string): Promise<MetricAlarm> => {
  const found = (await alarms()).find(
    ({ MetricName: name, Dimensions: [of] = [] }) => name === 'Failed' && of?.Value === check,
  );
  if (!found) throw new Error(`there is no alarm of ${check}`);
  return found;
};

const resourcesOf = async (type: string) => {
  const command = new ListStackResourcesCommand({ StackName: 'Many' });
  const { StackResourceSummaries: all = [] } = await client(CloudFormationClient).send(command);
  return all.filter((each) => each.ResourceType === type);
};

const mutes = async (): Promise<readonly GetAlarmMuteRuleOutput[]> => {
  const { AlarmMuteRuleSummaries: all = [] } = await client(CloudWatchClient).send(
    new ListAlarmMuteRulesCommand({}),
  );
  const names = all.map(({ AlarmMuteRuleArn: arn = '' }) => arn.split(':').at(-1));
  return Promise.all(
    names.map((AlarmMuteRuleName) =>
      client(CloudWatchClient).send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName })),
    ),
  );
};

describe('a stack with more alarms than one stack has room for', () => {
  it('has an alarm on Failed for every check, in nested stacks, by the hashes of their names', async () => {
    const failed = (await alarms()).filter(({ MetricName: name }) => name === 'Failed');
    expect(new Set(failed.map(({ Dimensions: [of] = [] }) => of?.Value)).size).toBe(CHECKS);
    expect(failed.every(({ AlarmName: name }) => /^Many-ProbesChecksPart[01]/.test(name ?? ''))).toBe(true);
    const nested = await resourcesOf('AWS::CloudFormation::Stack');
    expect(nested.map(({ LogicalResourceId: id = '' }) => id).toSorted()).toEqual([
      expect.stringMatching(/^ProbesChecksPart0/),
      expect.stringMatching(/^ProbesChecksPart1/),
    ]);
  });

  it('has a second alarm on the band of every check’s duration, which has learnt nothing yet', async () => {
    const bands = (await alarms()).filter(({ ThresholdMetricId: limit }) => limit !== undefined);
    expect(bands).toHaveLength(CHECKS);
    expect(bands[0]).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', TreatMissingData: 'notBreaching' });
    expect(bands.map(({ Metrics }) => Metrics?.find(({ Expression }) => Expression)?.Expression)).toEqual(
      bands.map(() => 'ANOMALY_DETECTION_BAND(m0, 4)'),
    );
    const watched = bands.map(({ Metrics }) => Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat);
    expect(new Set(watched.map((stat) => stat?.Metric?.Dimensions?.[0]?.Value)).size).toBe(CHECKS);
    expect(watched[0]).toMatchObject({ Stat: 'p50', Metric: { MetricName: 'Duration' } });
  });

  it('mutes them by the windows of the config, each alarm beside its rules', async () => {
    const rules = await mutes();
    const muted = (rule: GetAlarmMuteRuleOutput) => rule.MuteTargets?.AlarmNames ?? [];
    const [open, over] = ['ACTIVE', 'EXPIRED'].map((status) =>
      rules.filter((rule) => rule.Status === status).flatMap(muted),
    );
    expect([open?.length, over?.length]).toEqual([DAILY_CHECKS, DAILY_CHECKS]);
    expect(new Set([...(open ?? []), ...(over ?? [])]).size).toBe(2 * DAILY_CHECKS);
    expect(rules.every((rule) => muted(rule).length <= 100)).toBe(true);
    expect(rules.find(({ Status }) => Status === 'ACTIVE')?.Rule?.Schedule).toEqual({
      Expression: 'cron(0,10,20,30,40,50 * * * *)',
      Duration: 'PT1H',
      Timezone: 'Europe/Berlin',
    });
  });

  it('pages by the alarm of a check, and not while it is muted', async () => {
    const [muted, loud] = await Promise.all([alarmOf('daily-0'), alarmOf('daily-1')]);
    for (const { AlarmName } of [muted, loud])
      await client(CloudWatchClient).send(
        new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'tried' }),
      );
    const pages = await poll(
      'a page',
      async () => {
        const found = await takeMessages(at.emulator, at.pagesUrl);
        return found.length > 0 && found;
      },
      { timeoutMs: 20_000 },
    );
    expect(pages.map((body) => (JSON.parse(body) as { AlarmName: string }).AlarmName)).toEqual([
      loud.AlarmName,
    ]);
    expect((await alarmOf('daily-0')).StateValue).toBe('ALARM');
    expect(await takeMessages(at.emulator, at.pagesUrl)).toEqual([]);
  });

  it('shows no difference when nothing changed, in the nested stacks neither', async () => {
    const said = await at.cdk(['diff', 'Many', '--fail', '--no-change-set']);
    expect(said).toContain('There were no differences');
  }, 240_000);
});

describe('a location in a VPC', () => {
  it('is a function in the subnets and security groups of the config', async () => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: 'Many-prober-inside' });
    const { VpcConfig } = await client(LambdaClient).send(command);
    expect(VpcConfig).toMatchObject({
      VpcId: at.network.VpcId,
      SubnetIds: [at.network.SubnetId],
      SecurityGroupIds: [at.network.GroupId],
    });
  });

  it('probes what the home region does not', async () => {
    const dispatch = (await resourcesOf('AWS::Lambda::Function')).find(({ LogicalResourceId: id }) =>
      id?.startsWith('ProbesDispatch'),
    );
    // Scheduler's first call is for the minute after the next; this is the one before it.
    const scheduledAt = new Date(Date.now() - 60_000).toISOString();
    const FunctionName = dispatch?.PhysicalResourceId;
    await client(LambdaClient).send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify({ scheduledAt }) }),
    );
    const of = { Name: 'CheckName', Value: INSIDE };
    await poll('a good probe', async () => (await sumOf(at.emulator, 'SuccessPercent', of)) > 0, {
      timeoutMs: 60_000,
    });
    expect(at.target.requests[0]?.headers).toHaveProperty('traceparent');
    const calls = (await at.emulator.roleCalls()).filter(({ decision }) => decision === 'Deny');
    expect(calls).toEqual([]);
  });
});

describe('cdk destroy', () => {
  it('leaves neither alarms nor rules nor nested stacks', async () => {
    await at.cdkOfDeployed(['destroy', '--all', '--force']);
    expect(await alarms()).toEqual([]);
    expect(await mutes()).toEqual([]);
    const { Stacks: left = [] } = await client(CloudFormationClient).send(new DescribeStacksCommand({}));
    expect(left.map(({ StackName: name }) => name)).toEqual(['CDKToolkit']);
  });
});
