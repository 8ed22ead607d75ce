import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, PolicyStatement, type IGrantable } from 'aws-cdk-lib/aws-iam';

import { TABLE_INDEX } from '../aws/dynamo/keys.ts';

/** Lets somebody read items by key, and look states and incidents up; never scan or write. */
export const grantReadState = (table: ITable, grantee: IGrantable): Grant => {
  table.encryptionKey?.grant(grantee, 'kms:Decrypt', 'kms:DescribeKey');
  const actions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
  const byKey = Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
  const byStatus = { actions: ['dynamodb:Query'], resourceArns: [statusIndexOf(table)] };
  return byKey.combine(Grant.addToPrincipal({ grantee, ...byStatus }));
};

/** Looking incidents up by their status, and reading them: all that showing them takes. */
export const listIncidentsStatements = (table: ITable): readonly PolicyStatement[] => [
  new PolicyStatement({ actions: ['dynamodb:Query'], resources: [statusIndexOf(table)] }),
  new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources: [table.tableArn] }),
  ...(table.encryptionKey
    ? [new PolicyStatement({ actions: ['kms:Decrypt'], resources: [table.encryptionKey.keyArn] })]
    : []),
];

const statusIndexOf = (table: ITable): string => `${table.tableArn}/index/${TABLE_INDEX.status}`;
