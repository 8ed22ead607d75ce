import { LOG_LINE_OVERHEAD } from '../../lib/core/cost/model.ts';

/** What CloudWatch was sent. */
export interface LogUse {
  putMetricData: number;
  metricBytes: number;
  resultBytes: number;
  resultLines: number;
  /** Probes that are counted in metrics of groups, and those that are said to be missed. */
  probesCounted: number;
  missedCounted: number;
  /** Series of checks and of groups. */
  readonly series: Set<string>;
}

interface Datum {
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Counts: readonly number[];
}

interface Embedded {
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly Probes?: number;
  readonly [name: string]: unknown;
}

/** CloudWatch as a place where everything is counted and nothing kept. */
export const simLogs = () => {
  const use: LogUse = {
    putMetricData: 0,
    metricBytes: 0,
    resultBytes: 0,
    resultLines: 0,
    probesCounted: 0,
    missedCounted: 0,
    series: new Set(),
  };
  const put = ({ MetricName: name, Dimensions: dimensions, Counts: counts }: Datum): void => {
    use.series.add(`${name} ${dimensions.map(({ Value }) => Value).join()}`);
    if (name === 'MissedProbes') use.missedCounted += counts.reduce((sum, count) => sum + count, 0);
  };
  return {
    use,
    cloudwatch: {
      send: async (command: { readonly input: { readonly MetricData: readonly Datum[] } }) => {
        use.putMetricData += 1;
        for (const datum of command.input.MetricData) put(datum);
        return {};
      },
    } as unknown,
    metricLine: (line: string): void => {
      use.metricBytes += line.length + LOG_LINE_OVERHEAD;
      const said = JSON.parse(line) as Embedded;
      use.probesCounted += said.Probes ?? 0;
      for (const { Dimensions: [names = []] = [], Metrics } of said['_aws']?.CloudWatchMetrics ?? [])
        for (const { Name } of Metrics)
          use.series.add(`${Name} ${names.map((each) => String(said[each])).join()}`);
    },
    resultLine: (line: string): void => {
      use.resultBytes += line.length + LOG_LINE_OVERHEAD;
      use.resultLines += 1;
    },
  };
};
