import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, ResourceNotFoundException, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListSubscriptionsByTopicCommand, NotFoundException, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { alarmLook } from '../../../lib/aws/doctor/alarm-look.ts';
import { functionLook } from '../../../lib/aws/doctor/function-look.ts';
import { groupFindings } from '../../../lib/aws/doctor/group-findings.ts';
import { lookAt, type Look } from '../../../lib/aws/doctor/look.ts';
import { queueLook } from '../../../lib/aws/doctor/queue-look.ts';
import { scheduleLook } from '../../../lib/aws/doctor/schedule-look.ts';
import { topicFindings } from '../../../lib/aws/doctor/topic-findings.ts';
import type { Finding } from '../../../lib/core/doctor/finding.ts';
import { deployment, site } from '../../support/deployment.ts';

const scheduler = mockClient(SchedulerClient);
const sqs = mockClient(SQSClient);
const sns = mockClient(SNSClient);
const cloudwatch = mockClient(CloudWatchClient);
const cloudformation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);
const logs = mockClient(CloudWatchLogsClient);
beforeEach(() => {
  for (const each of [scheduler, sqs, sns, cloudwatch, cloudformation, lambda, logs]) each.reset();
});

const textsOf = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ level, text, fix }) => [level, text, ...(fix === undefined ? [] : [fix])].join(' | '));

const look = async (each: Look): Promise<readonly string[]> => textsOf(await lookAt(each, site()));

describe('the schedule', () => {
  it('that is on is good', async () => {
    scheduler.on(GetScheduleCommand, { Name: 'every-minute' }).resolves({ State: 'ENABLED' });
    expect(await look(scheduleLook)).toEqual(['good | every-minute is on']);
  });

  it('that is off or gone is a fault, with what to do', async () => {
    scheduler.on(GetScheduleCommand).resolves({ State: 'DISABLED' });
    expect(await look(scheduleLook)).toEqual([
      'fault | every-minute is off: nothing is probed | enable every-minute in the console of EventBridge Scheduler',
    ]);
    scheduler
      .on(GetScheduleCommand)
      .rejects(new ResourceNotFoundException({ Message: 'gone', message: 'gone', $metadata: {} }));
    expect((await look(scheduleLook))[0]).toContain(
      'fault | every-minute does not exist any more: nothing is probed',
    );
  });

  it('that may not be looked at is not seen, and the action is named', async () => {
    const denied = Object.assign(new Error('User: me is not authorized'), { name: 'AccessDeniedException' });
    scheduler.on(GetScheduleCommand).rejects(denied);
    expect(await look(scheduleLook)).toEqual([
      'unseen | could not be looked at: AccessDeniedException: User: me is not authorized | allow scheduler:GetSchedule to your credentials',
    ]);
  });
});

describe('the queues', () => {
  const holds = (url: string, count: number) =>
    sqs
      .on(GetQueueAttributesCommand, { QueueUrl: url })
      .resolves({ Attributes: { ApproximateNumberOfMessages: String(count), QueueArn: `arn:${url}` } });

  it('are good when nothing was given up and nothing waits', async () => {
    for (const url of Object.values(deployment.queues)) holds(url, 0);
    expect(await look(queueLook)).toEqual([
      'good | the dead-letter queue of diagnose is empty',
      'good | the dead-letter queue of notify is empty',
    ]);
  });

  it('are at fault with letters in them, or with work that piles up', async () => {
    for (const url of Object.values(deployment.queues)) holds(url, 0);
    holds(deployment.queues.notifyParked, 2);
    holds(deployment.queues.probe, 1_000);
    expect(await look(queueLook)).toEqual([
      'good | the dead-letter queue of diagnose is empty',
      'fault | 2 messages lie in the dead-letter queue of notify: steps of incidents that were given up | ' +
        'aws sqs receive-message --queue-url https://sqs/notify-parked shows why; then aws sqs start-message-move-task ' +
        '--source-arn arn:https://sqs/notify-parked, or aws sqs purge-queue',
      'fault | 1000 messages wait in the queue of probe | see whether the function is throttled: its concurrency, and that of the account',
    ]);
  });
});

describe('a topic', () => {
  const topic = 'arn:aws:sns:us-east-1:123456789012:oncall';
  const subscribed = (...arns: readonly string[]) =>
    sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: arns.map((arn, index) => ({
        SubscriptionArn: arn,
        Endpoint: `you${index}@example.com`,
      })),
    });

  it.each([
    { arns: [`${topic}:1`], says: ['good | oncall, a notifier, reaches you0@example.com'] },
    { arns: [`${topic}:1`, `${topic}:2`], says: ['good | oncall, a notifier, reaches 2 subscribers'] },
    {
      arns: [],
      says: [
        `advice | oncall, a notifier, reaches nobody | aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint you@example.com`,
      ],
    },
    {
      arns: ['PendingConfirmation', `${topic}:1`, 'Deleted'],
      says: [
        'fault | you0@example.com has not confirmed its subscription of oncall, a notifier | open the link in the message that SNS sent; or subscribe again, for it is valid for two days',
        'good | oncall, a notifier, reaches you1@example.com',
      ],
    },
  ])('with the subscriptions $arns', async ({ arns, says }) => {
    subscribed(...arns);
    expect(textsOf(await topicFindings(topic, 'a notifier'))).toEqual(says);
  });

  it('that does not exist is a fault', async () => {
    sns.on(ListSubscriptionsByTopicCommand).rejects(new NotFoundException({ message: 'no', $metadata: {} }));
    expect(textsOf(await topicFindings(topic, 'a notifier'))).toEqual([
      `fault | ${topic}, a notifier, does not exist | correct the ARN, or make the topic`,
    ]);
  });
});

describe('the alarms', () => {
  const made = (names: readonly string[]) =>
    cloudformation.on(ListStackResourcesCommand, { StackName: 'Shop' }).resolves({
      StackResourceSummaries: names.map((name) => resource('AWS::CloudWatch::Alarm', name)),
    });
  const resource = (ResourceType: string, PhysicalResourceId: string) => ({
    ResourceType,
    PhysicalResourceId,
    LogicalResourceId: 'x',
    LastUpdatedTimestamp: new Date(0),
    ResourceStatus: 'CREATE_COMPLETE' as const,
  });
  const found = (...MetricAlarms: readonly MetricAlarm[]) =>
    cloudwatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [...MetricAlarms] });
  const own: MetricAlarm = {
    AlarmName: 'Shop-ProbesOwnErrors',
    StateValue: 'OK',
    ActionsEnabled: true,
    Namespace: 'AWS/Lambda',
  };
  const ofCheck: MetricAlarm = {
    AlarmName: 'Shop-ProbesChecksOrders',
    StateValue: 'OK',
    ActionsEnabled: true,
    Namespace: 'Whydown',
    Dimensions: [{ Name: 'CheckName', Value: 'orders' }],
  };

  it('are its own, and not those of a construct whose name begins with its', async () => {
    made([own.AlarmName!, 'Shop-ProbesOfTheBankOwnErrors']);
    found(own);
    const siblings = [{ ...deployment, alarms: 'Shop-ProbesOfTheBank' }];
    const findings = await lookAt(alarmLook, { ...site(), siblings });
    expect(textsOf(findings)).toEqual(['good | all 1 alarms are there and on, and none is in ALARM']);
    const [call] = cloudwatch.commandCalls(DescribeAlarmsCommand);
    expect(call?.args[0].input.AlarmNames).toEqual([own.AlarmName]);
  });

  it('are good when they are there, on, and quiet; those of others in the stack are left alone', async () => {
    made([own.AlarmName!, ofCheck.AlarmName!, 'Shop-Theirs']);
    found(own, ofCheck);
    expect(await look(alarmLook)).toEqual(['good | all 2 alarms are there and on, and none is in ALARM']);
    expect(cloudwatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input.AlarmNames).toEqual([
      own.AlarmName,
      ofCheck.AlarmName,
    ]);
  });

  it('are found in nested stacks too, a hundred with each call', async () => {
    made([]);
    cloudformation.on(ListStackResourcesCommand, { StackName: 'Shop' }).resolves({
      StackResourceSummaries: [resource('AWS::CloudFormation::Stack', 'arn:nested')],
    });
    const names = Array.from({ length: 150 }, (_, index) => `Shop-Probes${index}`);
    cloudformation.on(ListStackResourcesCommand, { StackName: 'arn:nested' }).resolves({
      StackResourceSummaries: names.map((name) => resource('AWS::CloudWatch::Alarm', name)),
    });
    found(...names.map((AlarmName) => ({ ...own, AlarmName })));
    await look(alarmLook);
    const calls = cloudwatch.commandCalls(DescribeAlarmsCommand);
    expect(calls.map(({ args }) => args[0].input.AlarmNames?.length)).toEqual([100, 50]);
  });

  it.each([
    {
      title: 'that was deleted is a fault',
      alarms: [own],
      says: 'fault | 1 alarm of the stack was deleted: Shop-ProbesChecksOrders | CloudFormation does not make them again by itself: aws cloudwatch put-metric-alarm with the same names; the template of Shop has their properties',
    },
    {
      title: 'of our own in ALARM is a fault, with what it says',
      alarms: [
        { ...own, StateValue: 'ALARM' as const, StateReason: '3 of 3', AlarmDescription: 'the log says why' },
        ofCheck,
      ],
      says: 'fault | Shop-ProbesOwnErrors is in ALARM: 3 of 3 | the log says why',
    },
    {
      title: 'of our own whose actions are off is a fault',
      alarms: [{ ...own, ActionsEnabled: false }, ofCheck],
      says: 'fault | Shop-ProbesOwnErrors is muted: its actions are switched off | aws cloudwatch enable-alarm-actions --alarm-names Shop-ProbesOwnErrors',
    },
    {
      title: 'of a check in ALARM is what whydown is there for',
      alarms: [own, { ...ofCheck, StateValue: 'ALARM' as const }],
      says: 'advice | 1 of 1 checks are in ALARM: orders',
    },
  ])('$title', async ({ alarms, says }) => {
    made([own.AlarmName!, ofCheck.AlarmName!]);
    found(...alarms);
    expect(await look(alarmLook)).toEqual([says]);
  });
});

describe('the functions', () => {
  const NOW = 10 * 3_600_000;
  const counted = (
    MetricName: string,
    FunctionName: string,
    ...points: readonly (readonly [agoMs: number, sum: number])[]
  ) =>
    cloudwatch
      .on(GetMetricStatisticsCommand, {
        MetricName,
        Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
      })
      .resolves({ Datapoints: points.map(([ago, Sum]) => ({ Timestamp: new Date(NOW - ago), Sum })) });
  const examine = async (shortestIntervalMs = 60_000) =>
    textsOf(await lookAt(functionLook({ shortestIntervalMs, locations: ['home', 'eu-west-1'] }), site(NOW)));

  beforeEach(() => {
    cloudwatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
    lambda
      .on(ListEventSourceMappingsCommand)
      .resolves({ EventSourceMappings: [{ State: 'Enabled', UUID: 'u' }] });
    counted('Invocations', 'dispatch-fn', [120_000, 1], [60_000, 1]);
    counted('Invocations', 'probe-fn', [180_000, 4], [60_000, 0]);
  });

  it('are good when they are called', async () => {
    expect(await examine()).toEqual(['good | dispatch last ran 1m ago', 'good | probe last ran 3m ago']);
  });

  it('are at fault when they are not; a fleet of long intervals is given its time', async () => {
    // A period begins on the minute, so that one may come that is a little too old.
    counted('Invocations', 'probe-fn', [2 * 3_600_000 + 301_000, 9]);
    expect(await examine(3_600_000)).toEqual([
      'good | dispatch last ran 1m ago',
      'fault | probe did not run within 2h 5m | see the schedule, the queue of probe, and what calls probe',
    ]);
    const asked = cloudwatch
      .commandCalls(GetMetricStatisticsCommand, { MetricName: 'Invocations' })
      .map(({ args }) => (args[0].input.EndTime!.getTime() - args[0].input.StartTime!.getTime()) / 60_000);
    expect(asked).toEqual([7, 125]);
  });

  it('are at fault when they fail, miss probes, or are no longer called by their queue', async () => {
    counted('Errors', 'notify-fn', [60_000, 2], [120_000, 1]);
    cloudwatch
      .on(GetMetricStatisticsCommand, {
        MetricName: 'MissedProbes',
        Dimensions: [{ Name: 'Location', Value: 'eu-west-1' }],
      })
      .resolves({ Datapoints: [{ Timestamp: new Date(NOW), Sum: 7 }] });
    lambda
      .on(ListEventSourceMappingsCommand, { FunctionName: 'probe-fn' })
      .resolves({ EventSourceMappings: [{ State: 'Disabled', UUID: '1234' }] });
    expect((await examine()).filter((text) => text.startsWith('fault'))).toEqual([
      'fault | notify failed 3 times within the hour | its log says why: function notify-fn',
      'fault | 7 probes from eu-west-1 were missed within the hour | the log of probe says why: a secret that cannot be read, too little memory for so many checks, or throttling',
      'fault | the queue of probe does not call it: its mapping is Disabled | aws lambda update-event-source-mapping --uuid 1234 --enabled',
    ]);
  });
});

describe('a log group', () => {
  const examined = (source: string, more: object = {}) => ({
    component: { kind: 'logGroup' as const, name: source, ...more },
    checks: ['a'],
    gaps: [],
    samples: [{ source, records: 1, withIds: 1, gaps: [] }],
  });
  const group = (logGroupName: string, more: LogGroup = {}): LogGroup => ({
    logGroupName,
    retentionInDays: 30,
    ...more,
  });

  it('of the class STANDARD that forgets is nothing to speak of', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [group('/a', { logGroupClass: 'STANDARD' })] });
    expect(await groupFindings([examined('/a')])).toEqual([]);
  });

  it('is told of by class and retention', async () => {
    const { retentionInDays: _, ...forEver } = group('/for-ever');
    logs.on(DescribeLogGroupsCommand).resolves({
      logGroups: [
        group('/ia', { logGroupClass: 'INFREQUENT_ACCESS' }),
        group('/d', { logGroupClass: 'DELIVERY' }),
        forEver,
      ],
    });
    expect(
      textsOf(await groupFindings(['/ia', '/d', '/for-ever', '/gone'].map((name) => examined(name)))),
    ).toEqual([
      'advice | /ia is of the class INFREQUENT_ACCESS: it is read with queries, which takes seconds longer and costs $0.005 a GB scanned | a group of the class STANDARD is read at once',
      'fault | /d is of the class DELIVERY: nobody can read it here | let the service write to a group of the class STANDARD',
      'advice | /for-ever keeps everything for ever, $0.03 a GB and month | aws logs put-retention-policy --log-group-name /for-ever --retention-in-days 30',
    ]);
  });

  it('of another account is not asked for; one of another region is asked for there', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] });
    await groupFindings([
      examined('/a', { assumeRole: 'arn:aws:iam::210987654321:role/reader' }),
      examined('arn:aws:logs:us-east-1:210987654321:log-group:/b'),
      examined('/c', { region: 'eu-west-1' }),
    ]);
    const [call, ...others] = logs.commandCalls(DescribeLogGroupsCommand);
    expect(others).toEqual([]);
    expect(await (call!.thisValue as CloudWatchLogsClient).config.region()).toBe('eu-west-1');
  });
});
