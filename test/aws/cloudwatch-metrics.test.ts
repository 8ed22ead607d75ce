import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { cloudWatchMetrics } from '../../lib/aws/cloudwatch-metrics.ts';
import type { MetricDatum } from '../../lib/core/metrics/metric.ts';

const datum = (overrides: Partial<MetricDatum> = {}): MetricDatum => ({
  name: 'Duration',
  unit: 'Milliseconds',
  timestamp: 1_700_000_000_000,
  dimensions: { CheckName: 'orders' },
  values: [12.5, 80],
  counts: [3, 1],
  ...overrides,
});

describe('metrics', () => {
  const cloudwatch = mockClient(CloudWatchClient);
  beforeEach(() => cloudwatch.reset());

  const put = async (data: readonly MetricDatum[]) => {
    const lines: string[] = [];
    await cloudWatchMetrics(new CloudWatchClient({ region: 'us-east-1' }), (line) => lines.push(line)).put(
      data,
    );
    const calls = cloudwatch.commandCalls(PutMetricDataCommand).map((call) => call.args[0].input);
    return { lines, calls };
  };

  it('keep values with their counts, in our namespace', async () => {
    const { calls, lines } = await put([datum()]);
    expect(calls).toEqual([
      {
        Namespace: 'Whydown',
        MetricData: [
          {
            MetricName: 'Duration',
            Unit: 'Milliseconds',
            Timestamp: new Date(1_700_000_000_000),
            Dimensions: [{ Name: 'CheckName', Value: 'orders' }],
            Values: [12.5, 80],
            Counts: [3, 1],
          },
        ],
      },
    ]);
    expect(lines).toEqual([]);
  });

  it('call nothing when there are none', async () => {
    expect((await put([])).calls).toEqual([]);
  });

  it.each([
    { what: 'a thousand metrics', data: Array.from({ length: 1_000 }, () => datum()), calls: [1_000] },
    { what: 'a thousand and one', data: Array.from({ length: 1_001 }, () => datum()), calls: [1_000, 1] },
    {
      what: '151 values',
      data: [
        datum({
          values: Array.from({ length: 151 }, (_, n) => n),
          counts: Array.from({ length: 151 }, () => 1),
        }),
      ],
      calls: [2],
    },
  ])('go in as few calls as the limits allow: $what', async ({ data, calls }) => {
    const made = (await put(data)).calls;
    expect(made.map((call) => call.MetricData?.length)).toEqual(calls);
    for (const { MetricData } of made)
      for (const each of MetricData ?? []) expect(each.Values!.length).toBeLessThanOrEqual(150);
  });

  it('go to the log in embedded format when CloudWatch does not take them, with every value', async () => {
    cloudwatch.on(PutMetricDataCommand).rejects(new Error('Throttling'));
    const { lines } = await put([datum()]);
    expect(JSON.parse(lines[0]!)).toEqual({
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Whydown',
            Dimensions: [['CheckName']],
            Metrics: [{ Name: 'Duration', Unit: 'Milliseconds' }],
          },
        ],
      },
      CheckName: 'orders',
      Duration: [12.5, 12.5, 12.5, 80],
    });
    expect(JSON.parse(lines[1]!)).toMatchObject({
      level: 'WARN',
      message: expect.stringContaining('Throttling'),
    });
  });

  it('lose nothing when only one of several calls fails', async () => {
    cloudwatch.on(PutMetricDataCommand).rejectsOnce(new Error('Throttling')).resolves({});
    const { lines, calls } = await put(Array.from({ length: 1_001 }, () => datum()));
    expect(calls).toHaveLength(2);
    expect(lines.filter((line) => line.includes('_aws'))).toHaveLength(1_000);
  });

  it('of a group go to the log in one line, and cost no call', async () => {
    const group = { dimensions: { Group: 'shop' }, timestamp: 1_700_000_000_000 };
    const { lines, calls } = await put([
      datum({ ...group, name: 'Probes', unit: 'Count', values: [391], counts: [1] }),
      datum({ ...group, values: [12, 80], counts: [3, 1] }),
    ]);
    expect(calls).toEqual([]);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        _aws: {
          Timestamp: 1_700_000_000_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Whydown',
              Dimensions: [['Group']],
              Metrics: [
                { Name: 'Probes', Unit: 'Count' },
                { Name: 'Duration', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        Group: 'shop',
        Probes: 391,
        Duration: [12, 12, 12, 80],
      },
    ]);
  });
});
