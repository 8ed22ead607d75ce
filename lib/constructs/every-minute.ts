import { PolicyStatement, Role, ServicePrincipal, type IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';

/** What the dispatch function is told: the minute for which Scheduler calls it. */
const SCHEDULED_AT = '<aws.scheduler.scheduled-time>';

/** What is called, and the most that the one who calls may be allowed. */
export interface EveryMinuteOptions {
  readonly called: IFunction;
  readonly permissionsBoundary?: IManagedPolicy;
}

/**
 * Calls a function once in every minute. A call that fails is not repeated: the next one comes in a minute, and by
 * default Scheduler would go on for 24 hours.
 */
export const everyMinute = (
  scope: Construct,
  id: string,
  { called, permissionsBoundary }: EveryMinuteOptions,
): CfnSchedule => {
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    ...(permissionsBoundary && { permissionsBoundary }),
  });
  role.addToPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [called.functionArn] }),
  );
  return new CfnSchedule(scope, id, {
    description: 'Enqueues the probes of the next minute',
    scheduleExpression: 'cron(* * * * ? *)',
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: called.functionArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ scheduledAt: SCHEDULED_AT }),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    },
  });
};
