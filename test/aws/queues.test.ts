import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { parkingStore } from '../../lib/aws/parking-store.ts';
import { enqueueTicks, shardTickOf } from '../../lib/aws/probe-queue.ts';
import { eachMessage } from '../../lib/aws/sqs-batch.ts';
import { dueStepOf, sqsStepQueue } from '../../lib/aws/step-queue.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { checkState, incident, step } from '../support/incident.ts';

const sqs = mockClient(SQSClient);
beforeEach(() => sqs.reset());

const client = new SQSClient({ region: 'us-east-1' });
const NOW = 1_700_000_000_000;
const tick = (afterMs: number) => ({ range: { from: 0, to: 1 }, tick: NOW + afterMs });

describe('the probe queue', () => {
  it.each([
    { afterMs: -5_000, delay: 0 },
    { afterMs: 1, delay: 1 },
    { afterMs: 30_000, delay: 30 },
  ])(
    'shows a tick of $afterMs ms from now after $delay s, never before it is due',
    async ({ afterMs, delay }) => {
      sqs.on(SendMessageBatchCommand).resolves({});
      await enqueueTicks({ client, url: 'q' }, [tick(afterMs)], NOW);
      const [entry] = sqs.commandCalls(SendMessageBatchCommand)[0]!.args[0].input.Entries!;
      expect(entry!.DelaySeconds).toBe(delay);
      expect(shardTickOf(entry!.MessageBody!)).toEqual(tick(afterMs));
    },
  );

  it('takes ten ticks a call', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    await enqueueTicks(
      { client, url: 'q' },
      Array.from({ length: 21 }, (_, n) => tick(n)),
      NOW,
    );
    const sizes = sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.Entries!.length);
    expect(sizes).toEqual([10, 10, 1]);
  });

  it('throws when one of them was refused', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolves({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });
    await expect(enqueueTicks({ client, url: 'q' }, [tick(0)], NOW)).rejects.toThrow(
      'the probe queue refused 1 of 1 ticks: InternalError',
    );
  });

  it.each(['{}', '{"range":{"from":0}}', '{"range":{"from":0,"to":1},"tick":"x"}'])(
    'refuses the message %s',
    (body) => {
      expect(() => shardTickOf(body)).toThrow('not a tick of a shard');
    },
  );
});

describe('the step queues', () => {
  const queue = sqsStepQueue(client, { diagnose: 'diagnose', notify: 'notify' });
  const due = (kind: 'diagnose' | 'notify' | 'publish') => ({
    incidentId: 'i',
    step: step({ id: `${kind}:x`, kind }),
  });

  it.each([
    { kind: 'diagnose' as const, url: 'diagnose' },
    { kind: 'notify' as const, url: 'notify' },
    { kind: 'publish' as const, url: 'notify' },
  ])('wake $url for $kind', async ({ kind, url }) => {
    await queue.wake(due(kind), 1_200);
    const { input } = sqs.commandCalls(SendMessageCommand)[0]!.args[0];
    expect(input).toMatchObject({ QueueUrl: url, DelaySeconds: 2 });
    expect(dueStepOf(input.MessageBody!)).toMatchObject({ incidentId: 'i', step: { id: `${kind}:x` } });
  });

  it('leave what is due later than SQS can wait to the sweep', async () => {
    await queue.wake(due('notify'), 900_001);
    expect(sqs.calls()).toEqual([]);
  });
});

describe('a batch of messages', () => {
  const context = { getRemainingTimeInMillis: () => 30_000 };
  const records = (...bodies: readonly string[]) => ({
    Records: bodies.map((body) => ({ messageId: `id-${body}`, body })),
  });

  it('gives back those that failed, and those alone', async () => {
    const handler = eachMessage(async (body) => {
      if (body === 'poison') throw new Error('boom');
    });
    expect(await handler(records('a', 'poison', 'b'), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'id-poison' }],
    });
  });

  it('is told to stop before Lambda ends the function', async () => {
    const handler = eachMessage(
      (_, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('stopped'))),
        ),
    );
    const answer = await handler(records('slow'), { getRemainingTimeInMillis: () => 5_010 });
    expect(answer.batchItemFailures).toHaveLength(1);
  });
});

describe('a step that is given up', () => {
  it('is told to the dead-letter queue before it is written, and only then', async () => {
    const local = openLocalStore(':memory:');
    onTestFinished(() => local.close());
    const opened = incident({ steps: [step()] });
    await local.state.commit({
      checkName: 'orders',
      expectedVersion: 0,
      state: checkState(),
      incident: { kind: 'opened', incident: opened },
    });
    const store = parkingStore(local.state, { client, url: 'parked' });
    await store.takeStep('orders-1', 'diagnose:opened', 0, 1_000);
    sqs.on(SendMessageCommand).rejectsOnce(new Error('queue is away')).resolves({});
    const held = { id: 'diagnose:opened', taken: 1 };
    const outcome = { kind: 'parked', error: 'no way' } as const;
    await expect(store.finishStep('orders-1', held, outcome)).rejects.toThrow('queue is away');
    expect((await store.incident('orders-1'))?.steps[0]?.status).toBe('pending');
    expect(await store.finishStep('orders-1', held, outcome)).toBe(true);
    const [, call] = sqs.commandCalls(SendMessageCommand);
    expect(JSON.parse(call!.args[0].input.MessageBody!)).toEqual({
      incidentId: 'orders-1',
      stepId: 'diagnose:opened',
      error: 'no way',
    });
    expect((await store.incident('orders-1'))?.steps[0]?.status).toBe('parked');
  });
});
