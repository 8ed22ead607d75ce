import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  PeriodOverride,
  type IAlarm,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import type { Check } from '../core/check.ts';
import type { Config } from '../core/config/config.ts';
import { fleetRows } from './fleet-rows.ts';
import { ownRow } from './own-row.ts';

/** What a dashboard shows besides the checks' metrics. */
export interface DashboardOptions {
  readonly config: Pick<Config, 'checks' | 'locations'>;
  /** The checks whose groups send metrics for them. */
  readonly together: readonly Check[];
  readonly incidents: IWidget;
  readonly checkAlarms: readonly IAlarm[];
  readonly ownAlarms: readonly IAlarm[];
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
}

/** An alarm widget shows at most so many (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_remove_alarm_dashboard.html). */
const MAX_SHOWN_ALARMS = 100;

/**
 * The state of the fleet, its incidents, availability, latency, retries and errors, and our own health. Its size grows with
 * the groups of the config and not with its checks: it searches for their series.
 */
export const dashboard = (scope: Construct, id: string, options: DashboardOptions): Dashboard =>
  new Dashboard(scope, id, {
    defaultInterval: Duration.hours(3),
    periodOverride: PeriodOverride.AUTO,
    widgets: [
      ...fleetRows(options.config.checks, options),
      alarmRow('Alarms of checks', options.checkAlarms),
      alarmRow('Alarms about whydown itself', options.ownAlarms),
      ownRow({ ...options, locations: options.config.locations.map(({ name }) => name) }),
    ],
  });

const alarmRow = (title: string, alarms: readonly IAlarm[]): IWidget[] =>
  alarms.length === 0
    ? []
    : [new AlarmStatusWidget({ title, alarms: alarms.slice(0, MAX_SHOWN_ALARMS), width: 24, height: 4 })];
