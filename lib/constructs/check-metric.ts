import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';

import type { MetricName } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';

/** What one looks at in a metric, unless one says otherwise: the worst of a count, the slow end of a time. */
const statisticOf = (name: MetricName): string => {
  if (name === 'Failed') return Stats.MAXIMUM;
  if (name === 'Duration' || name.endsWith('Time') || name === 'TimeToFirstByte') return Stats.p(99);
  if (name.startsWith('SuccessPercent')) return Stats.AVERAGE;
  return name === 'CertificateDaysLeft' ? Stats.MINIMUM : Stats.SUM;
};

/**
 * A metric that a check sends.
 *
 * @example
 * checkMetric('orders-api', 'Duration', { statistic: 'p50' });
 */
export const checkMetric = (checkName: string, name: MetricName, options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { CheckName: checkName },
    statistic: statisticOf(name),
    period: Duration.minutes(1),
    ...options,
  });
