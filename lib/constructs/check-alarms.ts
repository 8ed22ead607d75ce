import { Annotations, Duration } from 'aws-cdk-lib';
import { Alarm, Metric, Stats, TreatMissingData, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

import type { Check } from '../core/check.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';

/** How many alarms there may be, and what they do. */
export interface CheckAlarmOptions {
  readonly max: number;
  /** None by default: an incident pages once already. */
  readonly actions: readonly IAlarmAction[];
}

/** Two bad periods of three: a single failed probe alarms nobody. */
const [PERIODS, BAD_PERIODS] = [3, 2];

/** The longest time that an alarm looks back (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html). */
const LONGEST_LOOK_S = 86_400;

/** One alarm per check on `Failed`, the face of a check in CloudWatch itself. */
export const checkAlarms = (
  scope: Construct,
  checks: readonly Check[],
  options: CheckAlarmOptions,
): readonly Alarm[] => {
  // A check at the level `fleet` sends no metrics of its own.
  const watched = checks.filter((check) => check.metrics !== 'fleet');
  if (watched.length > options.max) {
    Annotations.of(scope).addError(
      `the config has ${watched.length} checks, and one alarm each is more than maxCheckAlarms (${options.max}): ` +
        `raise it (a stack holds 500 resources), switch the alarms off with checkAlarms: false, or give checks metrics: fleet`,
    );
    return [];
  }
  return watched.map((check) => checkAlarm(scope, check, options.actions));
};

const checkAlarm = (scope: Construct, check: Check, actions: readonly IAlarmAction[]): Alarm => {
  const periodS = periodOf(check.intervalMs);
  const periods = periodS * PERIODS > LONGEST_LOOK_S ? 1 : PERIODS;
  const alarm = new Alarm(scope, constructIdOf(check.name), {
    alarmDescription:
      `Check ${check.name} is down: all attempts of its probes failed. ${check.runbook ?? ''}`.trim(),
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: 'Failed',
      dimensionsMap: { CheckName: check.name },
      statistic: Stats.MAXIMUM,
      period: Duration.seconds(periodS),
    }),
    threshold: 1,
    evaluationPeriods: periods,
    datapointsToAlarm: Math.min(periods, BAD_PERIODS),
    treatMissingData: TreatMissingData.BREACHING,
  });
  for (const action of actions) alarm.addAlarmAction(action);
  return alarm;
};

/** At least one probe in every period; alarms know whole minutes. */
const periodOf = (intervalMs: number): number => Math.max(1, Math.ceil(intervalMs / 60_000)) * 60;

/** A construct's id may hold no slash, and a check's name no bar. */
const constructIdOf = (checkName: string): string => checkName.replaceAll('/', '|');
