import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

import { assertStateTable, StateTable } from './state-table.ts';
import type { WhydownSettings } from './whydown-settings.ts';

/** What one may have already. */
export interface GivenOrMade {
  readonly table: ITable;
  readonly eventBus: IEventBus;
  readonly topic: ITopic;
}

/** Takes table, bus and topic as they are given, and makes those that are not. */
export const givenOrMade = (scope: Construct, settings: WhydownSettings): GivenOrMade => {
  const { table, eventBus, topic, encryptionKey: key, removalPolicy } = settings;
  if (table) assertStateTable(table);
  return {
    table:
      table ??
      (new StateTable(scope, 'Table', { removalPolicy, ...(key && { encryptionKey: key }) }) as ITable),
    eventBus: eventBus ?? (new EventBus(scope, 'Bus', key && { kmsKey: key }) as IEventBus),
    topic: topic ?? new Topic(scope, 'Topic', { enforceSSL: true, ...(key && { masterKey: key }) }),
  };
};
