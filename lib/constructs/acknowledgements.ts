import { Token, Validations, type Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Findings of cdk-nag that are meant, each with its reason; an app without cdk-nag does not notice. */
const REASONS = {
  'AwsSolutions::AwsSolutions-SQS3':
    'a tick that nobody took in time is worth nothing: it is counted as missed when it is found late, and an alarm says so',
  'Serverless::Serverless-SQSRedrivePolicy':
    'a tick that nobody took in time is worth nothing, and a dead-letter queue has none of its own',
  'Serverless::Serverless-LambdaDLQ':
    'called by SQS, whose queue has the dead-letter queue, or synchronously, or by Scheduler for a minute that is over when a retry would come',
  'Serverless::Serverless-LambdaTracing':
    'our own traces would be billed with every probe; each attempt carries an id of its own instead',
  'Serverless::Serverless-LambdaAsyncFailureDestination':
    'a minute whose dispatch failed is over; the heartbeat and the error alarm say so',
  'Serverless::Serverless-LambdaEventSourceMappingDestination':
    'destinations are for streams; the queue of this mapping has its dead-letter queue, or holds ticks that expire',
  'AwsSolutions::AwsSolutions-IAM5[Resource::*]':
    'PutMetricData (limited to our namespace), the results of log queries, the names of log groups, log deliveries, task definitions, load balancers, events of databases, deployments, CloudTrail, metrics and tags of alarms know no narrower resource',
} as const;

/** Says of a construct that these findings are meant. */
export const acknowledge = (construct: IConstruct, ...ids: readonly (keyof typeof REASONS)[]): void => {
  for (const id of ids) Validations.of(construct).acknowledge({ id, reason: REASONS[id] });
};

/** Says of a role that the wildcards in its statements' resources are meant. */
export const acknowledgeResources = (
  role: IConstruct,
  statements: readonly PolicyStatement[],
  { stack, reason }: { readonly stack: Stack; readonly reason: string },
): void => {
  const wild = new Set(statements.flatMap(({ resources }) => resources).filter((arn) => /\*/.test(arn)));
  for (const arn of wild) {
    const id = `AwsSolutions::AwsSolutions-IAM5[Resource::${shown(arn, stack)}]`;
    Validations.of(role).acknowledge({ id, reason });
  }
};

/** As cdk-nag writes an ARN: references in angle brackets. */
const shown = (arn: string, stack: Stack): string => {
  if (!Token.isUnresolved(arn)) return arn;
  const resolved = stack.resolve(arn) as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] };
  const parts = resolved['Fn::Join']?.[1] ?? [];
  return parts
    .map((part) => (typeof part === 'string' ? part : `<${String((part as { Ref?: string }).Ref)}>`))
    .join('');
};
