import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

import type { Check } from '../core/check.ts';
import { checkMetric } from './check-metric.ts';

/** Two bad periods of three: a single failed probe alarms nobody. */
const [PERIODS, BAD_PERIODS] = [3, 2];

/** The longest time that an alarm looks back (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html). */
const LONGEST_LOOK_S = 86_400;

/** Wide, since a band of 2 is left by one point in twenty of a healthy check. */
const BAND_WIDTH = 4;

/** Goes off when all attempts of a check's probes failed, or when there were no probes. */
export const downAlarm = (scope: Construct, id: string, check: Check): Alarm =>
  new Alarm(scope, id, {
    alarmDescription: described(`Check ${check.name} is down: all attempts of its probes failed.`, check),
    metric: checkMetric(check.name, 'Failed', { period: periodOf(check) }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    ...lookOf(check),
    treatMissingData: TreatMissingData.BREACHING,
  });

/** Goes off when a check takes longer than it usually does at this hour of this weekday. */
export const durationAlarm = (scope: Construct, id: string, check: Check): Alarm =>
  new AnomalyDetectionAlarm(scope, id, {
    alarmDescription: described(`Check ${check.name} takes unusually long.`, check),
    // The median: one slow probe is the business of `latency`.
    metric: checkMetric(check.name, 'Duration', { statistic: Stats.p(50), period: periodOf(check) }),
    stdDevs: BAND_WIDTH,
    comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    ...lookOf(check),
    // The other alarm says that there are no probes.
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

const described = (sentence: string, { runbook }: Check): string => `${sentence} ${runbook ?? ''}`.trim();

/** At least one probe in every period; alarms know whole minutes. */
export const periodOf = ({ intervalMs }: Pick<Check, 'intervalMs'>): Duration =>
  Duration.seconds(Math.max(1, Math.ceil(intervalMs / 60_000)) * 60);

/** Two bad periods of three, as far as an alarm looks back. */
export const lookOf = (
  check: Pick<Check, 'intervalMs'>,
): { readonly evaluationPeriods: number; readonly datapointsToAlarm: number } => {
  const periods = periodOf(check).toSeconds() * PERIODS > LONGEST_LOOK_S ? 1 : PERIODS;
  return { evaluationPeriods: periods, datapointsToAlarm: Math.min(periods, BAD_PERIODS) };
};
