import {
  Alarm,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
  type IAlarmAction,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

import type { Check } from '../core/check.ts';
import type { Config } from '../core/config/config.ts';
import { groupOf } from '../core/metrics/fleet.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';
import { alarmParts } from './alarm-parts.ts';
import { lookOf, periodOf } from './alarms-of-check.ts';

/** When the alarms about a fleet go off, and what they do. */
export interface FleetAlarmsProps {
  /** As `readConfig` reads it. */
  readonly config: Pick<Config, 'checks' | 'maintenance'>;
  /**
   * The share of a group's probes that failed, in percent, from which its alarm goes off; one probe at least.
   * @default 5
   */
  readonly percent?: number;
  /**
   * What the alarms do when they go off.
   * @default - nothing
   */
  readonly actions?: readonly IAlarmAction[];
  /**
   * What the alarms do when all is well again.
   * @default - nothing
   */
  readonly okActions?: readonly IAlarmAction[];
}

/**
 * One alarm per group of checks, where one per check would be too many: it goes off when a share of the group's probes
 * failed, or none were made. Checks without a group are one group.
 */
export class FleetAlarms extends Construct {
  readonly alarms: readonly Alarm[];
  /** Whether they are in nested stacks. */
  readonly nested: boolean;

  constructor(scope: Construct, id: string, props: FleetAlarmsProps) {
    super(scope, id);
    const { config, percent = 5, actions, okActions } = props;
    const { alarms, nested } = alarmParts(this, {
      subjects: [...Map.groupBy(config.checks, groupOf)],
      nameOf: ([group]) => group,
      perSubject: 1,
      make: (part, [group, checks]) => [{ alarm: groupAlarm(part, { group, checks, percent }), checks }],
      maintenance: config.maintenance,
      actions,
      okActions,
      wayOut: 'put checks into fewer groups, or switch the alarms off with checkAlarms: false',
    });
    this.alarms = alarms;
    this.nested = nested;
  }
}

interface Group {
  readonly group: string;
  readonly checks: readonly Check[];
  readonly percent: number;
}

const groupAlarm = (scope: Construct, { group, checks, percent }: Group): Alarm => {
  // Every check has a probe in a period of the slowest one.
  const slowest = { intervalMs: Math.max(...checks.map(({ intervalMs }) => intervalMs)) };
  const period = periodOf(slowest);
  const probes = checks.reduce(
    (sum, check) => sum + (period.toMilliseconds() / check.intervalMs) * check.locations.length,
    0,
  );
  const threshold = Math.max(1, Math.ceil((probes * percent) / 100));
  return new Alarm(scope, group.replaceAll('/', '|'), {
    alarmDescription: `${threshold} or more of about ${Math.round(probes)} probes of the group ${group} failed (${percent} %), or none were made.`,
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: 'Failed',
      dimensionsMap: { Group: group },
      statistic: Stats.SUM,
      period,
    }),
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    ...lookOf(slowest),
    treatMissingData: TreatMissingData.BREACHING,
  });
};
