import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { hashOf } from '../../core/config/plan.ts';
import type { CheckState, Incident } from '../../core/incident/incident.ts';
import { dueAmong, finishStep, takeStep } from '../../core/incident/step-lease.ts';
import type { StateStore } from '../../core/ports.ts';
import type { EpochMs } from '../../core/time.ts';
import { commitChange, readIncident, updateIncident } from './commit.ts';
import { incidentOf, keyItem, owedIn, readableItems, stateOf, type Item } from './items.ts';
import { fingerprintKey, indexKeys, stateKey, stateQueries, TABLE_INDEX } from './keys.ts';
import { countJoined, readClaims, replaceClaim } from './storms.ts';
import { getItem, getItems, isVersion, queryItems, writeItem, type Table } from './table.ts';

/** The state store in one DynamoDB table, on demand. Strong reads by key; the indexes only say where to look. */
export const dynamoStore = (table: Table): StateStore => ({
  unhealthy: async (range) =>
    (await Promise.all(stateQueries(range).map((query) => statesIn(table, query)))).flat(),
  hanging: async (range) => {
    const only = { FilterExpression: 'attribute_exists(slowFrom)' };
    return (await Promise.all(stateQueries(range).map((query) => statesIn(table, query, only)))).flat();
  },
  state: async (checkName) => stateOf(await getItem(table, keyItem(stateKey(hashOf(checkName), checkName)))),
  commit: async (change) => ((await commitChange(table, change)) ? 'committed' : 'stale'),
  incident: (id) => readIncident(table, id),
  incidents: (filter) => listIncidents(table, filter),
  dueSteps: async (now, limit) => {
    const pages = await Promise.all(
      indexKeys('due').map((due) =>
        queryItems(table, {
          IndexName: TABLE_INDEX.due,
          KeyConditionExpression: 'due = :due AND dueAt <= :now',
          ExpressionAttributeValues: { ':due': { S: due }, ':now': { N: String(now) } },
        }),
      ),
    );
    return dueAmong(readableItems(pages.flat(), owedIn), now, limit);
  },
  takeStep: (incidentId, stepId, now, leasedUntil) =>
    updateIncident(table, incidentId, (current) => takeStep(current, stepId, { now, leasedUntil })),
  finishStep: (incidentId, held, outcome) =>
    updateIncident(table, incidentId, (current) => finishStep(current, held, outcome)),
  recur: (fingerprint, incidentId, at) => recur(table, fingerprint, { incidentId, at }),
  claims: (keys) => readClaims(table, keys),
  claim: (wanted, seen) => replaceClaim(table, wanted, seen),
  stormOf: (incidentId) => countJoined(table, incidentId),
});

const statesIn = async (
  table: Table,
  { pk, from, to }: { readonly pk: string; readonly from: string; readonly to: string },
  only: { readonly FilterExpression?: string } = {},
): Promise<readonly CheckState[]> => {
  const values: Record<string, AttributeValue> = { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } };
  const items = await queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: values,
    ConsistentRead: true,
    ...only,
  });
  return readableItems(items, stateOf);
};

const incidentsAt = async (table: Table, keys: readonly Item[]): Promise<readonly Incident[]> => {
  const items = await getItems(table, keys.map(keyAlone));
  return readableItems(items, incidentOf);
};

const keyAlone = ({ pk, sk }: Item): Item => ({ ...(pk && { pk }), ...(sk && { sk }) });

const listIncidents = async (
  table: Table,
  { status, limit }: Parameters<StateStore['incidents']>[0],
): Promise<readonly Incident[]> => {
  const pages = await Promise.all(
    (status ? [status] : ['open', 'resolved']).flatMap(indexKeys).map((each) =>
      queryItems(table, {
        IndexName: TABLE_INDEX.status,
        KeyConditionExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': { S: each } },
        ScanIndexForward: false,
        Limit: limit,
      }),
    ),
  );
  // One that changes just now may stand under both words.
  const newest = [...new Map(pages.flat().map((key) => [key['pk']?.S, key])).values()]
    .sort((a, b) => Number(b['openedAt']?.N) - Number(a['openedAt']?.N))
    .slice(0, limit);
  const found = await incidentsAt(table, newest);
  return found
    .filter((incident) => status === undefined || incident.status === status)
    .sort((a, b) => b.openedAt - a.openedAt);
};

const recur = async (
  table: Table,
  fingerprint: string,
  { incidentId, at }: { readonly incidentId: string; readonly at: EpochMs },
): Promise<{ count: number; firstSeenAt: EpochMs; lastSeenAt: EpochMs }> => {
  const key = fingerprintKey(fingerprint, incidentId);
  const seen = { ...keyItem(key), at: { N: String(at) } };
  await writeItem(table, { Put: { TableName: table.name, Item: seen, ...isVersion(0) } });
  const items = await queryItems(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: key.pk } },
    ConsistentRead: true,
  });
  const timeOf = (item: Item): EpochMs => Number(item['at']?.N);
  const own = items.find((item) => item['sk']?.S === incidentId);
  // An incident that is diagnosed again has the time, and so the count, of its first diagnosis.
  const since = own ? timeOf(own) : at;
  const before = items.filter((item) => item !== own && timeOf(item) <= since).map(timeOf);
  return {
    count: before.length,
    firstSeenAt: Math.min(since, ...before),
    lastSeenAt: before.length > 0 ? Math.max(...before) : since,
  };
};
