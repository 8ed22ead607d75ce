import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  CloudWatchClient,
  GetDashboardCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  ListEventBusesCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { dynamoBeats } from '../../lib/aws/dynamo/beats.ts';
import { dynamoStore } from '../../lib/aws/dynamo/store.ts';
import type { Beat } from '../../lib/core/probe/beat.ts';
import { incident, step } from '../support/incident.ts';
import type { Posted } from '../support/webhook-listener.ts';
import { callUrl, type UrlCall, type UrlReply } from './call-url.ts';
import { deploy, JOB_TOKEN, SHOP_LOGS, STACK, type Deployed } from './deployed.ts';
import { doctorOfTheSick, doctorOfTheWell } from './doctor-scenario.ts';
import { cutOff, ELSEWHERE, heal, lose } from './location-faults.ts';
import { poll } from './poll.ts';
import { alarmsOf, logOf, sumOf, takeMessages } from './seen.ts';

const CHECK = 'shop-orders';
const ALARM = 'orders-5xx';
const SILENT = 'left-behind';
const PLACES = 'shop-places';

let at: Deployed;
let eventsUrl: string;

beforeAll(async () => {
  at = await deploy();
  eventsUrl = await listenToBus();
  await startAtOnce();
  await openSilently();
});

afterAll(() => at?.[Symbol.asyncDispose]());

const client = <Client>(Kind: new (config: Deployed['emulator']['clientConfig']) => Client): Client =>
  new Kind(at.emulator.clientConfig);

/** A rule of the user's own, on our bus. */
const listenToBus = async (): Promise<string> => {
  const { QueueUrl = '' } = await client(SQSClient).send(new CreateQueueCommand({ QueueName: 'events' }));
  const rule = { EventBusName: at.outputs.EventBusName, EventPattern: '{"source":["whydown"]}', Name: 'all' };
  await client(EventBridgeClient).send(new PutRuleCommand(rule));
  const Arn = `arn:aws:sqs:${at.emulator.region}:${at.emulator.account}:events`;
  const targets = { EventBusName: rule.EventBusName, Rule: 'all', Targets: [{ Id: 'queue', Arn }] };
  await client(EventBridgeClient).send(new PutTargetsCommand(targets));
  return QueueUrl;
};

const functionName = async (name: string): Promise<string> => {
  const { Functions } = await client(LambdaClient).send(new ListFunctionsCommand({}));
  return (Functions ?? []).find((each) => each.FunctionName?.includes(`Probes${name}`))?.FunctionName ?? '';
};

/** Scheduler's first call comes within a minute, for the minute after it; these stand for the two calls before it. */
const startAtOnce = async (): Promise<void> => {
  const FunctionName = await functionName('Dispatch');
  for (const agoMs of [60_000, 0]) {
    const scheduledAt = new Date(Date.now() - agoMs).toISOString();
    const call = new InvokeCommand({ FunctionName, Payload: JSON.stringify({ scheduledAt }) });
    const answer = await client(LambdaClient).send(call);
    if (answer.FunctionError) throw new Error(new TextDecoder().decode(answer.Payload));
  }
};

/** An incident as one leaves it who dies between writing it and waking the workers. */
const openSilently = async (): Promise<void> => {
  const left = incident({
    id: SILENT,
    checkName: SILENT,
    steps: [
      step({ id: 'publish:opened', kind: 'publish', notification: 'opened', dueAt: Date.now() }),
      // Tried for more than a day in vain.
      step({
        id: 'notify:opened:gone',
        kind: 'notify',
        notification: 'opened',
        channel: 'gone',
        dueAt: Date.now(),
        taken: 199,
      }),
    ],
  });
  const change = { checkName: SILENT, expectedVersion: 0, state: undefined };
  await store().commit({ ...change, incident: { kind: 'opened', incident: left } });
};

const store = () => dynamoStore({ client: client(DynamoDBClient), name: at.outputs.TableName });

const notified = (kind: string, check: string, since = 0): Promise<Posted> =>
  poll(
    `a notification "${kind}" of ${check}`,
    async () => at.hook.posted.slice(since).find((each) => each.kind === kind && each.check.name === check),
    { timeoutMs: 90_000 },
  );

const JOB = 'nightly-job';

/** Over HTTPS, as a job does. */
const callAsJob = (path: string, call?: UrlCall): Promise<UrlReply> =>
  callUrl(at.emulator, `${at.heartbeatUrl}${path}`, call);

const lastBeat = (): Promise<Beat> =>
  dynamoBeats({ client: client(DynamoDBClient), name: at.outputs.TableName }).last(JOB, Date.now());

const setAlarm = (StateValue: 'OK' | 'ALARM') =>
  client(CloudWatchClient).send(
    new SetAlarmStateCommand({ AlarmName: ALARM, StateValue, StateReason: '12 answers of 5xx in a minute' }),
  );

const lambdaElsewhere = () => new LambdaClient({ ...at.emulator.clientConfig, region: ELSEWHERE });

const good = () => sumOf(at.emulator, 'SuccessPercent', check(PLACES));

const check = (Value: string) => ({ Name: 'CheckName', Value });

describe('the deployed stack', () => {
  it('probes on schedule, and finds the shop well', async () => {
    await poll('a good probe', async () => (await sumOf(at.emulator, 'SuccessPercent', check(CHECK))) > 0, {
      timeoutMs: 90_000,
    });
    expect(await sumOf(at.emulator, 'Failed', check(CHECK))).toBe(0);
    expect(at.hook.posted).toEqual([]);
  });

  it('notifies of an incident with the cause found in the log lines of the failing attempt', async () => {
    await at.target.setFault('db-refused', true);
    const opened = await notified('opened', CHECK);
    expect(opened.incident).toMatchObject({ severity: 'down', status: 'open' });
    expect(opened.diagnosis).toMatchObject({
      correlation: 'request',
      cause: { id: 'datastore.unreachable' },
      exception: { code: 'ECONNREFUSED' },
    });
    const lines = opened.diagnosis!.snippet.map(({ text }) => text).join('\n');
    expect(lines).toMatch(/connect ECONNREFUSED 127\.0\.0\.1:\d+/);
    expect(lines).toContain(opened.attempt!.id.requestId);
    expect(opened.headline).toContain(CHECK);
  });

  it('keeps the incident with its diagnosis and with every step done', async () => {
    const kept = await poll(
      'an incident that owes nothing more',
      async () => {
        const incidents = await store().incidents({ status: 'open', limit: 10 });
        const open = incidents.find(({ checkName }) => checkName === CHECK);
        // It looks once more, two minutes after the opening, whether the storm grew.
        return open?.steps.every(({ status, kind }) => status === 'done' || kind === 'recount') && open;
      },
      { timeoutMs: 60_000 },
    );
    expect(kept.failing.at(-1)).toMatchObject({ status: 500, path: '/orders' });
    expect(kept.diagnosis?.cause?.id).toBe('datastore.unreachable');
    expect(kept.steps.filter(({ kind }) => kind === 'notify').map(({ channel }) => channel)).toEqual(
      expect.arrayContaining(['hook', 'chat', 'mail']),
    );
  });

  it('lets a check with the same log group join, which pages nobody', async () => {
    const incidents = await store().incidents({ status: 'open', limit: 10 });
    const open = incidents.find(({ checkName }) => checkName === CHECK);
    const storm = await poll(
      'a storm of two',
      async () => {
        const counted = await store().stormOf(open?.id ?? '');
        return counted.total > 0 && counted;
      },
      { timeoutMs: 30_000 },
    );
    expect(storm).toMatchObject({ open: 1, checks: ['shop-cart'], shared: [`logGroup:${SHOP_LOGS}`] });
    expect(at.hook.posted.filter((each) => each.check.name === 'shop-cart')).toEqual([]);
  });

  it('tells every channel once', async () => {
    const openings = at.hook.posted.filter((each) => each.kind === 'opened' && each.check.name === CHECK);
    expect(openings).toHaveLength(1);
    const chat = at.hook.at('/slack').bodies.filter((body) => body.includes(CHECK));
    expect(chat).toHaveLength(1);
    const mails = await poll(
      'the message of the topic',
      async () => {
        const found = (await takeMessages(at.emulator, at.mailUrl)).filter((body) => body.includes(CHECK));
        return found.length > 0 && found;
      },
      { timeoutMs: 20_000 },
    );
    expect(mails).toHaveLength(1);
  });

  it('records how answers, retries and backoff went', async () => {
    for (const name of ['Failed', '5xx', 'RetryCount', 'BackoffTime', 'FirstAttemptFailed'] as const) {
      expect(await sumOf(at.emulator, name, check(CHECK)), name).toBeGreaterThan(0);
      expect(await sumOf(at.emulator, name, check('shop-health')), name).toBe(0);
    }
    expect(await sumOf(at.emulator, 'SuccessPercent', check('shop-health'))).toBeGreaterThan(0);
  });

  it('puts the alarm of the check into ALARM', async () => {
    const alarms = await alarmsOf(at.emulator, STACK);
    const alarm = alarms.find(
      (each) => each.MetricName === 'Failed' && each.Dimensions?.[0]?.Value === CHECK,
    );
    expect(alarm).toMatchObject({ StateValue: 'ALARM', TreatMissingData: 'breaching', AlarmActions: [] });
  });

  it('diagnoses an alarm of the user from time alone, and says what it could not read', async () => {
    const metric = {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'HTTPCode_Target_5XX_Count',
      Statistic: 'Sum',
    } as const;
    const rest = {
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanThreshold',
    } as const;
    await client(CloudWatchClient).send(new PutMetricAlarmCommand({ AlarmName: ALARM, ...metric, ...rest }));
    await setAlarm('ALARM');
    const opened = await notified('opened', `alarm/${ALARM}`);
    expect(opened.diagnosis?.cause?.id).toBe('datastore.unreachable');
    expect(JSON.stringify(opened.diagnosis)).toContain('log group /not/there: it does not exist');
  });

  it('resolves both when they are well again', async () => {
    await at.target.setFault('db-refused', false);
    await setAlarm('OK');
    const resolved = await Promise.all([notified('resolved', CHECK), notified('resolved', `alarm/${ALARM}`)]);
    expect(resolved.map((each) => each.incident.status)).toEqual(['resolved', 'resolved']);
    expect(resolved[0].headline).toMatch(/^shop-orders and 1 other check are up again after /);
  });

  it('opens a degraded incident for a shop that recovers by retrying alone', async () => {
    const since = at.hook.posted.length;
    const before = await sumOf(at.emulator, 'Failed', check(CHECK));
    await at.target.setFault('flaky', true);
    const opened = await notified('opened', CHECK, since);
    await at.target.setFault('flaky', false);
    expect(opened.incident).toMatchObject({ severity: 'degraded' });
    // Customers run into the same exception, and their lines may be shipped first.
    const correlation = expect.stringMatching(/^(?:request|window)$/);
    expect(opened.diagnosis).toMatchObject({ correlation, cause: { id: 'code.exception' } });
    expect(opened.diagnosis!.snippet.map(({ text }) => text).join('\n')).toContain(
      "TypeError: Cannot read properties of null (reading 'name')",
    );
    // The requests of others turn the replicas too, so all attempts of one probe may meet the one that is bad.
    expect(await sumOf(at.emulator, 'Failed', check(CHECK))).toBeLessThanOrEqual(before + 1);
  });

  it('misses a job that is silent, until it calls with its token', async () => {
    const missed = await notified('opened', JOB);
    expect(JSON.stringify(missed)).toContain('no heartbeat in the');
    const since = at.hook.posted.length;
    expect(await callAsJob(JOB)).toMatchObject({ status: 401 });
    expect(await callAsJob(JOB, { headers: { Authorization: 'Bearer a guess' } })).toMatchObject({
      status: 401,
    });
    expect((await lastBeat()).kind).toBe('watched');
    expect(await callAsJob(JOB, { auth: `:${JOB_TOKEN}`, body: 'copied 3 files' })).toMatchObject({
      status: 202,
      body: 'noted',
      headers: { 'cache-control': 'no-store' },
    });
    expect(await lastBeat()).toMatchObject({ kind: 'success', message: 'copied 3 files' });
    expect((await notified('resolved', JOB, since)).incident.status).toBe('resolved');
  });

  it('refuses the calls of jobs that it cannot take, and keeps the beginning of what is too long', async () => {
    const headers = { Authorization: `Bearer ${JOB_TOKEN}`, 'Content-Type': 'text/plain' };
    const statusOf = async (path: string, method: string): Promise<number> =>
      (await callAsJob(path, { method, headers })).status;
    expect(await statusOf(JOB, 'PUT')).toBe(405);
    expect(await statusOf(JOB, 'DELETE')).toBe(405);
    expect(await statusOf('another-job', 'POST')).toBe(404);
    expect(await statusOf('../elsewhere', 'POST')).toBe(404);
    const before = await lastBeat();
    expect(before.kind).toBe('success');
    const body = 'ü'.repeat(500_000);
    expect(await callAsJob(`${JOB}/start`, { headers, body })).toMatchObject({ status: 202 });
    expect(await callAsJob(`${JOB}/0`, { headers, body })).toMatchObject({ status: 202 });
    expect(await lastBeat()).toMatchObject({ kind: 'success', message: 'ü'.repeat(2_000) });
    expect((await lastBeat()).at).toBeGreaterThan(before.at);
  });

  it('gives a sign of life in every minute', () => {
    expect(at.hook.at('/ping').bodies.length).toBeGreaterThanOrEqual(2);
  });

  it('names a missing secret as a fault of ours, which opens no incident', async () => {
    const lines = await logOf(at.emulator, 'Probe');
    const line = lines.find((each) => each.includes('"checkName":"without-secret"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      type: 'ProbeResult',
      attempts: [
        { failure: { kind: 'prober', message: expect.stringContaining('secret nowhere cannot be read') } },
      ],
    });
    expect(await sumOf(at.emulator, 'MissedProbes', { Name: 'Location', Value: 'home' })).toBeGreaterThan(0);
    expect(at.hook.posted.filter((each) => each.check.name === 'without-secret')).toEqual([]);
  });

  it('sends documented events to the bus', async () => {
    const events: Record<string, unknown>[] = [];
    const types = ['Check State Change', 'Incident Opened', 'Incident Diagnosed', 'Incident Resolved'];
    await poll(
      'an event of every type',
      async () => {
        for (const body of await takeMessages(at.emulator, eventsUrl)) events.push(JSON.parse(body));
        return types.every((type) => events.some((event) => event['detail-type'] === type));
      },
      { timeoutMs: 60_000 },
    );
    const diagnosed = events.find((event) => event['detail-type'] === 'Incident Diagnosed');
    expect(diagnosed).toMatchObject({
      source: 'whydown',
      detail: { diagnosis: { fingerprint: expect.any(String) } },
    });
  });

  it('sweeps up the steps that nobody was woken for, and parks one that was tried for too long', async () => {
    const [published, notice] = await poll(
      'the steps that were left behind',
      async () => {
        const left = await store().incident(SILENT);
        return left?.steps.every(({ status }) => status !== 'pending') && left.steps;
      },
      { timeoutMs: 90_000 },
    );
    expect(published).toMatchObject({ status: 'done', taken: 1 });
    expect(notice).toMatchObject({
      status: 'parked',
      lastError: 'notifier gone is not in the config any more',
    });
    const { QueueUrls } = await client(SQSClient).send(new ListQueuesCommand({}));
    const parked = QueueUrls?.find((url) => url.includes('ProbesNotifyQueueDeadLetters')) ?? '';
    expect((await takeMessages(at.emulator, parked)).map((body) => JSON.parse(body) as unknown)).toEqual([
      {
        incidentId: SILENT,
        stepId: 'notify:opened:gone',
        error: 'notifier gone is not in the config any more',
      },
    ]);
  });

  it.runIf(process.env['CAPTURE'])('is shown in the docs as it was', async () => {
    const { DashboardName } = at.outputs;
    const { DashboardBody = '{}' } = await client(CloudWatchClient).send(
      new GetDashboardCommand({ DashboardName }),
    );
    await capture(
      'notification.json',
      at.hook.posted.find(({ kind }) => kind === 'opened'),
    );
    await capture('slack.json', JSON.parse(at.hook.at('/slack').bodies[0] ?? '{}'));
    await capture('dashboard.json', JSON.parse(DashboardBody));
  });

  doctorOfTheWell(() => at);

  it('says so when one location alone sees a check down', async () => {
    await cutOff(at, Number(new URL(at.target.url).port));
    const opened = await notified('opened', PLACES);
    expect(opened.headline).toMatch(/^shop-places is down from eu-west-1 only: /);
    expect(opened.incident).toMatchObject({ locations: ['eu-west-1'], elsewhere: ['home'] });
    // A majority of two is two, so one location opens nothing by itself.
    const orders = (await store().incidents({ status: 'open', limit: 10 })).filter(
      ({ checkName, severity }) => checkName === CHECK && severity === 'down',
    );
    expect(orders).toEqual([]);
    await heal(at);
    await notified('resolved', PLACES);
  });

  it('counts what a location that is lost did not probe, and goes on with the others', async () => {
    const missed = () => sumOf(at.emulator, 'MissedProbes', { Name: 'Location', Value: ELSEWHERE });
    const [missedBefore, goodBefore] = [await missed(), await good()];
    await lose(at);
    await poll('missed probes', async () => (await missed()) >= missedBefore + 4, { timeoutMs: 60_000 });
    expect(await good()).toBeGreaterThan(goodBefore);
    const told = at.hook.posted.filter(({ check: { name } }) => name === PLACES);
    expect(told.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
    await heal(at);
    const alarms = await alarmsOf(at.emulator, STACK);
    expect(alarms.map(({ AlarmName: name }) => name)).toContainEqual(
      expect.stringContaining('MissedProbeseuwest1'),
    );
  });

  it('shows the fleet on a dashboard', async () => {
    const command = new GetDashboardCommand({ DashboardName: at.outputs.DashboardName });
    const { DashboardBody } = await client(CloudWatchClient).send(command);
    const titles = (JSON.parse(DashboardBody!) as Dashboard).widgets.map(
      ({ properties }) => properties.title,
    );
    expect(titles).toEqual(
      expect.arrayContaining(['Checks down', 'Incidents', 'Down', '5xx answers', 'Retries', 'Missed probes']),
    );
  });

  it('shows the incidents on it, with their cause and the log lines of the failing request', async () => {
    const command = new GetDashboardCommand({ DashboardName: at.outputs.DashboardName });
    const { DashboardBody } = await client(CloudWatchClient).send(command);
    const { widgets } = JSON.parse(DashboardBody!) as Dashboard;
    const { endpoint } = widgets.find(({ properties }) => properties.title === 'Incidents')!.properties;
    const ask = async (event: object): Promise<string> => {
      const call = new InvokeCommand({ FunctionName: endpoint!, Payload: JSON.stringify(event) });
      const { Payload, FunctionError } = await client(LambdaClient).send(call);
      expect(FunctionError).toBeUndefined();
      return JSON.parse(new TextDecoder().decode(Payload)) as string;
    };
    expect(await ask({ describe: true })).toContain('### Widget parameters');
    const html = await ask({ widgetContext: { theme: 'dark' }, checks: [CHECK] });
    expect(html).toContain('the datastore cannot be reached');
    expect(html).toMatch(/connect ECONNREFUSED 127\.0\.0\.1:\d+/);
    expect(html).not.toContain(`alarm/${ALARM}`);
  });
});

/** Written into the folder of the docs; where the shop lies on this machine is nobody's business. */
const capture = async (name: string, value: unknown): Promise<void> => {
  const root = join(import.meta.dirname, '../..');
  const text = JSON.stringify(value, undefined, 2).replaceAll(root, '/srv/shop');
  await writeFile(join(root, 'docs/captured', name), `${text}\n`);
};

interface Dashboard {
  readonly widgets: readonly {
    readonly properties: { readonly title?: string; readonly endpoint?: string };
  }[];
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: {
          readonly Roles?: readonly { readonly Ref: string }[];
          readonly PolicyDocument?: {
            readonly Statement: readonly { readonly Action: string | readonly string[] }[];
          };
        };
      }
    >
  >;
}

/** Calls that no SDK of ours makes, and those of a log group of the Infrequent Access class, which FilterLogEvents of the emulator reads too. */
const NEVER_SEEN =
  /^(logs:(CreateLogStream|PutLogEvents|GetQueryResults|StopQuery|StartQuery)|sqs:(Receive|Change|Get|Delete)|lambda:InvokeFunction)/;

describe('the roles', () => {
  it('are denied nothing, and have no statement that is not used', async () => {
    const template = JSON.parse(
      await readFile(join(at.emulator.dir, `cdk.out/${STACK}.template.json`), 'utf8'),
    ) as Template;
    const calls = (await at.emulator.roleCalls()).filter(({ role }) => role.startsWith(STACK));
    // A secret that is missing has no ARN with six more characters, so asking for it is denied, here as on AWS.
    const denied = calls.filter(({ decision }) => decision === 'Deny');
    expect(denied.filter(({ resource }) => !resource.endsWith(':secret:nowhere'))).toEqual([]);
    const unused = Object.values(template.Resources)
      .filter(({ Type: type }) => type === 'AWS::IAM::Policy')
      .flatMap(({ Properties: { Roles: roles, PolicyDocument: policy } }) =>
        (policy?.Statement ?? []).map(({ Action: action }) => ({
          role: roles?.[0]?.Ref ?? '',
          actions: [action].flat(),
        })),
      )
      .filter(({ actions }) => !actions.every((action) => NEVER_SEEN.test(action)))
      .filter(
        ({ role, actions }) =>
          !calls.some((call) => call.role.includes(role) && actions.includes(call.action)),
      );
    expect(unused).toEqual([]);
    expect(new Set(calls.map(({ role }) => role)).size).toBe(6);
  });

  it('are missed at once: a stripped statement is denied, and the metrics go to the log instead', async () => {
    const app = `${process.execPath} ${join(import.meta.dirname, 'stripped-app.ts')}`;
    await at.cdk(['deploy', STACK, '--exclusively', '--require-approval', 'never'], app);
    const lines = await poll(
      'metrics in the log',
      async () => {
        const found = (await logOf(at.emulator, 'Probe')).filter((line) =>
          line.includes('"CloudWatchMetrics"'),
        );
        return found.length > 0 && found;
      },
      { timeoutMs: 60_000 },
    );
    expect(JSON.parse(lines[0]!)).toMatchObject({ _aws: { CloudWatchMetrics: [{ Namespace: 'Whydown' }] } });
    const denied = (await at.emulator.roleCalls()).filter(({ decision }) => decision === 'Deny');
    expect(new Set(denied.map(({ action }) => action))).toContain('cloudwatch:PutMetricData');
  });
});

describe('the stripped stack', () => {
  doctorOfTheSick(() => at);
});

/** The emulator makes a log group anew for a function that still runs when its group is deleted; on AWS the role forbids it. */
const probesToEnd = async (): Promise<void> => {
  const { QueueUrls } = await client(SQSClient).send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls?.find((url) => url.includes('ProbesProbeQueue')) ?? '';
  await client(SQSClient).send(new PurgeQueueCommand({ QueueUrl }));
  const query = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible' as const] };
  await poll(
    'the end of the probes that are under way',
    async () => {
      const { Attributes } = await client(SQSClient).send(new GetQueueAttributesCommand(query));
      return Attributes?.['ApproximateNumberOfMessagesNotVisible'] === '0';
    },
    { timeoutMs: 60_000 },
  );
};

describe('cdk destroy', () => {
  it('leaves nothing behind', async () => {
    await probesToEnd();
    // What was synthesised last: nothing has to be bundled to be destroyed.
    await at.cdk(['destroy', '--all', '--force'], join(at.emulator.dir, 'cdk.out'));
    const left = {
      tables: (await client(DynamoDBClient).send(new ListTablesCommand({}))).TableNames,
      functions: (await client(LambdaClient).send(new ListFunctionsCommand({}))).Functions,
      functionsElsewhere: (await lambdaElsewhere().send(new ListFunctionsCommand({}))).Functions,
      queues: (await client(SQSClient).send(new ListQueuesCommand({}))).QueueUrls?.map((url) =>
        url.split('/').at(-1),
      ),
      topics: (await client(SNSClient).send(new ListTopicsCommand({}))).Topics?.map((each) =>
        each.TopicArn?.split(':').at(-1),
      ),
      buses: (await client(EventBridgeClient).send(new ListEventBusesCommand({}))).EventBuses?.map(
        ({ Name }) => Name,
      ),
      alarms: (await alarmsOf(at.emulator, '')).map(({ AlarmName }) => AlarmName),
      logs: (await client(CloudWatchLogsClient).send(new DescribeLogGroupsCommand({}))).logGroups?.map(
        (each) => each.logGroupName,
      ),
    };
    expect(left).toEqual({
      tables: [],
      functions: [],
      functionsElsewhere: [],
      queues: expect.arrayContaining(['events', 'mail']),
      topics: ['mail'],
      buses: ['default'],
      alarms: [ALARM],
      logs: [SHOP_LOGS],
    });
    expect(left.queues).toHaveLength(2);
  });
});
