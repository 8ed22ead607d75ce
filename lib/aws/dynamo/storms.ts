import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';

import { countStorm, type CountedStorm, type StormClaim } from '../../core/incident/storm.ts';
import { claimItem, claimOf, joinedOf, keyItem } from './items.ts';
import { claimKey, joinedPartitions } from './keys.ts';
import { getItem, queryItems, type Table } from './table.ts';

/** The claims on these keys; a few strong reads, made when an incident opens and at no other time. */
export const readClaims = async (table: Table, keys: readonly string[]): Promise<readonly StormClaim[]> => {
  const items = await Promise.all(keys.map((key) => getItem(table, keyItem(claimKey(key)))));
  return items.flatMap((item, index) => claimOf(keys[index] ?? '', item) ?? []);
};

/** One conditional write of one item; who comes second learns from it who was first. */
export const replaceClaim = async (
  { client, name }: Table,
  wanted: StormClaim,
  seen: StormClaim | undefined,
): Promise<StormClaim> => {
  const put = {
    TableName: name,
    Item: claimItem(wanted),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  try {
    await client.send(new PutItemCommand({ ...put, ...isAsSeen(seen) }));
    return wanted;
  } catch (error) {
    const held =
      error instanceof ConditionalCheckFailedException ? claimOf(wanted.key, error.Item) : undefined;
    if (!held) throw error;
    return held;
  }
};

/** A claim that was seen may have expired since. */
const isAsSeen = (seen: StormClaim | undefined) =>
  seen === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: 'attribute_not_exists(pk) OR (incidentId = :incidentId AND #until = :until)',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ':incidentId': { S: seen.incidentId },
          ':until': { N: String(seen.until) },
        },
      };

/** Everything that joined an incident, in the order in which it did. */
export const countJoined = async (table: Table, incidentId: string): Promise<CountedStorm> => {
  const items = await Promise.all(
    joinedPartitions(incidentId).map((pk) =>
      queryItems(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead: true,
      }),
    ),
  );
  const joined = items.flat().map(joinedOf);
  return countStorm(joined.sort((a, b) => a.joinedAt - b.joinedAt || (a.checkName < b.checkName ? -1 : 1)));
};
