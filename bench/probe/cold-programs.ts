/** A program that is started cold: the text of its entry. */
export interface ColdProgram {
  readonly name: string;
  readonly text: string;
  /** Bundled as a function is deployed; others as somebody would with esbuild: CommonJS, minified, one file. */
  readonly isOurs: boolean;
}

const LIB = '../../../../lib';

const PROBE_PATH = `import { probeHere } from '${LIB}/aws/home-prober.ts';
import { loadFrom } from '${LIB}/aws/load-from.ts';
import { PROBERS } from '${LIB}/catalog.ts';
import { createFill } from '${LIB}/core/probe/create-fill.ts';
import { loadHttp1 } from '${LIB}/probers/transport/http/load-http1.ts';
import { systemClock } from '${LIB}/system/clock.ts';
import { systemRandomness } from '${LIB}/system/randomness.ts';
const world = { clock: systemClock, randomness: systemRandomness };
const loadProber = loadFrom(PROBERS, 'check type');
export const probe = probeHere({ ...world, loadProber, fill: createFill({ secrets: {}, ...world }) });`;

/** What is imported. Of ours, HTTP/1.1 is loaded too, which the function does before its first probe. */
export const IMPORTED: readonly ColdProgram[] = [
  {
    name: 'whydown probe path, http loaded',
    text: `${PROBE_PATH}\nexport const ready = Promise.all([loadProber('http'), loadHttp1()]);`,
    isOurs: true,
  },
  {
    name: 'whydown probe path, all types loaded',
    text: `${PROBE_PATH}\nexport const ready = Promise.all([...Object.keys(PROBERS).map(loadProber), loadHttp1()]);`,
    isOurs: true,
  },
  {
    name: 'whydown probe function, http loaded',
    text: `export { handler } from '../../../../lambdas/probe/handler.ts';
import { PROBERS } from '${LIB}/catalog.ts';
import { loadHttp1 } from '${LIB}/probers/transport/http/load-http1.ts';
export const ready = Promise.all([PROBERS.http(), loadHttp1()]);`,
    isOurs: true,
  },
  {
    name: 'whydown probe function, http and every SDK client loaded',
    text: `export { handler } from '../../../../lambdas/probe/handler.ts';
import { PROBERS } from '${LIB}/catalog.ts';
import { loadHttp1 } from '${LIB}/probers/transport/http/load-http1.ts';
export const ready = Promise.all([
  PROBERS.http(),
  loadHttp1(),
  import('${LIB}/aws/own-queues.ts'),
  import('${LIB}/aws/event-bus.ts').then(({ ownEventBus }) => ownEventBus('bus')),
  import('${LIB}/aws/location-probers.ts'),
  import('${LIB}/aws/secret-source.ts').then(({ ownSecretSource }) => ownSecretSource()),
]);`,
    isOurs: true,
  },
  {
    name: 'undici + CloudWatch SDK + zod',
    text: `import * as undici from 'undici';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as zod from 'zod';
export const used = [undici, cloudWatch, zod];`,
    isOurs: false,
  },
  {
    name: 'undici + the SDK clients of the function + zod',
    text: `import * as undici from 'undici';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as dynamo from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as secrets from '@aws-sdk/client-secrets-manager';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as zod from 'zod';
export const used = [undici, cloudWatch, dynamo, events, lambda, secrets, sqs, ssm, zod];`,
    isOurs: false,
  },
];

/** Functions that are called for one minute in which all is well: states out of DynamoDB, probes, metrics to CloudWatch. */
export const CALLED: readonly ColdProgram[] = [
  {
    name: 'whydown probe function',
    text: `export { handler } from '../../../../lambdas/probe/handler.ts';`,
    isOurs: true,
  },
  {
    name: 'a function of undici, CloudWatch and DynamoDB SDK, zod',
    text: `import { request } from 'undici';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
const Event = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });
const Tick = z.object({ range: z.object({ from: z.number(), to: z.number() }), tick: z.number() });
const dynamo = new DynamoDBClient({});
const cloudWatch = new CloudWatchClient({});
const statesIn = (partition) => dynamo.send(new QueryCommand({
  TableName: 'table',
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': { S: 'STATE#' + partition } },
  ConsistentRead: true,
}));
const probe = async (url) => {
  const began = performance.now();
  const { statusCode, body } = await request(url);
  const { status } = await body.json();
  return { failed: statusCode !== 200 || status !== 'ok', ms: performance.now() - began };
};
export const handler = async (event) => {
  for (const { body } of Event.parse(event).Records) {
    const { tick } = Tick.parse(JSON.parse(body));
    await Promise.all(Array.from({ length: 16 }, (_, partition) => statesIn(partition)));
    const probes = await Promise.all(JSON.parse(process.env.URLS).map(probe));
    const MetricData = probes.flatMap(({ failed, ms }, at) =>
      [['Failed', 'Count', failed ? 1 : 0], ['Duration', 'Milliseconds', ms]].map(([MetricName, Unit, Value]) => ({
        MetricName, Unit, Value, Timestamp: new Date(tick), Dimensions: [{ Name: 'CheckName', Value: 'bench-' + at }],
      })));
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Bench', MetricData }));
  }
  return { batchItemFailures: [] };
};`,
    isOurs: false,
  },
];
