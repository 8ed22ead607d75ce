import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb';

import type { HashRange, StateStore } from '../../core/ports.ts';
import { readableItems, stateOf, type Item } from './items.ts';
import { stateQueries } from './keys.ts';

/** All items that a query finds. */
type Query = (input: Omit<QueryCommandInput, 'TableName'>) => Promise<readonly Item[]>;

/** Reads the states of many checks: what the probe function asks of the table in each minute. */
export const readStates = (query: Query): Pick<StateStore, 'unhealthy' | 'hanging'> => {
  const statesIn = async (range: HashRange, only: { readonly FilterExpression?: string } = {}) => {
    const found = await Promise.all(
      stateQueries(range).map(async ({ pk, from, to }) => {
        const values: Record<string, AttributeValue> = {
          ':pk': { S: pk },
          ':from': { S: from },
          ':to': { S: to },
        };
        const items = await query({
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: values,
          ConsistentRead: true,
          ...only,
        });
        return readableItems(items, stateOf);
      }),
    );
    return found.flat();
  };
  return {
    unhealthy: (range) => statesIn(range),
    hanging: (range) => statesIn(range, { FilterExpression: 'attribute_exists(slowFrom)' }),
  };
};
