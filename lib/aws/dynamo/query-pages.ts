import type { QueryCommandInput, QueryCommandOutput } from '@aws-sdk/client-dynamodb';

import type { Item } from './items.ts';

/** One page of a query. */
export type QueryPage = (
  input: QueryCommandInput,
) => Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;

/** All pages of a query, or as many as hold `Limit` items. */
export const queryPages = async (query: QueryPage, input: QueryCommandInput): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let next: Item | undefined;
  do {
    const page = await query({ ...input, ...(next && { ExclusiveStartKey: next }) });
    items.push(...(page.Items ?? []));
    next = page.LastEvaluatedKey;
  } while (next && (input.Limit === undefined || items.length < input.Limit));
  return items;
};
