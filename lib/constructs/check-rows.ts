import { Stats, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';

import type { Check } from '../core/check.ts';
import type { MetricName } from '../core/metrics/metric.ts';
import { checkMetric } from './check-metric.ts';
import { graph, math, MAX_LINES, number, series } from './dashboard-parts.ts';

const sought = (name: MetricName, statistic: string): IMetric => math(series(name, statistic));

const summed = (expression: string, title: string, of: 'now' | 'the whole time'): IWidget =>
  number(title, math(expression, title), of);

/** The numbers of checks that are few enough to be searched for. */
export const CHECK_NUMBERS: IWidget[] = [
  summed(`SUM(${series('Failed', Stats.MAXIMUM)})`, 'Checks down', 'now'),
  summed(`AVG(${series('SuccessPercentWithRetries', Stats.AVERAGE)})`, 'Availability (%)', 'the whole time'),
  summed(`AVG(${series('Duration', Stats.p(50))})`, 'Median duration (ms)', 'the whole time'),
  summed(`MAX(${series('Duration', Stats.p(99))})`, 'Slowest 1 % (ms)', 'the whole time'),
  summed(`SUM(${series('RetryCount', Stats.SUM)})`, 'Retries', 'the whole time'),
  summed(`SUM(${series('5xx', Stats.SUM)})`, '5xx answers', 'the whole time'),
];

/** One line per check, whatever checks there are. */
export const checkRows = (checks: readonly Check[]): IWidget[][] => [
  [
    graph('Down', [sought('Failed', Stats.MAXIMUM)], 8),
    graph('Availability (%)', [sought('SuccessPercentWithRetries', Stats.AVERAGE)], 8),
    graph('Availability without retries (%)', [sought('SuccessPercent', Stats.AVERAGE)], 8),
  ],
  [
    graph('Duration, median (ms)', [sought('Duration', Stats.p(50))], 8),
    graph('Duration, slowest 10 % (ms)', [sought('Duration', Stats.p(90))], 8),
    graph('Duration, slowest 1 % (ms)', [sought('Duration', Stats.p(99))], 8),
  ],
  [
    graph('5xx answers', [sought('5xx', Stats.SUM)], 6),
    graph('First attempts that failed', [sought('FirstAttemptFailed', Stats.SUM)], 6),
    graph('Retries', [sought('RetryCount', Stats.SUM)], 6),
    graph('Time waited before retries (ms)', [sought('BackoffTime', Stats.SUM)], 6),
  ],
  ...(checks.some(hasCertificate)
    ? [[graph('Days until certificates end', [sought('CertificateDaysLeft', Stats.MINIMUM)], 24)]]
    : []),
  ...apartByGroup(checks),
];

/** Groups that have a row of their own; beyond that a dashboard is a list that nobody reads. */
const MAX_GROUP_ROWS = 8;

const hasCertificate = ({ type, target }: Check): boolean =>
  type === 'tls' || /^(?:https|wss):/.test(String((target as { readonly url?: unknown }).url));

/** Checks of a group side by side; their names stand in the template, so that the row shows them alone. */
const apartByGroup = (checks: readonly Check[]): IWidget[][] => {
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
