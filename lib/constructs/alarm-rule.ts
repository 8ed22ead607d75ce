import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import type { DiagnosedAlarms } from '../core/config/alarm-section.ts';

/** Which alarms, and where their changes go. */
export interface AlarmRuleOptions {
  readonly alarms: readonly DiagnosedAlarms[];
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
  /** How the names of our own alarms begin. */
  readonly ownPrefix: string;
}

/**
 * Brings state changes of the user's alarms to the diagnose queue. Tags are not in the event, so a selection by tags
 * takes every alarm and leaves the choice to the function. Never our own alarms: whoever diagnoses them would be in a loop.
 */
export const alarmRule = (
  scope: Construct,
  id: string,
  { alarms, queue, deadLetters, ownPrefix }: AlarmRuleOptions,
): Rule | undefined => {
  if (alarms.length === 0) return undefined;
  const matches = alarms.map(({ match }) => match);
  const names = matches.flatMap((match) => (match.kind === 'name' ? [match.name] : []));
  const prefixes = matches.flatMap((match) => (match.kind === 'prefix' ? [match.prefix] : []));
  const wanted = [...names, ...prefixes.map((prefix) => ({ prefix }))];
  const others = [{ 'anything-but': { prefix: ownPrefix } }];
  return new Rule(scope, id, {
    description: 'State changes of alarms that are diagnosed',
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: {
        alarmName: matches.some((match) => match.kind === 'tags') ? others : wanted,
        state: { value: ['ALARM', 'OK'] },
      },
    },
    targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
  });
};
