import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  GetDashboardCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  CreateLogStreamCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groupMembers } from './emulator-process.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { poll } from './poll.ts';
import { runCdk } from './run-cdk.ts';

const APP = ['--app', `${process.execPath} ${join(import.meta.dirname, 'smoke/app.ts')}`];

interface Outputs {
  readonly CallerName: string;
  readonly CallerLogGroup: string;
  readonly WorkUrl: string;
  readonly DeadUrl: string;
  readonly SeenUrl: string;
  readonly TableName: string;
  readonly TopicArn: string;
  readonly BusName: string;
  readonly AlarmName: string;
  readonly DashboardName: string;
}

let emulator: Emulator;
let outputs: Outputs;

beforeAll(async () => {
  emulator = await startEmulator();
  await runCdk(emulator, ['bootstrap', `aws://${emulator.account}/${emulator.region}`]);
  const outputsFile = join(emulator.dir, 'outputs.json');
  await runCdk(emulator, ['deploy', ...APP, '--require-approval', 'never', '--outputs-file', outputsFile]);
  outputs = (JSON.parse(await readFile(outputsFile, 'utf8')) as { Smoke: Outputs }).Smoke;
});

afterAll(async () => {
  await emulator?.stop();
  expect(await groupMembers(emulator.pid)).toEqual([]);
});

describe('functions', () => {
  test('run on the Node of this process and find the emulator', async () => {
    const environment = { node: process.version, endpoint: emulator.endpoint };
    expect(await call('environment')).toEqual({ payload: environment });
  });

  test('report a thrown error to the caller', async () => {
    const { functionError, payload } = await call('fail');
    expect({ functionError, payload }).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorMessage: 'the handler failed' },
    });
  });

  test('write START, their own lines and REPORT to their log group', async () => {
    const messages = await poll(
      'the log lines of an invocation',
      async () => {
        const found = await eventsOf(outputs.CallerLogGroup);
        return found.some((line) => line.startsWith('REPORT RequestId: ')) && found;
      },
      { timeoutMs: 5_000 },
    );
    expect(messages[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: /);
    expect(messages).toContain('calls environment');
  });
});

/** What a role of one statement each may do; `denied` rows are calls that AWS allows or that the statement does not name. */
describe('IAM', () => {
  const rows = [
    {
      name: 'putMetric',
      value: 'Smoke',
      allowed: true,
      why: 'the namespace condition is StringEqualsIfExists',
    },
    { name: 'filterByName', value: '/smoke/app', allowed: true, why: 'the group without :* is listed' },
    { name: 'filterByName', value: '/smoke/other', allowed: false, why: 'another group' },
    {
      name: 'filterByIdentifier',
      value: '/smoke/app',
      allowed: false,
      why: 'an identifier is compared as *',
    },
    { name: 'queryByName', value: '/smoke/app', allowed: true, why: 'the group without :* is listed' },
    { name: 'queryByNames', value: '/smoke/app', allowed: false, why: 'a list is compared as *' },
    { name: 'parameter', value: '/smoke/p', allowed: true, why: 'the parameter is named' },
    { name: 'parameters', value: '/smoke/p', allowed: false, why: 'a list is compared as *' },
  ];
  test.each(rows)('$name $value: allowed $allowed, since $why', async ({ name, value, allowed }) => {
    const { payload } = await call(name, value);
    expect((payload as { error?: string }).error).toBe(allowed ? undefined : 'AccessDeniedException');
  });

  test('lets a function send to its queue over TLS, and to no other', async () => {
    expect((await call('send', outputs.SeenUrl)).payload).toHaveProperty('MessageId');
    expect((await call('send', outputs.WorkUrl)).payload).toEqual({ error: 'AccessDenied' });
  });

  test('refuses a key that it did not give out', async () => {
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'unknown' };
    const stranger = new SQSClient({ ...emulator.clientConfig, credentials });
    await expect(stranger.send(new ListQueuesCommand({}))).rejects.toThrow(/security token/);
  });

  test('records the calls of each role once, with the decision', async () => {
    const calls = (await emulator.roleCalls()).filter(({ role }) =>
      role.startsWith('Smoke-CallerServiceRole'),
    );
    const logCalls = calls.filter(({ action }) => action === 'logs:FilterLogEvents');
    const group = (name: string) => `arn:aws:logs:${emulator.region}:${emulator.account}:log-group:${name}`;
    expect(logCalls.map(({ resource, decision }) => [resource, decision])).toEqual([
      [group('/smoke/app'), 'Allow'],
      [group('/smoke/other'), 'Deny'],
      ['*', 'Deny'],
    ]);
    expect(
      calls.filter(({ action }) => action === 'sqs:SendMessage').map(({ decision }) => decision),
    ).toEqual(['Allow', 'Deny']);
  });
});

describe('queues', () => {
  test('hold a message back for DelaySeconds', async () => {
    const sentAt = performance.now();
    const command = { QueueUrl: outputs.SeenUrl, MessageBody: 'delayed', DelaySeconds: 2 };
    await client(SQSClient).send(new SendMessageCommand(command));
    await received(outputs.SeenUrl, (body) => body === 'delayed');
    expect(performance.now() - sentAt).toBeGreaterThan(1_900);
  });

  test('deliver a failed message of a batch again, then to the dead-letter queue', async () => {
    const Entries = ['fine', 'poison'].map((body) => ({ Id: body, MessageBody: body }));
    await client(SQSClient).send(new SendMessageBatchCommand({ QueueUrl: outputs.WorkUrl, Entries }));
    expect(await received(outputs.DeadUrl, () => true)).toBe('poison');
  });
});

describe('the table', () => {
  const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });

  test('refuses a write whose condition fails, and shows the item', async () => {
    const put = new PutItemCommand({
      TableName: outputs.TableName,
      Item: key('0001'),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await client(DynamoDBClient).send(put);
    await expect(client(DynamoDBClient).send(put)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: key('0001'),
    });
  });

  test('writes a transaction wholly or not at all', async () => {
    const TableName = outputs.TableName;
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName, Item: key('0009') } },
        { ConditionCheck: { TableName, Key: key('0001'), ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    });
    await expect(client(DynamoDBClient).send(transaction)).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect(await sortKeys('0009', '0009')).toEqual([]);
  });

  test('answers a range of sort keys in order', async () => {
    for (const sk of ['00f0', '0030', 'ff00']) {
      await client(DynamoDBClient).send(new PutItemCommand({ TableName: outputs.TableName, Item: key(sk) }));
    }
    expect(await sortKeys('0010', '0fff')).toEqual(['0030', '00f0']);
  });
});

describe('events', () => {
  test('reach the queue of the rule that matches', async () => {
    const Entries = ['Incident Opened', 'Incident Resolved'].map((DetailType) => ({
      EventBusName: outputs.BusName,
      Source: 'whydown',
      DetailType,
      Detail: '{"check":"a"}',
    }));
    await client(EventBridgeClient).send(new PutEventsCommand({ Entries }));
    const event = JSON.parse(await received(outputs.SeenUrl, (body) => body.includes('"Incident ')));
    expect(event).toMatchObject({
      'detail-type': 'Incident Opened',
      source: 'whydown',
      detail: { check: 'a' },
    });
  });
});

describe('metrics and alarms', () => {
  const metric = {
    Namespace: 'Smoke',
    MetricName: 'Duration',
    Dimensions: [{ Name: 'CheckName', Value: 'a' }],
  };
  const failed = (check: string, Value: number) =>
    client(CloudWatchClient).send(
      new PutMetricDataCommand({
        Namespace: 'Smoke',
        MetricData: [{ MetricName: 'Failed', Dimensions: [{ Name: 'CheckName', Value: check }], Value }],
      }),
    );

  test('keep values with their counts, sent compressed', async () => {
    const { Namespace, ...datum } = metric;
    const cloudwatch = new CloudWatchClient({ ...emulator.clientConfig, requestMinCompressionSizeBytes: 0 });
    const MetricData = [{ ...datum, Values: [10, 20, 30], Counts: [1, 2, 3] }];
    await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
    const range = {
      StartTime: new Date(Date.now() - 300_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 300,
    };
    const command = new GetMetricStatisticsCommand({
      ...metric,
      ...range,
      Statistics: ['Sum', 'SampleCount', 'Maximum'],
    });
    const { Datapoints } = await cloudwatch.send(command);
    const total = (pick: 'Sum' | 'SampleCount') => Datapoints!.reduce((sum, point) => sum + point[pick]!, 0);
    expect({ sum: total('Sum'), count: total('SampleCount') }).toEqual({ sum: 140, count: 6 });
  });

  test('put an alarm into ALARM at once, and by any dimension', async () => {
    await failed('a', 0);
    expect(await alarmState()).toBe('OK');
    await failed('another', 1);
    expect(await alarmState()).toBe('ALARM');
  });

  test('tell the topic and the default bus', async () => {
    const { AlarmName } = outputs;
    const bodies = [
      await received(outputs.SeenUrl, (body) => body.includes('"NewStateValue"')),
      await received(outputs.SeenUrl, (body) =>
        /"CloudWatch Alarm State Change".*"state": \{"value": "ALARM"/.test(body),
      ),
    ].map((body) => JSON.parse(body) as unknown);
    expect(bodies).toMatchObject([
      { AlarmName, NewStateValue: 'ALARM' },
      {
        source: 'aws.cloudwatch',
        detail: {
          alarmName: AlarmName,
          state: { value: 'ALARM' },
          previousState: { value: 'OK' },
        },
      },
    ]);
  });

  test('obey SetAlarmState', async () => {
    const state = { AlarmName: outputs.AlarmName, StateValue: 'OK', StateReason: 'set by hand' } as const;
    await client(CloudWatchClient).send(new SetAlarmStateCommand(state));
    expect(await alarmState()).toBe('OK');
  });

  test('are shown on a dashboard', async () => {
    const command = new GetDashboardCommand({ DashboardName: outputs.DashboardName });
    const { DashboardBody } = await client(CloudWatchClient).send(command);
    expect(JSON.parse(DashboardBody!)).toMatchObject({ widgets: [{ type: 'metric' }] });
  });
});

describe('the topic', () => {
  test('delivers to a subscribed queue', async () => {
    await client(SNSClient).send(new PublishCommand({ TopicArn: outputs.TopicArn, Message: 'published' }));
    expect(await received(outputs.SeenUrl, (body) => body === 'published')).toBe('published');
  });
});

describe('logs', () => {
  const now = Date.now();
  const written = ['{"requestId":"id-1","message":"boom"}', 'second id-2', 'third id-3'];

  beforeAll(async () => {
    for (const logGroupName of ['/smoke/app', '/smoke/rare']) {
      const stream = { logGroupName, logStreamName: 's' };
      const logEvents = written.map((message, index) => ({ message, timestamp: now + index }));
      await client(CloudWatchLogsClient).send(new CreateLogStreamCommand(stream));
      await client(CloudWatchLogsClient).send(new PutLogEventsCommand({ ...stream, logEvents }));
    }
  });

  test.each([
    { what: 'a quoted term', filter: { filterPattern: '"id-2"' }, found: [written[1]] },
    {
      what: 'a JSON pattern finds everything',
      filter: { filterPattern: '{ $.requestId = "id-1" }' },
      found: written,
    },
    { what: 'an OR of terms finds nothing', filter: { filterPattern: '?id-1 ?id-2' }, found: [] },
    { what: 'startFromHead: false is ignored', filter: { startFromHead: false }, found: written },
    { what: 'a limit cuts without a token', filter: { limit: 2 }, found: written.slice(0, 2) },
    { what: 'a time range', filter: { startTime: now + 1, endTime: now + 1 }, found: [written[1]] },
  ])('FilterLogEvents: $what', async ({ filter, found }) => {
    const command = new FilterLogEventsCommand({ logGroupName: '/smoke/app', ...filter });
    const { events, nextToken } = await client(CloudWatchLogsClient).send(command);
    expect(events!.map(({ message }) => message)).toEqual(found);
    expect(nextToken).toBeUndefined();
  });

  test('FilterLogEvents names a group that does not exist', async () => {
    await expect(eventsOf('/smoke/none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a query reads a group of infrequent access, newest first', async () => {
    const logClient = client(CloudWatchLogsClient);
    const { queryId } = await logClient.send(
      new StartQueryCommand({
        logGroupName: '/smoke/rare',
        startTime: Math.floor(now / 1000) - 60,
        endTime: Math.floor(now / 1000) + 60,
        queryString:
          'fields @timestamp, @message | filter @message like /id-[23]/ | sort @timestamp desc | limit 10',
      }),
    );
    const { status, results } = await logClient.send(new GetQueryResultsCommand({ queryId }));
    const messages = results!.map((row) => row.find(({ field }) => field === '@message')?.value);
    expect({ status, messages }).toEqual({ status: 'Complete', messages: [written[2], written[1]] });
  });
});

describe('the schedule', () => {
  test('fires each minute, with its context attributes left as they are', async () => {
    const body = await received(outputs.SeenUrl, (text) => text.includes('"tick"'), 90_000);
    expect(JSON.parse(body)).toEqual({ tick: '<aws.scheduler.scheduled-time>' });
  });
});

test('ends when the test run that started it is killed', async () => {
  const code = `import { startEmulator } from ${JSON.stringify(join(import.meta.dirname, 'emulator.ts'))};
    const { pid, dir } = await startEmulator({ logFile: ${JSON.stringify(join(emulator.dir, 'second.log'))} });
    console.log(JSON.stringify({ pid, dir }));`;
  const run = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(run.stdout, 'data')) as [Buffer];
  const { pid, dir } = JSON.parse(line.toString()) as { pid: number; dir: string };
  expect(await groupMembers(pid)).toContain(pid);
  run.kill('SIGKILL');
  await poll('the group is gone', async () => (await groupMembers(pid)).length === 0, { timeoutMs: 5_000 });
  await rm(dir, { recursive: true });
});

test('cdk destroy leaves nothing behind', async () => {
  await runCdk(emulator, ['destroy', ...APP, '--force']);
  const [groups, queues, functions, tables, topics, alarms] = await Promise.all([
    client(CloudWatchLogsClient).send(new DescribeLogGroupsCommand({})),
    client(SQSClient).send(new ListQueuesCommand({})),
    client(LambdaClient).send(new ListFunctionsCommand({})),
    client(DynamoDBClient).send(new ListTablesCommand({})),
    client(SNSClient).send(new ListTopicsCommand({})),
    client(CloudWatchClient).send(new DescribeAlarmsCommand({})),
  ]);
  expect({
    groups: groups.logGroups,
    queues: queues.QueueUrls ?? [],
    functions: functions.Functions,
    tables: tables.TableNames,
    topics: topics.Topics,
    alarms: alarms.MetricAlarms,
  }).toEqual({ groups: [], queues: [], functions: [], tables: [], topics: [], alarms: [] });
});

function client<T>(Client: new (config: Emulator['clientConfig']) => T): T {
  return new Client(emulator.clientConfig);
}

async function call(name: string, value = ''): Promise<{ payload: unknown; functionError?: string }> {
  const Payload = JSON.stringify({ call: name, value });
  const answer = await client(LambdaClient).send(
    new InvokeCommand({ FunctionName: outputs.CallerName, Payload }),
  );
  const payload: unknown = JSON.parse(Buffer.from(answer.Payload!).toString());
  return { payload, ...(answer.FunctionError !== undefined && { functionError: answer.FunctionError }) };
}

/** Takes messages until one fits; the others are put aside for the next caller. */
const aside = new Map<string, string[]>();
async function received(
  QueueUrl: string,
  fits: (body: string) => boolean,
  timeoutMs = 20_000,
): Promise<string> {
  const waiting = aside.get(QueueUrl) ?? [];
  aside.set(QueueUrl, waiting);
  return poll(
    'a message that fits',
    async () => {
      const index = waiting.findIndex(fits);
      if (index >= 0) return waiting.splice(index, 1)[0];
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      for (const { Body, ReceiptHandle } of (await client(SQSClient).send(command)).Messages ?? []) {
        waiting.push(Body!);
        await client(SQSClient).send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      return undefined;
    },
    { timeoutMs },
  );
}

async function eventsOf(logGroupName: string): Promise<string[]> {
  const { events } = await client(CloudWatchLogsClient).send(new FilterLogEventsCommand({ logGroupName }));
  return events!.map(({ message }) => message!);
}

async function sortKeys(from: string, to: string): Promise<(string | undefined)[]> {
  const { Items } = await client(DynamoDBClient).send(
    new QueryCommand({
      TableName: outputs.TableName,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':from': { S: from }, ':to': { S: to } },
      ConsistentRead: true,
    }),
  );
  return Items!.map(({ sk }) => sk?.S);
}

async function alarmState(): Promise<string | undefined> {
  const command = new DescribeAlarmsCommand({ AlarmNames: [outputs.AlarmName] });
  return (await client(CloudWatchClient).send(command)).MetricAlarms?.[0]?.StateValue;
}
