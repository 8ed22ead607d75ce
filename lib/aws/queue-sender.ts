import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A queue and the client that reaches it. */
export interface Queue {
  readonly client: SQSClient;
  readonly url: string;
}

/** One message, and how long it is hidden. */
export interface QueueMessage {
  readonly body: string;
  readonly delaySeconds: number;
}

/** The most messages of one call (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html). */
const BATCH = 10;

interface Waiting extends QueueMessage {
  readonly taken: () => void;
  readonly refused: (reason: unknown) => void;
}

/**
 * Sends messages, ten a call where several come at once: each call bills a request, and thousands of single calls would outlast
 * a function. Rejects for a message that the queue did not take.
 */
export const queueSender = (queue: Queue): ((message: QueueMessage) => Promise<void>) => {
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += BATCH) void sendBatch(queue, all.slice(from, from + BATCH));
  };
  return (message) =>
    new Promise((taken, refused) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ ...message, taken, refused });
    });
};

const sendBatch = async ({ client, url }: Queue, batch: readonly Waiting[]): Promise<void> => {
  const entries = batch.map(({ body, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: body,
    DelaySeconds: delaySeconds,
  }));
  try {
    const { Failed: failed } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }),
    );
    for (const { Id: id, Code: code } of failed ?? [])
      batch[Number(id)]?.refused(new Error(`the queue refused a message: ${code}`));
    for (const { taken } of batch) taken();
  } catch (error) {
    for (const { refused } of batch) refused(error);
  }
};
