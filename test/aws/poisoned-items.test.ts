import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { incidentItem, stateItem, type Item } from '../../lib/aws/dynamo/items.ts';
import { dynamoStore } from '../../lib/aws/dynamo/store.ts';
import { checkState, incident, step } from '../support/incident.ts';

const dynamo = mockClient(DynamoDBClient);
const store = dynamoStore({ client: new DynamoDBClient({ region: 'us-east-1' }), name: 'table' });
const logged: string[] = [];

beforeEach(() => {
  dynamo.reset();
  logged.length = 0;
  const output = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => logged.push(String(line)) > 0);
  onTestFinished(() => output.mockRestore());
});

/** The first of the queries finds these items, the others find none. */
const answerOnce = (items: readonly Item[]): void => {
  const answers = [items].values();
  dynamo.on(QueryCommand).callsFake(async () => ({ Items: answers.next().value ?? [] }));
};

const good = stateItem(checkState({ checkName: 'good' }), 0.1);
const poisons: readonly [string, string][] = [
  ['no JSON', '{"checkName":'],
  ['nothing', 'null'],
  ['something else', '{"a":1}'],
];
const poisonedState = (data: string): Item => ({ ...stateItem(checkState(), 0.2), data: { S: data } });
const poisonedIncident = (data: string): Item => ({ ...incidentItem(incident()), data: { S: data } });

describe.each(poisons)('an item that holds %s', (_, data) => {
  it('is left out of its shard, and named in the log', async () => {
    answerOnce([poisonedState(data), good]);
    const states = await store.unhealthy({ from: 0, to: 1 });
    expect(states.map(({ checkName }) => checkName)).toEqual(['good']);
    expect(logged.join('')).toMatch(
      /item STATE#\d 3333333333333#orders holds no (?:JSON|state); delete it to go on/,
    );
  });

  it('keeps its own check from being judged, and overwrites nothing', async () => {
    dynamo.on(GetItemCommand).resolves({ Item: poisonedState(data) });
    await expect(store.state('orders')).rejects.toThrow('delete it to go on');
    dynamo.on(GetItemCommand).resolves({ Item: poisonedIncident(data) });
    await expect(store.takeStep('orders-1', 'diagnose:opened', 0, 1)).rejects.toThrow(
      /item INCIDENT#orders-1 INCIDENT holds no (?:JSON|incident); delete it to go on/,
    );
    expect(dynamo.commandCalls(PutItemCommand)).toEqual([]);
  });
});

it('an entry of the index of due steps that cannot be read stops no other', async () => {
  const due = incidentItem(incident({ id: 'good', steps: [step()] }));
  const poisoned = { ...incidentItem(incident({ steps: [step()] })), owed: { S: '[[' } };
  answerOnce([poisoned, due]);
  expect((await store.dueSteps(1_000, 10)).map(({ incidentId }) => incidentId)).toEqual(['good']);
});
