import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

import { TABLE_INDEX } from '../aws/dynamo/keys.ts';

/** Lets somebody read items by key, and look states and incidents up; never scan or write. */
export const grantReadState = (table: ITable, grantee: IGrantable): Grant => {
  const resourceArns = [table.tableArn, `${table.tableArn}/index/${TABLE_INDEX.status}`];
  const actions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
  if (table.encryptionKey) table.encryptionKey.grant(grantee, 'kms:Decrypt', 'kms:DescribeKey');
  return Grant.addToPrincipal({ grantee, actions, resourceArns });
};
