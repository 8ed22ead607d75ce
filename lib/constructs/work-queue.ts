import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** How long a worker may take, and what becomes of messages that nobody can work off. */
export interface WorkQueueOptions {
  /** Of the function that reads it; the queue hides a message six times as long, as Lambda asks for. */
  readonly functionTimeout: Duration;
  readonly retention: Duration;
  /** Receives after which a message is parked; without it a message that expires is gone. */
  readonly maxReceiveCount?: number;
}

/** A queue and, where lost messages matter, its dead-letter queue. */
export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetters?: Queue;
}

/** The longest retention of SQS: two weeks to look at what was parked. */
const PARKED_FOR = Duration.days(14);

const SAFE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;

/** An encrypted queue that takes TLS only. */
export const workQueue = (scope: Construct, id: string, options: WorkQueueOptions): WorkQueue => {
  const { functionTimeout, retention, maxReceiveCount } = options;
  const visibilityTimeout = Duration.seconds(functionTimeout.toSeconds() * 6);
  if (maxReceiveCount === undefined)
    return { queue: new Queue(scope, id, { ...SAFE, visibilityTimeout, retentionPeriod: retention }) };
  const deadLetters = new Queue(scope, `${id}DeadLetters`, { ...SAFE, retentionPeriod: PARKED_FOR });
  const deadLetterQueue = { queue: deadLetters, maxReceiveCount };
  return {
    queue: new Queue(scope, id, { ...SAFE, visibilityTimeout, retentionPeriod: retention, deadLetterQueue }),
    deadLetters,
  };
};
