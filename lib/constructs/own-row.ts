import { GraphWidget, Metric, SingleValueWidget, Stats, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';

import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';
import type { DashboardOptions } from './dashboard.ts';

/** What of ourselves is shown. */
export interface OwnRowOptions extends Pick<DashboardOptions, 'functions' | 'deadLetters'> {
  readonly locations: readonly string[];
}

const HEIGHT = 6;

/** Our own health: probes that were missed, functions that failed, steps that were given up. */
export const ownRow = ({ locations, functions, deadLetters }: OwnRowOptions): IWidget[] => [
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
  }),
  new GraphWidget({
    title: 'Errors of our functions',
    left: Object.entries(functions).map(([label, each]) => each.metricErrors({ label })),
    width: 12,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false },
  }),
  new SingleValueWidget({
    title: 'Steps that were given up',
    metrics: Object.entries(deadLetters).map(([label, queue]) =>
      queue.metricApproximateNumberOfMessagesVisible({ label, statistic: Stats.MAXIMUM }),
    ),
    width: 6,
    height: HEIGHT,
  }),
];
