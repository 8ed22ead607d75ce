import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

import type { StateStore } from '../core/ports.ts';

/**
 * A store that tells the dead-letter queue of every step that is given up, and an alarm watches that queue. Told before it is
 * written: who dies in between leaves a step that is given up, and told, again.
 */
export const parkingStore = (
  store: StateStore,
  { client, url }: { readonly client: SQSClient; readonly url: string },
): StateStore => ({
  ...store,
  finishStep: async (incidentId, held, outcome) => {
    if (outcome.kind === 'parked') {
      const body = { incidentId, stepId: held.id, error: outcome.error };
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body) }));
    }
    return store.finishStep(incidentId, held, outcome);
  },
});
