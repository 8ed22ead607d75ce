import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';

import { cloudWatchMetrics } from '../../lib/aws/cloudwatch-metrics.ts';
import type { MetricDatum } from '../../lib/core/metrics/metric.ts';

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
    const bodies: Buffer[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(gunzipSync(Buffer.concat(chunks)));
        response.statusCode = bodies.length === 1 ? 429 : 200;
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = new CloudWatchClient({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const lines: string[] = [];
    const many = Array.from({ length: 200 }, () => DATUM);
    await cloudWatchMetrics(client, (line) => lines.push(line)).put(many);
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect(bodies).toHaveLength(2);
    expect(bodies[1]!.toString()).toContain('Duration');
    expect(lines).toEqual([]);
  });
});
