import type { MetricDatum } from './metric.ts';

/** An embedded metric holds at most 100 values (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html). */
const MAX_VALUES = 100;

/** Log lines from which CloudWatch makes the same metrics: the way that is left when PutMetricData is away. */
export const embeddedLines = (data: readonly MetricDatum[], namespace: string): readonly string[] =>
  data.flatMap((datum) => slices(expanded(datum)).map((values) => line(datum, values, namespace)));

const expanded = ({ values, counts }: MetricDatum): readonly number[] =>
  values.flatMap((value, index) => Array.from({ length: counts[index] ?? 1 }, () => value));

const slices = (values: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(values.length / MAX_VALUES) }, (_, index) =>
    values.slice(index * MAX_VALUES, (index + 1) * MAX_VALUES),
  );

const line = (datum: MetricDatum, values: readonly number[], namespace: string): string =>
  JSON.stringify({
    _aws: {
      Timestamp: datum.timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(datum.dimensions)],
          Metrics: [{ Name: datum.name, Unit: datum.unit }],
        },
      ],
    },
    ...datum.dimensions,
    [datum.name]: values,
  });
