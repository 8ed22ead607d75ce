import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import { acknowledge } from './acknowledgements.ts';

/** How long a message is hidden from other workers and kept, and what becomes of one that nobody can work off. */
export interface WorkQueueOptions {
  /** At least the timeout of the function that reads it. */
  readonly visibilityTimeout: Duration;
  readonly retention: Duration;
  /** Receives after which a message is parked; without it a message that expires is gone. */
  readonly maxReceiveCount?: number;
  readonly encryptionKey?: IKey | undefined;
}

/** A queue and, where lost messages matter, its dead-letter queue. */
export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetters?: Queue;
}

/** The longest retention of SQS: two weeks to look at what was parked. */
const PARKED_FOR = Duration.days(14);

const safe = (encryptionMasterKey: IKey | undefined) =>
  ({
    enforceSSL: true,
    ...(encryptionMasterKey
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  }) as const;

/** An encrypted queue that takes TLS only. */
export const workQueue = (scope: Construct, id: string, options: WorkQueueOptions): WorkQueue => {
  const { visibilityTimeout, retention, maxReceiveCount } = options;
  const encrypted = safe(options.encryptionKey);
  const props = { ...encrypted, visibilityTimeout, retentionPeriod: retention };
  if (maxReceiveCount === undefined) {
    const queue = new Queue(scope, id, props);
    acknowledge(queue, 'AwsSolutions::AwsSolutions-SQS3', 'Serverless::Serverless-SQSRedrivePolicy');
    return { queue };
  }
  const deadLetters = new Queue(scope, `${id}DeadLetters`, { ...encrypted, retentionPeriod: PARKED_FOR });
  acknowledge(deadLetters, 'Serverless::Serverless-SQSRedrivePolicy');
  const deadLetterQueue = { queue: deadLetters, maxReceiveCount };
  return { queue: new Queue(scope, id, { ...props, deadLetterQueue }), deadLetters };
};
