import type { MetricDatum } from './metric.ts';

/** Limits of one PutMetricData call (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html). */
export const PUT_LIMITS = { metrics: 1_000, bytes: 1_000_000, values: 150 } as const;

/** What one metric takes in the request, measured generously: names, dimensions, a number with its sign and digits. */
const bytesOf = ({ name, dimensions, values }: MetricDatum): number =>
  200 + name.length + JSON.stringify(dimensions).length * 2 + values.length * 50;

/** Splits data into calls that CloudWatch takes: values per metric, metrics and bytes per call. */
export const putBatches = (data: readonly MetricDatum[]): readonly (readonly MetricDatum[])[] => {
  const batches: MetricDatum[][] = [];
  let bytes = Infinity;
  for (const datum of data.flatMap(splitValues)) {
    const size = bytesOf(datum);
    const last = batches.at(-1);
    if (!last || last.length >= PUT_LIMITS.metrics || bytes + size > PUT_LIMITS.bytes) {
      batches.push([datum]);
      bytes = size;
    } else {
      last.push(datum);
      bytes += size;
    }
  }
  return batches;
};

/** How many calls `putBatches` would make of each of these so many times, without making them. */
export const putCalls = (
  counted: readonly { readonly metrics: readonly MetricDatum[]; readonly times: number }[],
): number => {
  let [metrics, bytes] = [0, 0];
  for (const { metrics: data, times } of counted)
    for (const datum of data.flatMap(splitValues)) {
      metrics += times;
      bytes += times * bytesOf(datum);
    }
  return Math.max(Math.ceil(metrics / PUT_LIMITS.metrics), Math.ceil(bytes / PUT_LIMITS.bytes));
};

const splitValues = (datum: MetricDatum): readonly MetricDatum[] =>
  Array.from({ length: Math.ceil(datum.values.length / PUT_LIMITS.values) }, (_, index) => {
    const [from, to] = [index * PUT_LIMITS.values, (index + 1) * PUT_LIMITS.values];
    return { ...datum, values: datum.values.slice(from, to), counts: datum.counts.slice(from, to) };
  });
