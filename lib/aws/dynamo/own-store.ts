import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { setting } from '../environment.ts';
import { dynamoBeats } from './beats.ts';
import { dynamoStore } from './store.ts';

const table = { client: new DynamoDBClient({}), name: setting('table') };

/** The function's own table, by a client of its own. */
export const ownStore = dynamoStore(table);

/** Signs of life in it. */
export const ownBeats = dynamoBeats(table);
