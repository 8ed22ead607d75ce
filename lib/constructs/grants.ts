import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

import { TABLE_INDEX } from '../aws/dynamo/keys.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';

/** The role of one of our functions. */
export const roleOf = (each: IFunction): IRole => {
  if (!each.role) throw new Error(`function ${each.node.path} has no role of ours`);
  return each.role;
};

/** Adds statements to a function's role. */
export const allow = (each: IFunction, statements: readonly PolicyStatement[]): void => {
  for (const statement of statements) roleOf(each).addToPrincipalPolicy(statement);
};

/** Table actions that a function uses; a transaction needs those of its parts. */
export const tableStatement = (table: ITable, verbs: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    actions: verbs.map((verb) => `dynamodb:${verb}`),
    resources: [table.tableArn],
  });

/** A query of the index of incidents that owe a step. */
export const dueIndexStatement = (table: ITable): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/${TABLE_INDEX.due}`],
  });

/** Sending to queues. */
export const sendStatement = (queues: readonly IQueue[]): PolicyStatement =>
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map((queue) => queue.queueArn) });

/** Publishing our events. */
export const eventStatement = (bus: IEventBus): PolicyStatement =>
  new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus.eventBusArn] });

/**
 * Our metrics; PutMetricData knows no resources, only the namespace
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html), which is always there.
 */
export const metricStatement = (): PolicyStatement =>
  new PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEqualsIfExists: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
  });
