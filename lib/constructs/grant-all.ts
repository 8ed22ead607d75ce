import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

import type { Config, ConfiguredNotifier } from '../core/config/config.ts';
import { signingRolesIn } from '../core/probe/aws-credentials.ts';
import { acknowledge, acknowledgeResources } from './acknowledgements.ts';
import { componentStatements } from './component-statements.ts';
import type { Functions } from './functions.ts';
import {
  allow,
  dueIndexStatement,
  eventStatement,
  metricStatement,
  roleOf,
  sendStatement,
  tableStatement,
} from './grants.ts';
import type { LocationProber } from './location-prober.ts';
import type { Queues } from './queues.ts';
import { secretStatements } from './secret-statements.ts';

/** What the functions work with. */
export interface Granted {
  readonly config: Config;
  readonly table: ITable;
  readonly bus: IEventBus;
  readonly queues: Queues;
  readonly probers: readonly LocationProber[];
}

/** Gives every function the actions that it uses, on the resources that it uses. */
export const grantAll = (functions: Functions, granted: Granted): void => {
  const { dispatch, probe, diagnose, notify } = functions;
  const { config, table, bus, queues, probers } = granted;
  const stack = Stack.of(dispatch);
  const work = [queues.diagnose.queue, queues.notify.queue];
  allow(dispatch, [sendStatement([queues.probe.queue, ...work]), dueIndexStatement(table)]);
  allow(probe, [
    tableStatement(table, ['Query', 'GetItem', 'PutItem', 'DeleteItem']),
    // It divides the slow lane where too many checks hang.
    sendStatement([queues.probe.queue, ...work]),
    eventStatement(bus),
    metricStatement(),
    ...secretStatements(config.checks, stack),
    ...roleStatements(config.checks),
    ...invokeStatements(probers),
  ]);
  acknowledge(roleOf(probe), 'AwsSolutions::AwsSolutions-IAM5[Resource::*]');
  grantDiagnose(diagnose, granted);
  allow(notify, [
    tableStatement(table, ['Query', 'GetItem', 'PutItem', 'DeleteItem']),
    sendStatement([queues.notify.deadLetters]),
    eventStatement(bus),
    ...secretStatements([config.notifiers, config.deadMan], stack),
    ...topicStatements(Object.values(config.notifiers)),
  ]);
};

const grantDiagnose = (diagnose: IFunction, { config, table, bus, queues }: Granted): void => {
  const stack = Stack.of(diagnose);
  const alarms = config.diagnoseAlarms;
  const watched = [...config.checks, ...alarms].flatMap(({ components }) => components);
  const reads = componentStatements(watched, stack);
  allow(diagnose, [
    tableStatement(table, ['Query', 'GetItem', 'PutItem', 'DeleteItem']),
    sendStatement([queues.diagnose.queue, queues.notify.queue, queues.diagnose.deadLetters]),
    ...(alarms.length > 0 ? [eventStatement(bus)] : []),
    ...tagStatements(config),
    ...reads,
  ]);
  const reason = 'the streams of a log group that the config names, or groups whose names AWS completes';
  acknowledgeResources(roleOf(diagnose), reads, { stack, reason });
  acknowledge(roleOf(diagnose), 'AwsSolutions::AwsSolutions-IAM5[Resource::*]');
};

/** The roles that checks sign their requests with. */
const roleStatements = (checks: Config['checks']): readonly PolicyStatement[] => {
  const roles = signingRolesIn(checks);
  return roles.length === 0
    ? []
    : [new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...roles] })];
};

const invokeStatements = (probers: readonly LocationProber[]): readonly PolicyStatement[] =>
  probers.length === 0
    ? []
    : [
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: probers.map(({ functionArn }) => functionArn),
        }),
      ];

/** An alarm's tags are looked up where alarms are chosen by them; which alarms there are is not ours to know. */
const tagStatements = ({ diagnoseAlarms }: Config): readonly PolicyStatement[] =>
  diagnoseAlarms.some(({ match }) => match.kind === 'tags')
    ? [new PolicyStatement({ actions: ['cloudwatch:ListTagsForResource'], resources: ['*'] })]
    : [];

const topicStatements = (notifiers: readonly ConfiguredNotifier[]): readonly PolicyStatement[] => {
  const topics = notifiers.flatMap(({ type, settings }) =>
    type === 'sns' ? [(settings as { readonly topic: string }).topic] : [],
  );
  return topics.length === 0
    ? []
    : [new PolicyStatement({ actions: ['sns:Publish'], resources: [...new Set(topics)] })];
};
