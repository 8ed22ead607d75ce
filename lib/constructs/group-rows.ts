import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, type IMetric, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';

import type { Check } from '../core/check.ts';
import { groupOf } from '../core/metrics/fleet.ts';
import type { MetricName } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';
import { graph, math, MAX_LINES, number, series } from './dashboard-parts.ts';

const total = (name: MetricName): string => `SUM(${series(name, Stats.SUM, 'Group')})`;

/** The numbers of all checks whose groups send metrics for them. */
export const GROUP_NUMBERS: IWidget[] = [
  number('Failed probes', math(total('Failed'), 'Failed probes'), 'now'),
  number(
    'Availability (%)',
    math(`100 * (1 - ${total('Failed')} / ${total('Probes')})`, 'Availability (%)'),
    'the whole time',
  ),
  number(
    'Median duration (ms)',
    math(`AVG(${series('Duration', Stats.p(50), 'Group')})`, 'Median duration (ms)'),
    'the whole time',
  ),
  number(
    'Slowest 1 % (ms)',
    math(`MAX(${series('Duration', Stats.p(99), 'Group')})`, 'Slowest 1 % (ms)'),
    'the whole time',
  ),
  number('Retries', math(total('RetryCount'), 'Retries'), 'the whole time'),
  number('5xx answers', math(total('5xx'), '5xx answers'), 'the whole time'),
];

/** One line per group; of very many groups, those with most checks. */
export const groupRows = (checks: readonly Check[]): IWidget[][] => {
  const groups = [...Map.groupBy(checks, groupOf)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MAX_LINES)
    .map(([group]) => group);
  const lines = (name: MetricName, statistic: string): readonly IMetric[] =>
    groups.map((group) => groupMetric(group, name, statistic));
  // Ids are those of a whole graph.
  const availability = groups.map((group, n) =>
    math(`100 * (1 - failed${n} / probes${n})`, group, {
      [`failed${n}`]: groupMetric(group, 'Failed', Stats.SUM),
      [`probes${n}`]: groupMetric(group, 'Probes', Stats.SUM),
    }),
  );
  return [
    [
      graph('Groups: failed probes', lines('Failed', Stats.SUM), 8),
      graph('Groups: availability (%)', availability, 8),
      graph('Groups: 5xx answers', lines('5xx', Stats.SUM), 8),
    ],
    [
      graph('Groups: duration, median (ms)', lines('Duration', Stats.p(50)), 8),
      graph('Groups: duration, slowest 10 % (ms)', lines('Duration', Stats.p(90)), 8),
      graph('Groups: duration, slowest 1 % (ms)', lines('Duration', Stats.p(99)), 8),
    ],
    [
      graph('Groups: first attempts that failed', lines('FirstAttemptFailed', Stats.SUM), 8),
      graph('Groups: retries', lines('RetryCount', Stats.SUM), 8),
      graph('Groups: time waited before retries (ms)', lines('BackoffTime', Stats.SUM), 8),
    ],
  ];
};

const groupMetric = (group: string, metricName: MetricName, statistic: string): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { Group: group },
    statistic,
    period: Duration.minutes(1),
    label: group,
  });
