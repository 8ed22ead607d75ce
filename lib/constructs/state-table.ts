import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

import { TABLE_INDEX } from '../aws/dynamo/keys.ts';

/** The one table: states of unhealthy checks, incidents with the steps that they owe, fingerprints. */
export const stateTable = (scope: Construct, id: string, removalPolicy: RemovalPolicy): Table => {
  const table = new Table(scope, id, {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expires',
    removalPolicy,
  });
  // Sparse: only incidents that owe a step stand in it, so a sweep of a healthy fleet reads nothing.
  table.addGlobalSecondaryIndex({
    indexName: TABLE_INDEX.due,
    partitionKey: { name: 'due', type: AttributeType.STRING },
    sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  table.addGlobalSecondaryIndex({
    indexName: TABLE_INDEX.status,
    partitionKey: { name: 'status', type: AttributeType.STRING },
    sortKey: { name: 'openedAt', type: AttributeType.NUMBER },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
};
