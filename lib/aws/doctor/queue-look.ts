import { GetQueueAttributesCommand, SQSClient, type QueueAttributeName } from '@aws-sdk/client-sqs';

import { findingsOf, type Finding } from '../../core/doctor/finding.ts';
import type { Look } from './look.ts';

const queues = findingsOf('queues');

/** Whether steps were given up, and whether work piles up. */
export const queueLook: Look = {
  area: 'queues',
  actions: 'sqs:GetQueueAttributes',
  look: async ({ deployment: { queues: urls } }) => {
    const client = new SQSClient({});
    const parked = await Promise.all([
      parkedFinding(client, 'diagnose', urls.diagnoseParked),
      parkedFinding(client, 'notify', urls.notifyParked),
    ]);
    const waiting = await Promise.all(
      (['probe', 'diagnose', 'notify'] as const).map((name) => waitingFindings(client, name, urls[name])),
    );
    return [...parked, ...waiting.flat()];
  },
};

const parkedFinding = async (client: SQSClient, name: string, url: string): Promise<Finding> => {
  const { visible, arn } = await attributesOf(client, url);
  if (visible === 0) return queues.good(`the dead-letter queue of ${name} is empty`);
  const many = visible === 1 ? '1 message lies' : `${visible} messages lie`;
  return queues.fault(
    `${many} in the dead-letter queue of ${name}: steps of incidents that were given up`,
    `aws sqs receive-message --queue-url ${url} shows why; then aws sqs start-message-move-task --source-arn ${arn}, or aws sqs purge-queue`,
  );
};

/** Lambda takes a message within a second or two; so many that wait are not being taken. */
const MANY_WAITING = 1_000;

const waitingFindings = async (client: SQSClient, name: string, url: string): Promise<readonly Finding[]> => {
  const { visible } = await attributesOf(client, url);
  return visible < MANY_WAITING
    ? []
    : [
        queues.fault(
          `${visible} messages wait in the queue of ${name}`,
          'see whether the function is throttled: its concurrency, and that of the account',
        ),
      ];
};

const WANTED: QueueAttributeName[] = ['ApproximateNumberOfMessages', 'QueueArn'];

const attributesOf = async (client: SQSClient, url: string) => {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: WANTED });
  const { Attributes: found = {} } = await client.send(command);
  return { visible: Number(found['ApproximateNumberOfMessages'] ?? 0), arn: found['QueueArn'] ?? '' };
};
