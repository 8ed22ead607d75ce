import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { parkingStore } from '../../lib/aws/parking-store.ts';
import { enqueueProbes, probeMessageOf } from '../../lib/aws/probe-queue.ts';
import { queueSender } from '../../lib/aws/queue-sender.ts';
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
      await enqueueProbes(queueSender({ client, url: 'q' }), [tick(afterMs)], NOW);
      const [entry] = sqs.commandCalls(SendMessageBatchCommand)[0]!.args[0].input.Entries!;
      expect(entry!.DelaySeconds).toBe(delay);
      expect(probeMessageOf(entry!.MessageBody!)).toEqual(tick(afterMs));
    },
  );

  it('takes a minute of the slow lane, which is due at its start', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    const slow = { range: { from: 0, to: 1 }, from: NOW + 20_000, to: NOW + 80_000 };
    await enqueueProbes(queueSender({ client, url: 'q' }), [slow], NOW);
    const [entry] = sqs.commandCalls(SendMessageBatchCommand)[0]!.args[0].input.Entries!;
    expect(entry!.DelaySeconds).toBe(20);
    expect(probeMessageOf(entry!.MessageBody!)).toEqual(slow);
  });

  it('takes ten messages a call', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    await enqueueProbes(
      queueSender({ client, url: 'q' }),
      Array.from({ length: 21 }, (_, n) => tick(n)),
      NOW,
    );
    const sizes = sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.Entries!.length);
    expect(sizes).toEqual([10, 10, 1]);
  });

  it('throws when the call fails', async () => {
    sqs.on(SendMessageBatchCommand).rejects(new Error('queue is away'));
    const ticks = [tick(0), tick(1)];
    await expect(enqueueProbes(queueSender({ client, url: 'q' }), ticks, NOW)).rejects.toThrow(
      '2 of 2 messages did not reach the probe queue: Error: queue is away',
    );
  });

  it('throws when one of them was refused', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolves({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });
    const ticks = [tick(0), tick(1)];
    await expect(enqueueProbes(queueSender({ client, url: 'q' }), ticks, NOW)).rejects.toThrow(
      '1 of 2 messages did not reach the probe queue: Error: the queue refused a message: InternalError',
    );
  });

  it.each(['{}', '{"range":{"from":0}}', '{"range":{"from":0,"to":1},"tick":"x"}'])(
    'refuses the message %s',
    (body) => {
      expect(() => probeMessageOf(body)).toThrow('not a tick of a shard');
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
    sqs.on(SendMessageBatchCommand).resolves({});
    await queue.wake(due(kind), 1_200);
    const { input } = sqs.commandCalls(SendMessageBatchCommand)[0]!.args[0];
    expect(input).toMatchObject({ QueueUrl: url, Entries: [{ DelaySeconds: 2 }] });
    const body = input.Entries![0]!.MessageBody!;
    expect(dueStepOf(body)).toMatchObject({ incidentId: 'i', step: { id: `${kind}:x` } });
  });

  it('take ten wakes a call, whatever else is refused', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Failed: [{ Id: '3', Code: 'InternalError', SenderFault: false }] })
      .resolves({});
    const woken = await Promise.allSettled(Array.from({ length: 12 }, () => queue.wake(due('notify'), 0)));
    expect(sqs.calls()).toHaveLength(2);
    expect(woken.map(({ status }) => status === 'rejected').indexOf(true)).toBe(3);
    expect(woken.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
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
