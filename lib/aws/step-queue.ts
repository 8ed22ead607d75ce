import type { SQSClient } from '@aws-sdk/client-sqs';

import type { DueStep, StepQueue } from '../core/ports.ts';
import { queueSender } from './queue-sender.ts';

/** The longest DelaySeconds (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html); what is due later waits for the sweep. */
const MAX_DELAY_S = 900;

/** Which queue works off which kind of step. Events are small, so they go with the notifications. */
export interface StepQueueUrls {
  readonly diagnose: string;
  readonly notify: string;
}

/** Wakes the diagnose and notify functions. A lost message loses nothing: the sweep finds the step. */
export const sqsStepQueue = (client: SQSClient, urls: StepQueueUrls): StepQueue => {
  const diagnose = queueSender({ client, url: urls.diagnose });
  const notify = queueSender({ client, url: urls.notify });
  return {
    wake: async ({ incidentId, step }, delayMs) => {
      const delaySeconds = Math.ceil(delayMs / 1000);
      if (delaySeconds > MAX_DELAY_S) return;
      const body = JSON.stringify({ incidentId, stepId: step.id } satisfies StepMessage);
      await (step.kind === 'diagnose' ? diagnose : notify)({ body, delaySeconds });
    },
  };
};

/** What a message says: which step to look at. Whether it is due is decided by the store. */
export interface StepMessage {
  readonly incidentId: string;
  readonly stepId: string;
}

/** The message as a due step; what it is comes from the store when the step is taken. */
export const dueStepOf = (body: string): DueStep => {
  const { incidentId, stepId } = JSON.parse(body) as Partial<StepMessage>;
  if (!incidentId || !stepId) throw new Error(`not a step message: ${body.slice(0, 200)}`);
  return { incidentId, step: { id: stepId, kind: 'publish' } };
};
