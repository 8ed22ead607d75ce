import { NestedStack } from 'aws-cdk-lib';
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

import type { Config } from '../core/config/config.ts';
import { hashOf } from '../core/config/plan.ts';
import { alarmMutes, mutesOf, type MutableAlarm } from './alarm-mutes.ts';

/** What alarms are made of, one or more for each subject. */
export interface AlarmPartsOptions<Subject> {
  readonly subjects: readonly Subject[];
  readonly nameOf: (subject: Subject) => string;
  readonly perSubject: number;
  readonly make: (scope: Construct, subject: Subject) => readonly MutableAlarm[];
  readonly maintenance: Config['maintenance'];
  readonly actions?: readonly IAlarmAction[] | undefined;
  readonly okActions?: readonly IAlarmAction[] | undefined;
  /** What to do when they are too many to be deployed. */
  readonly wayOut: string;
}

/** Alarms, and whether they are in nested stacks. */
export interface AlarmParts {
  readonly alarms: readonly Alarm[];
  readonly nested: boolean;
}

/** A template holds 500 resources (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html); so many of them are left to alarms beside the rest of a stack. */
const IN_ONE_STACK = 250;

/** What one operation on a stack and its nested stacks may hold is 2,500 (the same page); the stack itself needs some. */
const IN_ALL_STACKS = 2_400;

/**
 * Makes alarms with their mute rules; what one stack has no room for is spread over nested stacks by the hashes of the
 * subjects' names. Their number is a power of two, so that alarms rarely move from one to another.
 */
export const alarmParts = <Subject>(scope: Construct, options: AlarmPartsOptions<Subject>): AlarmParts => {
  const { subjects, nameOf, perSubject, maintenance } = options;
  const alarms = subjects.length * perSubject;
  const resources = alarms + mutesOf(alarms, maintenance);
  if (resources > IN_ALL_STACKS)
    throw new Error(
      `${alarms} alarms would be ${resources} resources with their mute rules, and CloudFormation deploys at most ` +
        `${IN_ALL_STACKS} at once: ${options.wayOut}`,
    );
  const nested = resources > IN_ONE_STACK;
  const count = nested ? 2 ** Math.ceil(Math.log2(resources / IN_ONE_STACK)) : 1;
  const parts = Map.groupBy(subjects, (subject) => Math.floor(hashOf(nameOf(subject)) * count));
  const inOrder = [...parts].sort(([a], [b]) => a - b);
  return {
    nested,
    alarms: inOrder.flatMap(([part, own]) =>
      makePart(nested ? new NestedStack(scope, `Part${part}`, { description: PART }) : scope, own, options),
    ),
  };
};

const PART = 'whydown: alarms that the stack has no room for';

const makePart = <Subject>(
  scope: Construct,
  subjects: readonly Subject[],
  { make, maintenance, actions = [], okActions = [] }: AlarmPartsOptions<Subject>,
): readonly Alarm[] => {
  const made = subjects.flatMap((subject) => make(scope, subject));
  for (const { alarm } of made) {
    alarm.addAlarmAction(...actions);
    alarm.addOkAction(...okActions);
  }
  alarmMutes(scope, made, maintenance);
  return made.map(({ alarm }) => alarm);
};
