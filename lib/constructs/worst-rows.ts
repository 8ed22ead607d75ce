import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';

import type { MetricName } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';
import { graph, math, number } from './dashboard-parts.ts';

/** Of so many checks the worst are shown. */
const WORST = 20;

/** What Metrics Insights knows; percentiles are not among them. */
type Aggregate = 'AVG' | 'MAX' | 'SUM';

/** `SELECT MAX("Failed") FROM SCHEMA("Whydown", CheckName) GROUP BY CheckName ORDER BY MAX() DESC LIMIT 20`. */
const worst = (name: MetricName, aggregate: Aggregate): IMetric =>
  math(`${all(name, aggregate)} GROUP BY CheckName ORDER BY ${aggregate}() DESC LIMIT ${WORST}`);

const all = (name: MetricName, aggregate: Aggregate): string =>
  `SELECT ${aggregate}("${name}") FROM SCHEMA("${METRIC_NAMESPACE}", CheckName)`;

/** The numbers of checks that are too many to be searched for, where no group sends metrics. `Failed` is 0 or 1, and always sent. */
export const WORST_NUMBERS: IWidget[] = [
  number('Failed probes', math(all('Failed', 'SUM'), 'Failed probes'), 'now'),
  number(
    'Availability (%)',
    math('100 * (1 - failed)', 'Availability (%)', { failed: math(all('Failed', 'AVG')) }),
    'the whole time',
  ),
  number('Mean duration (ms)', math(all('Duration', 'AVG'), 'Mean duration (ms)'), 'the whole time'),
  number('Longest (ms)', math(all('Duration', 'MAX'), 'Longest (ms)'), 'the whole time'),
  number('Retries', math(all('RetryCount', 'SUM'), 'Retries'), 'the whole time'),
  number('5xx answers', math(all('5xx', 'SUM'), '5xx answers'), 'the whole time'),
];

/** The worst of many checks, each by what it is bad at. */
export const WORST_ROWS: IWidget[][] = [
  [
    graph(`Down, ${WORST} checks at most`, [worst('Failed', 'MAX')], 8),
    graph(`Most failed probes, ${WORST} checks`, [worst('Failed', 'SUM')], 8),
    graph(`Slowest, ${WORST} checks (mean, ms)`, [worst('Duration', 'AVG')], 8),
  ],
  [
    graph(`Most 5xx answers, ${WORST} checks`, [worst('5xx', 'SUM')], 8),
    graph(`Most retries, ${WORST} checks`, [worst('RetryCount', 'SUM')], 8),
    graph(`Most first attempts that failed, ${WORST} checks`, [worst('FirstAttemptFailed', 'SUM')], 8),
  ],
];
