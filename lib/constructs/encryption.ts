import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

import { allow } from './grants.ts';

/** What whoever reads and writes encrypted items and messages does with their key; spelled out, for a role of ours has no wildcards. */
const READ_AND_WRITE = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'ReEncryptFrom',
  'ReEncryptTo',
  'DescribeKey',
];

/**
 * Lets the functions, and the services that write into encrypted things for us, use the key: CloudWatch Logs into log
 * groups, alarms into the topic. SQS and EventBridge are let in by their own constructs.
 */
export const useKey = (scope: Construct, key: IKey, functions: readonly IFunction[]): void => {
  const { region, account, partition } = Stack.of(scope);
  const actions = READ_AND_WRITE.map((verb) => `kms:${verb}`);
  for (const each of functions) allow(each, [new PolicyStatement({ actions, resources: [key.keyArn] })]);
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions,
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
};
