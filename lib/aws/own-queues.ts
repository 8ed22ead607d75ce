import { SQSClient } from '@aws-sdk/client-sqs';

import type { StepQueue } from '../core/ports.ts';
import { queueSender, type QueueMessage } from './queue-sender.ts';
import { sqsStepQueue, type StepQueueUrls } from './step-queue.ts';

const client = new SQSClient({});

/** The queues of the diagnose and notify functions. */
export const ownStepQueue = (urls: StepQueueUrls): StepQueue => sqsStepQueue(client, urls);

/** Sends to one queue. */
export const ownQueueSender = (url: string): ((message: QueueMessage) => Promise<void>) =>
  queueSender({ client, url });
