import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';

import type { Config } from '../core/config/config.ts';
import { didYouMean } from '../core/config/suggest.ts';
import type { MetricName } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';
import { checkMetric } from './check-metric.ts';

/** Which metric of which check. */
export interface MetricChoice {
  readonly checkName: string;
  readonly name: MetricName;
  readonly options?: MetricOptions | undefined;
}

/** A metric of a check that the config has; throws for one that it has not, or that sends none. */
export const metricOf = ({ checks }: Config, { checkName, name, options }: MetricChoice): Metric => {
  const check = checks.find((each) => each.name === checkName);
  if (!check) {
    const known = checks.map((each) => each.name);
    throw new Error(`unknown check "${checkName}"${didYouMean(checkName, known)}`);
  }
  if (check.metrics === 'fleet')
    throw new Error(`check "${checkName}" sends no metrics of its own: it has metrics: fleet`);
  return checkMetric(checkName, name, options);
};

/** The probes from a location that were not made, came too late, or could not be judged. */
export const missedProbesOf = (
  { locations }: Config,
  location: string,
  options: MetricOptions = {},
): Metric => {
  const known = locations.map(({ name }) => name);
  if (!known.includes(location))
    throw new Error(`unknown location "${location}"${didYouMean(location, known)}`);
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: 'MissedProbes',
    dimensionsMap: { Location: location },
    statistic: Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
};
