import { PutItemCommand } from '@aws-sdk/client-dynamodb';

import { incidentItem, stateItem } from '../../lib/aws/dynamo/items.ts';
import type { Table } from '../../lib/aws/dynamo/table.ts';
import { hashOf } from '../../lib/core/config/plan.ts';
import type { Poisoned } from '../conformance/poison.ts';

/** Puts items into a table whose data is none. */
export const poisonTable =
  ({ client, name: TableName }: Table) =>
  async ({ state, incident, text }: Poisoned): Promise<void> => {
    for (const item of [stateItem(state, hashOf(state.checkName)), incidentItem(incident)])
      await client.send(new PutItemCommand({ TableName, Item: { ...item, data: { S: text } } }));
  };
