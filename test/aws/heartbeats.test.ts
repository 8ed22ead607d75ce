import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { dynamoBeats } from '../../lib/aws/dynamo/beats.ts';
import { answerCalls, type UrlEvent } from '../../lib/aws/heartbeat-function.ts';
import { sameText } from '../../lib/system/same-text.ts';
import { describeBeatStore } from '../conformance/beat-store.ts';
import { configOf } from '../support/config-of.ts';
import { fakeClock } from '../support/probe-check.ts';

type Item = Record<string, AttributeValue>;

const dynamo = mockClient(DynamoDBClient);

/** What a table does with the two calls that heartbeats make; its conditions hold as DynamoDB's do. */
const table = (): Map<string, Item> => {
  const items = new Map<string, Item>();
  const keyOf = (item: Item): string => `${item['pk']?.S} ${item['sk']?.S}`;
  dynamo.on(GetItemCommand).callsFake(async ({ Key }: { readonly Key: Item }) => ({
    Item: items.get(keyOf(Key)),
  }));
  dynamo.on(PutItemCommand).callsFake(async (input: PutItemCommand['input']) => {
    const key = keyOf(input.Item ?? {});
    const wanted = input.ExpressionAttributeValues?.[':version']?.N;
    if (items.get(key)?.['version']?.N !== wanted)
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    items.set(key, input.Item ?? {});
    return {};
  });
  return items;
};

beforeEach(() => dynamo.reset());

const open = () => {
  table();
  return dynamoBeats({ client: new DynamoDBClient({ region: 'us-east-1' }), name: 'state' });
};

describeBeatStore('DynamoDB', open);

describe('the item of a heartbeat', () => {
  it('lies under a key of its own, which the policy of the function names', async () => {
    const items = table();
    await dynamoBeats({ client: new DynamoDBClient({ region: 'us-east-1' }), name: 'state' }).record('job', {
      kind: 'success',
      at: 5,
    });
    expect([...items.keys()]).toEqual(['BEAT#job BEAT']);
  });

  it('gives up where others write all the time', async () => {
    dynamo.on(GetItemCommand).resolves({});
    dynamo.on(PutItemCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    const beats = dynamoBeats({ client: new DynamoDBClient({ region: 'us-east-1' }), name: 'state' });
    await expect(beats.record('job', { kind: 'success', at: 5 })).rejects.toThrow(
      'heartbeats of job were written by others 5 times in a row',
    );
  });
});

const CONFIG = configOf(
  `checks:
  - { name: shop/nightly job, type: heartbeat, period: 1d, token: "\${secret:job}" }
  - { name: site, url: "https://example.com/" }`,
  {},
  { edge: 'aws' },
);

const called = (path: string, more: Partial<UrlEvent> = {}, method = 'POST'): UrlEvent => ({
  rawPath: path,
  headers: { authorization: 'Bearer value of secret:job' },
  requestContext: { http: { method } },
  ...more,
});

const url = () => {
  const beats = open();
  const clock = fakeClock(1_000_000);
  const handler = answerCalls({
    checkOf: async (name) => CONFIG.checks.find((check) => check.name === name),
    beats,
    clock,
    fill: async (text) => text.replace('${secret:job}', 'value of secret:job'),
    isSame: sameText,
  });
  return { handler, last: () => beats.last('shop/nightly job', 2_000_000) };
};

describe('the URL of heartbeats', () => {
  const JOB = '/heartbeats/shop%2Fnightly%20job';
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  it.each([
    { path: JOB, method: 'POST', beat: { kind: 'success' } },
    { path: JOB, method: 'GET', beat: { kind: 'success' } },
    { path: JOB, method: 'HEAD', beat: { kind: 'success' } },
    { path: '/heartbeats/shop/nightly job', method: 'POST', beat: { kind: 'success' } },
    { path: `${JOB}/start`, method: 'POST', beat: { kind: 'watched', runningSince: 1_000_000 } },
    { path: `${JOB}/fail`, method: 'POST', beat: { kind: 'failure' } },
    { path: `${JOB}/0`, method: 'POST', beat: { kind: 'success', exitCode: 0 } },
    { path: `${JOB}/137`, method: 'POST', beat: { kind: 'failure', exitCode: 137 } },
  ])('notes $method $path as $beat', async ({ path, method, beat }) => {
    const { handler, last } = url();
    expect(await handler(called(path, {}, method))).toMatchObject({ statusCode: 202, body: 'noted' });
    expect(await last()).toEqual({ at: 1_000_000, ...beat });
  });

  it.each([
    { title: 'the token as a password', headers: basic(':value of secret:job'), status: 202 },
    { title: 'no token', headers: {}, status: 401 },
    { title: 'a wrong token', headers: { authorization: 'Bearer nope' }, status: 401 },
    { title: 'a wrong password', headers: basic('value of secret:job:nope'), status: 401 },
    { title: 'no base64', headers: { authorization: 'Basic %%%' }, status: 401 },
  ])('answers $status to $title', async ({ headers, status }) => {
    const { handler, last } = url();
    expect((await handler(called(JOB, { headers }))).statusCode).toBe(status);
    expect((await last()).kind).toBe(status === 202 ? 'success' : 'watched');
  });

  it.each([
    { path: '/', method: 'POST', status: 404 },
    { path: '/heartbeats/other', method: 'POST', status: 404 },
    { path: '/heartbeats/site', method: 'POST', status: 404 },
    { path: `${JOB}/oops`, method: 'POST', status: 404 },
    { path: '/heartbeats/%E0%A4%A', method: 'POST', status: 404 },
    { path: JOB, method: 'DELETE', status: 405 },
  ])('answers $status to $method $path', async ({ path, method, status }) => {
    expect((await url().handler(called(path, {}, method))).statusCode).toBe(status);
  });

  it('keeps the beginning of what the job says, whatever its encoding', async () => {
    const { handler, last } = url();
    const body = Buffer.from(` disk full ${'x'.repeat(5_000)}`).toString('base64');
    await handler(called(`${JOB}/fail`, { body, isBase64Encoded: true }));
    const { message = '' } = await last();
    expect(message).toHaveLength(2_000);
    expect(message.startsWith('disk full')).toBe(true);
  });

  it('fails where the call cannot be noted, so that the job calls again', async () => {
    const { handler } = url();
    dynamo.on(PutItemCommand).rejects(new Error('throttled'));
    await expect(handler(called(JOB))).rejects.toThrow('throttled');
  });
});
