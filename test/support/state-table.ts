import { CreateTableCommand, DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { StateTable as TableConstruct } from '../../lib/constructs/state-table.ts';

/** A table of the shape that the stack deploys, under a name of its own. */
export interface StateTable extends AsyncDisposable {
  readonly name: string;
}

/** Makes the table that the construct describes, without a deployment; it goes when it is disposed of. */
export const stateTable = async (client: DynamoDBClient, name: string): Promise<StateTable> => {
  const { stack } = new TableConstruct(new Stack(new App()), 'Table');
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = resource!['Properties'];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema,
      AttributeDefinitions,
      GlobalSecondaryIndexes,
      BillingMode,
    }),
  );
  return {
    name,
    [Symbol.asyncDispose]: async () => {
      await client.send(new DeleteTableCommand({ TableName: name }));
    },
  };
};
