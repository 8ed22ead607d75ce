import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

import type { ShardTick } from '../core/dispatch.ts';
import type { EpochMs } from '../core/time.ts';

/** The most messages of one call (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html). */
const BATCH = 10;

/** Enqueues ticks so that each becomes visible when it is due; throws when the queue did not take one of them. */
export const enqueueTicks = async (
  { client, url }: { readonly client: SQSClient; readonly url: string },
  ticks: readonly ShardTick[],
  now: EpochMs,
): Promise<void> => {
  const batches = Array.from({ length: Math.ceil(ticks.length / BATCH) }, (_, index) =>
    ticks.slice(index * BATCH, (index + 1) * BATCH),
  );
  const refused = await Promise.all(
    batches.map(async (batch) => {
      const entries = batch.map((shardTick, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(shardTick),
        DelaySeconds: Math.max(0, Math.ceil((shardTick.tick - now) / 1000)),
      }));
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
      return answer.Failed ?? [];
    }),
  );
  const first = refused.flat()[0];
  if (first)
    throw new Error(
      `the probe queue refused ${refused.flat().length} of ${ticks.length} ticks: ${first.Code}`,
    );
};

/** The tick in a message. */
export const shardTickOf = (body: string): ShardTick => {
  const { range, tick } = JSON.parse(body) as Partial<ShardTick>;
  if (typeof range?.from !== 'number' || typeof range.to !== 'number' || typeof tick !== 'number')
    throw new Error(`not a tick of a shard: ${body.slice(0, 200)}`);
  return { range, tick };
};
