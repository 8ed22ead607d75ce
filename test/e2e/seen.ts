import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

import type { MetricName } from '../../lib/core/metrics/metric.ts';
import type { Emulator } from './emulator.ts';

const DAY_MS = 86_400_000;

/** The sum of a metric over the last day. */
export const sumOf = async (
  { clientConfig }: Emulator,
  name: MetricName,
  dimension: { readonly Name: string; readonly Value: string },
): Promise<number> => {
  const { Datapoints } = await new CloudWatchClient(clientConfig).send(
    new GetMetricStatisticsCommand({
      Namespace: 'Whydown',
      MetricName: name,
      Dimensions: [dimension],
      StartTime: new Date(Date.now() - DAY_MS),
      EndTime: new Date(Date.now() + 60_000),
      Period: 3_600,
      Statistics: ['Sum'],
    }),
  );
  return (Datapoints ?? []).reduce((sum, point) => sum + (point.Sum ?? 0), 0);
};

/** All alarms of the stack. */
export const alarmsOf = async (
  { clientConfig }: Emulator,
  prefix: string,
): Promise<readonly MetricAlarm[]> => {
  const command = new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, MaxRecords: 100 });
  return (await new CloudWatchClient(clientConfig).send(command)).MetricAlarms ?? [];
};

/** The lines in the log group of one of our functions. */
export const logOf = async ({ clientConfig }: Emulator, name: string): Promise<readonly string[]> => {
  const logs = new CloudWatchLogsClient(clientConfig);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
  const group = (logGroups ?? []).find((each) => each.logGroupName?.includes(`Probes${name}Logs`));
  if (!group?.logGroupName) return [];
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: group.logGroupName }));
  return (events ?? []).map(({ message }) => message ?? '');
};

/** What lies in a queue now; each message is seen once. */
export const takeMessages = async (
  { clientConfig }: Emulator,
  QueueUrl: string,
): Promise<readonly string[]> => {
  const sqs = new SQSClient(clientConfig);
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  for (const { ReceiptHandle } of Messages ?? []) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return (Messages ?? []).map(({ Body }) => Body ?? '');
};
