import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
  type AlarmProps,
  type IAlarmAction,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';

/** What of ourselves is watched. */
export interface OwnAlarmOptions {
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  readonly locations: readonly string[];
  /** Functions that are called again and again while all is well. */
  readonly heartbeats: Readonly<Record<string, { readonly of: IFunction; readonly every: Duration }>>;
  readonly action: IAlarmAction;
}

/**
 * Alarms about whydown itself: probes that were missed, steps that were given up, errors, silence. Plain metrics, for
 * they must work when little else does.
 */
export const ownAlarms = (scope: Construct, id: string, options: OwnAlarmOptions): readonly Alarm[] => {
  const own = new Construct(scope, id);
  const { action, locations, deadLetters, functions, heartbeats } = options;
  return [
    ...locations.map(missedProbes),
    ...Object.entries(deadLetters).map(parkedSteps),
    ...Object.entries(functions).map(errors),
    ...Object.entries(heartbeats).map(silence),
  ].map(({ name, props }) => {
    const alarm = new Alarm(own, name, { ...ONE_OF_ONE, ...props });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  });
};

interface OwnAlarm {
  readonly name: string;
  readonly props: Pick<AlarmProps, 'metric' | 'alarmDescription'> & Partial<AlarmProps>;
}

const ONE_OF_ONE = {
  threshold: 1,
  evaluationPeriods: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
} as const;

const LOOK_EVERY = Duration.minutes(5);

const missedProbes = (location: string): OwnAlarm => ({
  name: `MissedProbes-${location}`,
  props: {
    alarmDescription: `Probes from ${location} were not made, came too late, or could not be judged.`,
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: 'MissedProbes',
      dimensionsMap: { Location: location },
      statistic: Stats.SUM,
      period: LOOK_EVERY,
    }),
  },
});

const parkedSteps = ([name, queue]: readonly [string, IQueue]): OwnAlarm => ({
  name: `${name}DeadLetters`,
  props: {
    alarmDescription: `Steps of incidents were given up by ${name}; look at the messages, then redrive or purge them.`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
  },
});

const errors = ([name, failing]: readonly [string, IFunction]): OwnAlarm => ({
  name: `${name}Errors`,
  props: {
    alarmDescription: `The function ${name} failed; its log says why.`,
    metric: failing.metricErrors({ period: LOOK_EVERY }),
  },
});

const silence = ([name, { of: called, every }]: readonly [
  string,
  OwnAlarmOptions['heartbeats'][string],
]): OwnAlarm => ({
  name: `${name}Silent`,
  props: {
    alarmDescription: `The function ${name} was not called: nothing is being watched.`,
    metric: called.metricInvocations({ period: every }),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
  },
});
