import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';

import { dynamoStore } from '../../lib/aws/dynamo/store.ts';
import { killsConformance } from '../conformance/kills.ts';
import { poisonConformance } from '../conformance/poison.ts';
import { stateStoreConformance } from '../conformance/state-store.ts';
import { stormsConformance } from '../conformance/storms.ts';
import { poisonTable } from '../support/poison-table.ts';
import { stateTable } from '../support/state-table.ts';
import { startEmulator } from './emulator.ts';

const emulator = await startEmulator();
afterAll(() => emulator.stop());

const place = async () => {
  const client = new DynamoDBClient(emulator.clientConfig);
  const table = await stateTable(client, `table-${randomUUID()}`);
  return {
    connect: async () => dynamoStore({ client: new DynamoDBClient(emulator.clientConfig), name: table.name }),
    poison: poisonTable({ client, name: table.name }),
    [Symbol.asyncDispose]: () => table[Symbol.asyncDispose](),
  };
};

stateStoreConformance('DynamoDB', place);
stormsConformance('DynamoDB', place);
poisonConformance('DynamoDB', place);

// Each one of them takes a second; all of them run in memory with every `npm test`.
killsConformance('the functions on DynamoDB', place, 16);
