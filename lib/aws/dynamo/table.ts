import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
  type QueryCommandInput,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';

import type { Item } from './items.ts';

/** A table and the client that reaches it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
}

/** The most keys that BatchGetItem takes (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html). */
const BATCH_GET_KEYS = 100;

/** A strong read by key. */
export const getItem = async ({ client, name }: Table, key: Item): Promise<Item | undefined> =>
  (await client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }))).Item;

/** All pages of a query, or as many as hold `Limit` items. */
export const queryItems = async (
  { client, name }: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let next: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({ TableName: name, ...input, ...(next && { ExclusiveStartKey: next }) }),
    );
    items.push(...(page.Items ?? []));
    next = page.LastEvaluatedKey;
  } while (next && (input.Limit === undefined || items.length < input.Limit));
  return items;
};

/** Strong reads of many keys; what a throttled table leaves over is asked for again. */
export const getItems = async ({ client, name }: Table, keys: readonly Item[]): Promise<readonly Item[]> => {
  const items: Item[] = [];
  const rest = [...keys];
  while (rest.length > 0) {
    const request = { Keys: rest.splice(0, BATCH_GET_KEYS), ConsistentRead: true };
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: { [name]: request } }));
    items.push(...(answer.Responses?.[name] ?? []));
    rest.push(...(answer.UnprocessedKeys?.[name]?.Keys ?? []));
  }
  return items;
};

/** The condition that an item still is at the version that was read; 0 means that there is none yet. */
export const isVersion = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': { N: String(version) } },
      };

/** One conditional put or delete; false when its condition does not hold, everything else that goes wrong throws. */
export const writeItem = async (
  { client }: Table,
  { Put: put, Delete: del }: TransactWriteItem,
): Promise<boolean> => {
  try {
    if (put) await client.send(new PutItemCommand({ ...put, ReturnValuesOnConditionCheckFailure: 'NONE' }));
    if (del)
      await client.send(new DeleteItemCommand({ ...del, ReturnValuesOnConditionCheckFailure: 'NONE' }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
