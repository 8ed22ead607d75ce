import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

import type { Deployment } from '../aws/deployment.ts';
import type { Functions } from './functions.ts';
import type { Queues } from './queues.ts';

/** What the output speaks of. */
export interface DeploymentParts {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly schedule: CfnSchedule;
  readonly topic: ITopic;
  readonly table: ITable;
  /** How the names of our alarms begin. */
  readonly alarms: string;
}

/** One output by which `whydown doctor` finds its way through the stack. */
export const deploymentOutput = (scope: Construct, id: string, parts: DeploymentParts): CfnOutput => {
  const { functions, queues, schedule, topic, table, alarms } = parts;
  const deployment: Deployment = {
    whydown: 1,
    functions: {
      dispatch: functions.dispatch.functionName,
      probe: functions.probe.functionName,
      diagnose: functions.diagnose.functionName,
      notify: functions.notify.functionName,
    },
    queues: {
      probe: queues.probe.queue.queueUrl,
      diagnose: queues.diagnose.queue.queueUrl,
      notify: queues.notify.queue.queueUrl,
      diagnoseParked: queues.diagnose.deadLetters.queueUrl,
      notifyParked: queues.notify.deadLetters.queueUrl,
    },
    schedule: schedule.ref,
    topic: topic.topicArn,
    table: table.tableName,
    alarms,
  };
  const value = Stack.of(scope).toJsonString(deployment);
  return new CfnOutput(scope, id, { value, description: 'What whydown doctor looks at' });
};
