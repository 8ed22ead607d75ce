import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type ITable,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

import { OWED, TABLE_INDEX } from '../aws/dynamo/keys.ts';

/** What one may say about the table. */
export interface StateTableProps {
  /**
   * What becomes of it when its stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * A key of one's own.
   * @default - the key of AWS for DynamoDB
   */
  readonly encryptionKey?: IKey;
}

const [PARTITION_KEY, SORT_KEY] = ['pk', 'sk'];

/**
 * The one table: states of unhealthy checks, incidents with the steps that they owe, fingerprints. `Whydown` makes one
 * of its own unless it is given one, from a stack that outlives it, say.
 *
 * @example
 * const table = new StateTable(stateful, 'Table');
 * new Whydown(this, 'Probes', { config: 'whydown.yaml', table });
 */
export class StateTable extends Table {
  constructor(scope: Construct, id: string, props: StateTableProps = {}) {
    const { removalPolicy, encryptionKey } = props;
    super(scope, id, {
      partitionKey: { name: PARTITION_KEY, type: AttributeType.STRING },
      sortKey: { name: SORT_KEY, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.AWS_MANAGED }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expires',
      ...(removalPolicy && { removalPolicy }),
    });
    // Sparse: only incidents that owe a step stand in it, so a sweep of a healthy fleet reads nothing.
    this.addGlobalSecondaryIndex({
      indexName: TABLE_INDEX.due,
      partitionKey: { name: 'due', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [OWED],
    });
    this.addGlobalSecondaryIndex({
      indexName: TABLE_INDEX.status,
      partitionKey: { name: 'status', type: AttributeType.STRING },
      sortKey: { name: 'openedAt', type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}

/** Throws for a table of this app that has other keys; what an imported one has is not known here. */
export const assertStateTable = (table: ITable): void => {
  if (!(table instanceof Table)) return;
  const { partitionKeys, sortKeys } = table.schemaV2();
  const found = [partitionKeys[0]?.name ?? 'none', sortKeys[0]?.name ?? 'none'];
  if (found[0] !== PARTITION_KEY || found[1] !== SORT_KEY)
    throw new Error(
      `table ${table.node.path} has the keys ${found.join(' and ')}, expected ${PARTITION_KEY} and ${SORT_KEY}: make it with new StateTable(…)`,
    );
};
