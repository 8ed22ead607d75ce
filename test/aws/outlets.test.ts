import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { setting } from '../../lib/aws/environment.ts';
import { eventBridgeBus } from '../../lib/aws/event-bus.ts';
import { inParallel } from '../../lib/aws/in-parallel.ts';
import { loadFrom } from '../../lib/aws/load-from.ts';
import { awsSender } from '../../lib/aws/sender.ts';
import type { NotifierRequest } from '../../lib/core/notify/contract.ts';

const bridge = mockClient(EventBridgeClient);
const sns = mockClient(SNSClient);
beforeEach(() => {
  bridge.reset();
  sns.reset();
});

describe('the event bus', () => {
  const publish = () =>
    eventBridgeBus(new EventBridgeClient({}), 'bus').publish({
      type: 'Incident Opened',
      at: 0,
      detail: { id: 'i' },
    });

  it('takes an event with its time and our source', async () => {
    bridge.on(PutEventsCommand).resolves({ Entries: [{ EventId: '1' }] });
    await publish();
    expect(bridge.commandCalls(PutEventsCommand)[0]!.args[0].input.Entries).toEqual([
      {
        EventBusName: 'bus',
        Source: 'whydown',
        DetailType: 'Incident Opened',
        Time: new Date(0),
        Detail: '{"id":"i"}',
      },
    ]);
  });

  it('that refuses an entry throws, so that the step is taken again', async () => {
    bridge
      .on(PutEventsCommand)
      .resolves({ Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }] });
    await expect(publish()).rejects.toThrow(
      'event bus bus refused Incident Opened: ThrottlingException slow',
    );
  });
});

describe('the sender', () => {
  const sent: NotifierRequest[] = [];
  const sender = awsSender(new SNSClient({}), { send: async (request) => void sent.push(request) });
  const { signal } = new AbortController();

  it('publishes to a topic with attributes for filter policies', async () => {
    sns.on(PublishCommand).resolves({});
    await sender.send(
      { transport: 'sns', topicArn: 'arn', subject: 's', message: 'm', attributes: { check: 'orders' } },
      signal,
    );
    expect(sns.commandCalls(PublishCommand)[0]!.args[0].input).toEqual({
      TopicArn: 'arn',
      Subject: 's',
      Message: 'm',
      MessageAttributes: { check: { DataType: 'String', StringValue: 'orders' } },
    });
  });

  it('hands http messages on', async () => {
    const request = { transport: 'http', method: 'POST', url: 'https://x', headers: {}, body: '' } as const;
    await sender.send(request, signal);
    expect(sent).toEqual([request]);
  });

  it('has no terminal', async () => {
    await expect(sender.send({ transport: 'terminal', text: 'x' }, signal)).rejects.toThrow(
      'the terminal notifier has no terminal on AWS; use sns, slack or webhook',
    );
  });
});

describe('working in parallel', () => {
  it.each([1, 3, 100])('does everything, at most %d at a time', async (limit) => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const items = Array.from({ length: 10 }, (_, index) => index);
    await inParallel(items, limit, async (item) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual(items);
    expect(most).toBe(Math.min(limit, 10));
  });
});

it('says what is not in the catalog', async () => {
  const load = loadFrom({ http: async () => 1 }, 'check type');
  expect(await load('http')).toBe(1);
  await expect(load('gopher')).rejects.toThrow('check type gopher is not in the catalog of this deployment');
});

it('says which environment variable a function lacks', () => {
  expect(() => setting('parkedQueue')).toThrow(
    'environment variable WHYDOWN_PARKED_QUEUE is not set; deploy the function with the stack',
  );
});
