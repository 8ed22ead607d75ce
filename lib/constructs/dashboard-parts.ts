import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  LegendPosition,
  MathExpression,
  SingleValueWidget,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';

import type { MetricName } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';

/** Lines in a graph whose legend one can still read. */
export const MAX_LINES = 40;

/** `CheckName` for the series of checks, `Group` for those that a group sends together. */
export type Dimension = 'CheckName' | 'Group';

/** Every series of a metric, one line each. */
export const series = (name: MetricName, statistic: string, dimension: Dimension = 'CheckName'): string =>
  `SEARCH('{${METRIC_NAMESPACE},${dimension}} MetricName="${name}"', '${statistic}')`;

/** An expression as something to draw. */
export const math = (
  expression: string,
  label = '',
  usingMetrics: Readonly<Record<string, IMetric>> = {},
): IMetric => new MathExpression({ expression, label, usingMetrics, period: Duration.minutes(1) });

/** One number: of now with its course, or of the whole time that the dashboard shows. */
export const number = (title: string, metric: IMetric, of: 'now' | 'the whole time'): SingleValueWidget =>
  new SingleValueWidget({
    title,
    metrics: [metric],
    width: 4,
    height: 4,
    sparkline: of === 'now',
    setPeriodToTimeRange: of === 'the whole time',
  });

/** Lines over time, from 0. */
export const graph = (title: string, left: readonly IMetric[], width: number): GraphWidget =>
  new GraphWidget({
    title,
    left: [...left],
    width,
    height: 6,
    leftYAxis: { min: 0, showUnits: false },
    legendPosition: LegendPosition.BOTTOM,
  });
