import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

import type { EventBus } from '../core/ports.ts';

/** The `source` of every event; users' rules match on it. */
export const EVENT_SOURCE = 'whydown';

/** With a client of its own. */
export const ownEventBus = (busName: string): EventBus => eventBridgeBus(new EventBridgeClient({}), busName);

/** Events on a bus of EventBridge; a refused entry throws, so that the step is taken again. */
export const eventBridgeBus = (client: EventBridgeClient, busName: string): EventBus => ({
  publish: async ({ type, at, detail }) => {
    const { Entries: entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: busName,
            Source: EVENT_SOURCE,
            DetailType: type,
            Time: new Date(at),
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    const refused = entries?.find(({ ErrorCode: code }) => code !== undefined);
    if (refused)
      throw new Error(
        `event bus ${busName} refused ${type}: ${refused.ErrorCode} ${refused.ErrorMessage ?? ''}`,
      );
  },
});
