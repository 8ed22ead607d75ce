import type { MetricDatum } from './metric.ts';

/** An embedded metric holds at most 100 values (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html). */
const MAX_VALUES = 100;

/** And a line as many metrics. */
const MAX_METRICS = 100;

/** Log lines from which CloudWatch makes the same metrics; those of the same thing and time share a line. */
export const embeddedLines = (data: readonly MetricDatum[], namespace: string): readonly string[] => {
  const parts = data.flatMap((datum) => slices(expanded(datum)).map((values) => ({ datum, values })));
  const lines = Map.groupBy(parts, ({ datum }) => JSON.stringify([datum.timestamp, datum.dimensions]));
  return [...lines.values()].flatMap(distinct).map((part) => line(part, namespace));
};

interface Part {
  readonly datum: MetricDatum;
  readonly values: readonly number[];
}

const expanded = ({ values, counts }: MetricDatum): readonly number[] =>
  values.flatMap((value, index) => Array.from({ length: counts[index] ?? 1 }, () => value));

const slices = (values: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.ceil(values.length / MAX_VALUES) }, (_, index) =>
    values.slice(index * MAX_VALUES, (index + 1) * MAX_VALUES),
  );

/** A line names a metric once, so what has more values than a line holds needs further lines. */
const distinct = (parts: readonly Part[]): readonly (readonly Part[])[] => {
  const lines: Part[][] = [];
  for (const part of parts) {
    const free = lines.find(
      (each) => each.length < MAX_METRICS && each.every(({ datum }) => datum.name !== part.datum.name),
    );
    if (free) free.push(part);
    else lines.push([part]);
  }
  return lines;
};

const line = (parts: readonly Part[], namespace: string): string => {
  const { timestamp, dimensions } = parts[0]?.datum ?? { timestamp: 0, dimensions: {} };
  return JSON.stringify({
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: parts.map(({ datum }) => ({ Name: datum.name, Unit: datum.unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(
      parts.map(({ datum, values }) => [datum.name, values.length === 1 ? values[0] : values]),
    ),
  });
};
