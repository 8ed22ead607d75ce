import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  LegendPosition,
  MathExpression,
  SingleValueWidget,
  Stats,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';

import type { Check } from '../core/check.ts';
import type { MetricName } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';
import { checkMetric } from './check-metric.ts';

/** What is known besides the checks. */
export interface FleetRowOptions {
  readonly hasGroupMetrics: boolean;
  readonly incidents: IWidget;
}

/** Groups that have a row of their own; beyond that a dashboard is a list that nobody reads. */
const MAX_GROUP_ROWS = 8;

/** Lines in a graph whose legend one can still read. */
const MAX_LINES = 40;

/** The rows about the checks: numbers, incidents, and graphs; then a row for each group. */
export const fleetRows = (
  checks: readonly Check[],
  { hasGroupMetrics, incidents }: FleetRowOptions,
): IWidget[][] => {
  const own = checks.filter(({ metrics }) => metrics !== 'fleet');
  return [
    ...(own.length > 0 ? [NUMBERS] : []),
    [incidents],
    ...(own.length > 0 ? seriesRows(own) : []),
    ...(hasGroupMetrics ? [GROUPS] : []),
    ...groupRows(own),
  ];
};

/** `CheckName` for the series of checks, `Group` for those that a group sends together. */
type Dimension = 'CheckName' | 'Group';

const series = (name: MetricName, statistic: string, dimension: Dimension = 'CheckName'): string =>
  `SEARCH('{${METRIC_NAMESPACE},${dimension}} MetricName="${name}"', '${statistic}')`;

const math = (expression: string, label = ''): IMetric =>
  new MathExpression({ expression, label, usingMetrics: {}, period: Duration.minutes(1) });

const number = (title: string, expression: string, ofWholeTime: boolean): SingleValueWidget =>
  new SingleValueWidget({
    title,
    metrics: [math(expression, title)],
    width: 4,
    height: 4,
    sparkline: !ofWholeTime,
    setPeriodToTimeRange: ofWholeTime,
  });

const graph = (title: string, left: IMetric[], width: number): GraphWidget =>
  new GraphWidget({
    title,
    left,
    width,
    height: 6,
    leftYAxis: { min: 0, showUnits: false },
    legendPosition: LegendPosition.BOTTOM,
  });

const NUMBERS: IWidget[] = [
  number('Checks down', `SUM(${series('Failed', Stats.MAXIMUM)})`, false),
  number('Availability (%)', `AVG(${series('SuccessPercentWithRetries', Stats.AVERAGE)})`, true),
  number('Median duration (ms)', `AVG(${series('Duration', Stats.p(50))})`, true),
  number('Slowest 1 % (ms)', `MAX(${series('Duration', Stats.p(99))})`, true),
  number('Retries', `SUM(${series('RetryCount', Stats.SUM)})`, true),
  number('5xx answers', `SUM(${series('5xx', Stats.SUM)})`, true),
];

/** One line per check, whatever checks there are. */
const seriesRows = (checks: readonly Check[]): IWidget[][] => [
  [
    graph('Down', [math(series('Failed', Stats.MAXIMUM))], 8),
    graph('Availability (%)', [math(series('SuccessPercentWithRetries', Stats.AVERAGE))], 8),
    graph('Availability without retries (%)', [math(series('SuccessPercent', Stats.AVERAGE))], 8),
  ],
  [
    graph('Duration, median (ms)', [math(series('Duration', Stats.p(50)))], 8),
    graph('Duration, slowest 10 % (ms)', [math(series('Duration', Stats.p(90)))], 8),
    graph('Duration, slowest 1 % (ms)', [math(series('Duration', Stats.p(99)))], 8),
  ],
  [
    graph('5xx answers', [math(series('5xx', Stats.SUM))], 6),
    graph('First attempts that failed', [math(series('FirstAttemptFailed', Stats.SUM))], 6),
    graph('Retries', [math(series('RetryCount', Stats.SUM))], 6),
    graph('Time waited before retries (ms)', [math(series('BackoffTime', Stats.SUM))], 6),
  ],
  ...(checks.some(hasCertificate)
    ? [[graph('Days until certificates end', [math(series('CertificateDaysLeft', Stats.MINIMUM))], 24)]]
    : []),
];

const hasCertificate = ({ type, target }: Check): boolean =>
  type === 'tls' || /^(?:https|wss):/.test(String((target as { readonly url?: unknown }).url));

const GROUPS: IWidget[] = [
  graph('Failed probes of groups', [math(series('Failed', Stats.SUM, 'Group'))], 8),
  graph('Duration of groups, median (ms)', [math(series('Duration', Stats.p(50), 'Group'))], 8),
  graph('Duration of groups, slowest 1 % (ms)', [math(series('Duration', Stats.p(99), 'Group'))], 8),
];

/** Checks of a group side by side; their names stand in the template, so that the row shows them alone. */
const groupRows = (checks: readonly Check[]): IWidget[][] => {
  const groups = [...Map.groupBy(checks, ({ group }) => group)].filter(([group]) => group !== undefined);
  if (groups.length < 2 || groups.length > MAX_GROUP_ROWS) return [];
  return groups.map(([group, own]) => {
    const line = (name: MetricName, statistic: string): IMetric[] =>
      own.slice(0, MAX_LINES).map((check) => checkMetric(check.name, name, { statistic, label: check.name }));
    return [
      graph(`${group}: down`, line('Failed', Stats.MAXIMUM), 8),
      graph(`${group}: first attempts that failed`, line('FirstAttemptFailed', Stats.SUM), 8),
      graph(`${group}: duration, slowest 1 % (ms)`, line('Duration', Stats.p(99)), 8),
    ];
  });
};
