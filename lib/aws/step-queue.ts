import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

import type { DueStep, StepQueue } from '../core/ports.ts';

/** The longest DelaySeconds (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html); what is due later waits for the sweep. */
const MAX_DELAY_S = 900;

/** Which queue works off which kind of step. Events are small, so they go with the notifications. */
export interface StepQueueUrls {
  readonly diagnose: string;
  readonly notify: string;
}

/** Wakes the diagnose and notify functions. A lost message loses nothing: the sweep finds the step. */
export const sqsStepQueue = (client: SQSClient, urls: StepQueueUrls): StepQueue => ({
  wake: async (due, delayMs) => {
    const delay = Math.ceil(delayMs / 1000);
    if (delay > MAX_DELAY_S) return;
    await client.send(
      new SendMessageCommand({
        QueueUrl: due.step.kind === 'diagnose' ? urls.diagnose : urls.notify,
        MessageBody: JSON.stringify({
          incidentId: due.incidentId,
          stepId: due.step.id,
        } satisfies StepMessage),
        DelaySeconds: delay,
      }),
    );
  },
});

/** What a message says: which step to look at. Whether it is due is decided by the store. */
export interface StepMessage {
  readonly incidentId: string;
  readonly stepId: string;
}

/** The message as a due step; `taken` and the like come from the store when the step is taken. */
export const dueStepOf = (body: string): DueStep => {
  const { incidentId, stepId } = JSON.parse(body) as Partial<StepMessage>;
  if (!incidentId || !stepId) throw new Error(`not a step message: ${body.slice(0, 200)}`);
  return { incidentId, step: { id: stepId, kind: 'publish', dueAt: 0, status: 'pending', taken: 0 } };
};
