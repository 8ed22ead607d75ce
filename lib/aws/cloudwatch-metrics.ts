import {
  PutMetricDataCommand,
  type CloudWatchClient,
  type MetricDatum as CloudWatchDatum,
} from '@aws-sdk/client-cloudwatch';

import { putBatches } from '../core/metrics/batch.ts';
import { embeddedLines } from '../core/metrics/embedded-format.ts';
import type { MetricDatum } from '../core/metrics/metric.ts';
import { METRIC_NAMESPACE } from '../core/metrics/namespace.ts';
import type { MetricSink } from '../core/ports.ts';

/**
 * Metrics to CloudWatch, as few calls as its limits allow; the SDK retries and compresses them. What it still does not
 * take goes to `log` in embedded metric format, from which CloudWatch makes the same metrics, so that nothing is lost.
 * Those of a group go there at once: a line of one kilobyte costs a twentieth of a call.
 */
export const cloudWatchMetrics = (client: CloudWatchClient, log: (line: string) => void): MetricSink => ({
  put: async (data) => {
    const ofGroups = data.filter(isOfGroup);
    for (const line of embeddedLines(ofGroups, METRIC_NAMESPACE)) log(line);
    await Promise.all(
      putBatches(data.filter((datum) => !isOfGroup(datum))).map(async (batch) => {
        try {
          const input = { Namespace: METRIC_NAMESPACE, MetricData: batch.map(datumOf) };
          await client.send(new PutMetricDataCommand(input));
        } catch (error) {
          for (const line of embeddedLines(batch, METRIC_NAMESPACE)) log(line);
          const message = `PutMetricData failed, ${batch.length} metrics went to the log: ${String(error)}`;
          log(JSON.stringify({ level: 'WARN', message }));
        }
      }),
    );
  },
});

const isOfGroup = ({ dimensions }: MetricDatum): boolean => 'Group' in dimensions;

const datumOf = ({ name, unit, timestamp, dimensions, values, counts }: MetricDatum): CloudWatchDatum => ({
  MetricName: name,
  Unit: unit,
  Timestamp: new Date(timestamp),
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Values: [...values],
  Counts: [...counts],
});
