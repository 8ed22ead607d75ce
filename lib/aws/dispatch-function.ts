import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

import { systemClock } from '../system/clock.ts';
import { dispatchMinute, minuteOf, type DispatchPorts } from './dispatch-minute.ts';
import { dynamoStore } from './dynamo/store.ts';
import { setting } from './environment.ts';
import type { PlanFolder } from './plan-folder.ts';
import { enqueueProbes } from './probe-queue.ts';
import { queueSender } from './queue-sender.ts';
import { askForSignOfLife } from './sign-of-life.ts';
import { sqsStepQueue } from './step-queue.ts';

/** Puts the dispatch function together. */
export const dispatchFunction = (plan: PlanFolder) => {
  const client = new SQSClient({});
  const send = queueSender({ client, url: setting('probeQueue') });
  const ports: DispatchPorts = {
    plan,
    store: dynamoStore({ client: new DynamoDBClient({}), name: setting('table') }),
    clock: systemClock,
    steps: sqsStepQueue(client, { diagnose: setting('diagnoseQueue'), notify: setting('notifyQueue') }),
    signOfLife: askForSignOfLife(plan, { client, url: setting('notifyQueue') }),
    enqueue: (messages, now) => enqueueProbes(send, messages, now),
  };
  return (event: { readonly scheduledAt?: unknown }): Promise<void> =>
    dispatchMinute(minuteOf(event.scheduledAt, systemClock.now()), ports);
};
