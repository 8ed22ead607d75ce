import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import type { Check } from '../core/check.ts';
import { DIAGNOSE_TIMEOUT, NOTIFY_TIMEOUT, probeTimeoutOf } from './timeouts.ts';
import { workQueue, type WorkQueue } from './work-queue.ts';

/** A queue whose messages must not be lost. */
type ParkingQueue = WorkQueue & { readonly deadLetters: Queue };

/** The three queues, and how long one shard may take. */
export interface Queues {
  readonly probe: WorkQueue;
  readonly diagnose: ParkingQueue;
  readonly notify: ParkingQueue;
  readonly probeTimeout: Duration;
}

/** Makes the queues for these checks. */
export const makeQueues = (scope: Construct, checks: readonly Check[], encryptionKey?: IKey): Queues => {
  const probeTimeout = probeTimeoutOf(checks);
  return {
    // A tick that nobody took in time is worth nothing: it is counted as missed when it is found, and else expires.
    probe: workQueue(scope, 'ProbeQueue', {
      visibilityTimeout: probeTimeout.plus(Duration.seconds(10)),
      retention: Duration.seconds(2 * probeTimeout.toSeconds() + 300),
      encryptionKey,
    }),
    diagnose: parking(scope, 'DiagnoseQueue', { functionTimeout: DIAGNOSE_TIMEOUT, encryptionKey }),
    notify: parking(scope, 'NotifyQueue', { functionTimeout: NOTIFY_TIMEOUT, encryptionKey }),
    probeTimeout,
  };
};

/** Six times the function's timeout, as Lambda asks for (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). */
const parking = (
  scope: Construct,
  id: string,
  {
    functionTimeout,
    encryptionKey,
  }: { readonly functionTimeout: Duration; readonly encryptionKey: IKey | undefined },
): ParkingQueue => {
  const made = workQueue(scope, id, {
    visibilityTimeout: Duration.seconds(functionTimeout.toSeconds() * 6),
    retention: Duration.days(4),
    maxReceiveCount: 3,
    encryptionKey,
  });
  if (!made.deadLetters) throw new Error(`queue ${id} has no dead-letter queue`);
  return { ...made, deadLetters: made.deadLetters };
};
