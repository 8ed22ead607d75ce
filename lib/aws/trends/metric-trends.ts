import { CloudWatchClient, paginateGetMetricData, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';

import type { Trend } from '../../core/diagnosis/evidence.ts';
import { trendOf, type Sample } from '../../core/diagnosis/trends.ts';
import type { EpochMs } from '../../core/time.ts';
import type { ComponentPlace, ComponentReader } from '../components/component-reader.ts';
import type { WatchedMetric } from './watched-metric.ts';

/** A week, so that the days of the week are all in it; by the hour, as long as CloudWatch keeps that. */
const WINDOW_MS = 7 * 86_400_000;
const PERIOD_SECONDS = 3600;

/** What of a component heads for its limit, read with one call; what does not significantly, is left out. */
export const metricTrends = async (
  { title, metrics: list }: ComponentReader,
  place: ComponentPlace,
  at: EpochMs,
): Promise<readonly Trend[]> => {
  const metrics = await list();
  if (metrics.length === 0) return [];
  const series = await seriesOf(metrics, place, at);
  return metrics.flatMap((metric, index) => {
    const { resource, unit, limit, falls, convert = (value: number) => value } = metric;
    const samples = (series.get(idOf(index)) ?? []).map((each) => ({ ...each, value: convert(each.value) }));
    const of = {
      component: title,
      resource,
      unit,
      ...(limit !== undefined && { limit }),
      ...(falls && { falls }),
    };
    return trendOf(samples, of) ?? [];
  });
};

const idOf = (index: number): string => `m${index}`;

const seriesOf = async (
  metrics: readonly WatchedMetric[],
  { clients, account }: ComponentPlace,
  at: EpochMs,
): Promise<ReadonlyMap<string, readonly Sample[]>> => {
  const series = new Map<string, Sample[]>();
  const input = {
    MetricDataQueries: metrics.map((metric, index) => queryOf(metric, idOf(index), account)),
    StartTime: new Date(at - WINDOW_MS),
    EndTime: new Date(at),
  };
  for await (const page of paginateGetMetricData({ client: clients.of(CloudWatchClient) }, input))
    for (const { Id: id = '', Timestamps: times = [], Values: values = [] } of page.MetricDataResults ?? [])
      series.set(id, [
        ...(series.get(id) ?? []),
        ...times.map((time, index) => ({ at: time.getTime(), value: values[index] ?? 0 })),
      ]);
  return series;
};

const queryOf = (
  { namespace, name, dimensions, stat }: WatchedMetric,
  Id: string,
  account: string | undefined,
): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: PERIOD_SECONDS,
    Stat: stat,
  },
  ...(account !== undefined && { AccountId: account }),
});
