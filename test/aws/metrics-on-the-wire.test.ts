import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { cloudWatchMetrics } from '../../lib/aws/cloudwatch-metrics.ts';
import { minuteCalls } from '../../lib/aws/minute-calls.ts';
import type { MetricDatum } from '../../lib/core/metrics/metric.ts';
import { awsServer, ENVIRONMENT, QUICK } from '../support/aws-server.ts';

const DATUM: MetricDatum = {
  name: 'Duration',
  unit: 'Milliseconds',
  timestamp: 1_700_000_000_000,
  dimensions: { CheckName: 'orders' },
  values: [12.5, 80],
  counts: [3, 1],
};

describe('metrics on the wire', () => {
  it('are compressed, and sent again after a throttling answer', async () => {
    await using aws = await awsServer([{ status: 429 }, {}]);
    const { putMetrics } = minuteCalls({ ...QUICK, env: { ...ENVIRONMENT, AWS_ENDPOINT_URL: aws.url } });
    const lines: string[] = [];
    const many = Array.from({ length: 200 }, () => DATUM);
    await cloudWatchMetrics(putMetrics, (line) => lines.push(line)).put(many);
    expect(aws.seen).toHaveLength(2);
    expect(aws.seen[1]!.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(aws.seen[1]!.body).toString()).toContain('Duration');
    expect(lines).toEqual([]);
  });

  it('go to the log when CloudWatch takes them in no attempt', async () => {
    await using aws = await awsServer(Array.from({ length: 4 }, () => ({ status: 500 })));
    const { putMetrics } = minuteCalls({ ...QUICK, env: { ...ENVIRONMENT, AWS_ENDPOINT_URL: aws.url } });
    const lines: string[] = [];
    await cloudWatchMetrics(putMetrics, (line) => lines.push(line)).put([DATUM]);
    expect(aws.seen).toHaveLength(4);
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual([
      expect.arrayContaining(['_aws', 'Duration']),
      ['level', 'message'],
    ]);
  });
});
