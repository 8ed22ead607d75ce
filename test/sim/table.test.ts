import { simTable } from '../../bench/sim/table.ts';
import { dynamoStore } from '../../lib/aws/dynamo/store.ts';
import { poisonConformance } from '../conformance/poison.ts';
import { stateStoreConformance } from '../conformance/state-store.ts';
import { stormsConformance } from '../conformance/storms.ts';
import { poisonTable } from '../support/poison-table.ts';

const place = async () => {
  const { client } = simTable(() => 0);
  return {
    connect: async () => dynamoStore({ client, name: 'state' }),
    poison: poisonTable({ client, name: 'state' }),
    [Symbol.asyncDispose]: async () => undefined,
  };
};

stateStoreConformance('the table of the simulation', place);
stormsConformance('the table of the simulation', place);
poisonConformance('the table of the simulation', place);
