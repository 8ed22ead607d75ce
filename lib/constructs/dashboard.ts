import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LegendPosition,
  MathExpression,
  Metric,
  PeriodOverride,
  SingleValueWidget,
  Stats,
  TextWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

import type { MetricName } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';

/** What a dashboard shows besides the checks' metrics. */
export interface DashboardOptions {
  readonly title: string;
  readonly checkAlarms: readonly IAlarm[];
  readonly ownAlarms: readonly IAlarm[];
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  readonly locations: readonly string[];
}

/** An alarm widget shows at most so many (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_remove_alarm_dashboard.html). */
const MAX_SHOWN_ALARMS = 100;

const [FULL, HALF, HEIGHT] = [24, 12, 6];

/** The state of the fleet, its latency, its retries, its errors, and our own health. Its size does not grow with the number of checks: it searches for their series. */
export const dashboard = (scope: Construct, id: string, options: DashboardOptions): Dashboard =>
  new Dashboard(scope, id, {
    defaultInterval: Duration.hours(3),
    periodOverride: PeriodOverride.AUTO,
    widgets: [
      [
        new TextWidget({
          markdown: `# ${options.title}\nWhat is down, since when, how slow, how often retried.`,
          width: FULL,
          height: 2,
        }),
      ],
      alarmRow('Checks', options.checkAlarms),
      [
        graph('Down', [search('Failed', Stats.MAXIMUM)]),
        graph('Availability without retries (%)', [search('SuccessPercent', Stats.AVERAGE)]),
      ],
      [
        graph('Duration, median (ms)', [search('Duration', Stats.p(50))]),
        graph('Duration, slowest 1 % (ms)', [search('Duration', Stats.p(99))]),
      ],
      [
        graph('5xx answers', [search('5xx', Stats.SUM)]),
        graph('First attempts that failed', [search('FirstAttemptFailed', Stats.SUM)]),
      ],
      [
        graph('Retries', [search('RetryCount', Stats.SUM)]),
        graph('Time waited before retries (ms)', [search('BackoffTime', Stats.SUM)]),
      ],
      alarmRow('whydown itself', options.ownAlarms),
      [missedProbes(options.locations), ownGraph(options.functions), parked(options.deadLetters)],
    ],
  });

/** One line per check, whatever checks there are. */
const search = (name: MetricName, statistic: string): IMetric =>
  new MathExpression({
    expression: `SEARCH('{${METRIC_NAMESPACE},CheckName} MetricName="${name}"', '${statistic}')`,
    label: '',
    usingMetrics: {},
    period: Duration.minutes(1),
  });

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({
    title,
    left,
    width: HALF,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false },
    legendPosition: LegendPosition.RIGHT,
  });

const alarmRow = (title: string, alarms: readonly IAlarm[]): IWidget[] =>
  alarms.length === 0
    ? []
    : [new AlarmStatusWidget({ title, alarms: alarms.slice(0, MAX_SHOWN_ALARMS), width: FULL, height: 4 })];

const missedProbes = (locations: readonly string[]): SingleValueWidget =>
  new SingleValueWidget({
    title: 'Missed probes',
    metrics: locations.map(
      (location) =>
        new Metric({
          namespace: METRIC_NAMESPACE,
          metricName: 'MissedProbes',
          dimensionsMap: { Location: location },
          statistic: Stats.SUM,
          label: location,
        }),
    ),
    width: 6,
    height: HEIGHT,
    setPeriodToTimeRange: true,
  });

const ownGraph = (functions: DashboardOptions['functions']): GraphWidget =>
  graph(
    'Errors of our functions',
    Object.entries(functions).map(([label, each]) => each.metricErrors({ label })),
  );

const parked = (deadLetters: DashboardOptions['deadLetters']): SingleValueWidget =>
  new SingleValueWidget({
    title: 'Steps that were given up',
    metrics: Object.entries(deadLetters).map(([label, queue]) =>
      queue.metricApproximateNumberOfMessagesVisible({ label, statistic: Stats.MAXIMUM }),
    ),
    width: 6,
    height: HEIGHT,
  });
