import type { SQSClient } from '@aws-sdk/client-sqs';

import type { SqsAnswer, SqsEvent } from '../../lib/aws/sqs-batch.ts';
import type { Milliseconds } from '../../lib/core/time.ts';
import { DELIVERY_MS } from './measured.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How a queue calls its function. */
export interface QueueOptions {
  readonly url: string;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  readonly visibilityMs: Milliseconds;
  /** Every message comes a second time. */
  readonly twice: boolean;
  readonly call: (event: SqsEvent) => Promise<SqsAnswer>;
}

/** What the queues were used for. */
export interface QueueUse {
  requests: number;
  messages: number;
  /** By queue: the longest that it was at any time. */
  readonly longest: Record<string, number>;
  /** Given up by a worker. */
  parked: number;
}

/** 64 KB of messages are billed as one request. */
const BILLED_BYTES = 65_536;

/** Both messages of a pair are under way at once. */
const SECOND_AFTER_MS = 4_000;

interface Entry {
  readonly MessageBody?: string;
  readonly DelaySeconds?: number;
}

interface Message {
  readonly messageId: string;
  readonly body: string;
}

/** Queues in memory, each with the event source that calls its function, and the client that sends to them. */
export const simQueues = (time: VirtualTime) => {
  const use: QueueUse = { requests: 0, messages: 0, longest: {}, parked: 0 };
  const queues = new Map<string, (entry: Entry) => void>();
  let ids = 0;

  const add = (options: QueueOptions): void => {
    const ready: Message[] = [];
    let running = 0;
    const show = (message: Message, inMs: Milliseconds): void => {
      time.at(time.clock.now() + inMs, () => {
        ready.push(message);
        use.longest[options.url] = Math.max(use.longest[options.url] ?? 0, ready.length);
        poll();
      });
    };
    const poll = (): void => {
      while (ready.length > 0 && running < options.maxConcurrency) {
        running += 1;
        void work(ready.splice(0, options.batchSize)).finally(() => {
          running -= 1;
          poll();
        });
      }
    };
    const work = async (messages: readonly Message[]): Promise<void> => {
      // One to receive the batch and one to delete it.
      use.requests += 2;
      const failed = await options.call({ Records: messages }).then(
        ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
        () => new Set(messages.map(({ messageId }) => messageId)),
      );
      for (const message of messages) if (failed.has(message.messageId)) show(message, options.visibilityMs);
    };
    queues.set(options.url, ({ MessageBody: body = '', DelaySeconds: delay = 0 }) => {
      use.messages += 1;
      const message = { messageId: String(ids++), body };
      show(message, delay * 1_000 + DELIVERY_MS);
      if (options.twice)
        show({ ...message, messageId: String(ids++) }, delay * 1_000 + DELIVERY_MS + SECOND_AFTER_MS);
    });
  };

  const send = async (command: { readonly input: Record<string, unknown> }): Promise<object> => {
    const { QueueUrl: url, Entries: entries, MessageBody: single } = command.input;
    const sent = (entries ?? [command.input]) as readonly Entry[];
    const bytes = sent.reduce((sum, { MessageBody: body = '' }) => sum + body.length, 0);
    use.requests += Math.ceil(bytes / BILLED_BYTES);
    if (sent.length > 10) throw new Error(`a batch of ${sent.length} messages, SQS takes 10`);
    const to = queues.get(String(url));
    if (to) for (const entry of sent) to(entry);
    else if (single !== undefined) use.parked += 1;
    return {};
  };

  return { use, add, client: { send } as unknown as SQSClient };
};
