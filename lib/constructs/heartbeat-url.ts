import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

import { BEAT_PREFIX } from '../aws/dynamo/keys.ts';
import { ENVIRONMENT } from '../aws/environment.ts';
import type { Check } from '../core/check.ts';
import { allow } from './grants.ts';
import { program, type ProgramOptions, type ProgramSettings } from './program.ts';
import { secretStatements } from './secret-statements.ts';

/** Where jobs call. */
export interface HeartbeatUrl {
  readonly function: LambdaFunction;
  /** Ends with `/heartbeats/`; the name of the check follows. */
  readonly url: string;
}

/** What it is made with. */
export interface HeartbeatUrlOptions {
  readonly checks: readonly Check[];
  readonly table: ITable;
  readonly common: ProgramSettings & Pick<ProgramOptions, 'plan'>;
}

/** The function that jobs call and its URL; nothing where no check waits for a job. */
export const heartbeatUrl = (
  scope: Construct,
  { checks, table, common }: HeartbeatUrlOptions,
): HeartbeatUrl | undefined => {
  const heartbeats = checks.filter(({ type }) => type === 'heartbeat');
  if (heartbeats.length === 0) return undefined;
  const made = program(scope, 'Heartbeat', {
    program: 'heartbeat',
    description: 'Takes the calls of jobs that say that they have run',
    timeout: Duration.seconds(15),
    memorySize: 256,
    environment: { [ENVIRONMENT.table]: table.tableName },
    ...common,
  });
  allow(made, [beatStatement(table), ...secretStatements(heartbeats, Stack.of(scope))]);
  // Jobs have no credentials of AWS: each call must carry the token of its check instead.
  const { url } = made.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  const value = `${url}heartbeats/`;
  new CfnOutput(scope, 'HeartbeatUrl', { value, description: 'Where jobs call: add the name of the check' });
  return { function: made, url: value };
};

/** The items of heartbeats, and none of the states and incidents beside them. */
const beatStatement = (table: ITable): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${BEAT_PREFIX}*`] } },
  });
