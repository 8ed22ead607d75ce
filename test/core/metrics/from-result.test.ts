import { describe, expect, it } from 'vitest';

import { metricsOf } from '../../../lib/core/metrics/from-result.ts';
import type { MetricDetail } from '../../../lib/core/metrics/metric.ts';
import type { Attempt, ProbeResult, Verdict } from '../../../lib/core/probe/result.ts';

const attempt = (status: number, backoffMs = 0): Attempt => ({
  number: 1,
  backoffMs,
  observation: {
    startedAt: 1_000,
    durationMs: 20,
    errorBarMs: 0.1,
    phases: { connect: 1, ttfb: 18, transfer: 1 },
    id: { requestId: 'wd-1', traceparent: '', amznTraceId: '' },
    answeredIds: {},
    status,
  },
  assertions: [],
  outcome: status < 400 ? 'passed' : 'failed',
});

const result = (verdict: Verdict, attempts: readonly Attempt[]): ProbeResult => ({
  checkName: 'orders',
  location: 'home',
  tick: 1_000,
  startedAt: 1_000,
  endedAt: 2_000,
  attempts,
  verdict,
});

const values = (from: ProbeResult, detail: MetricDetail = 'standard') =>
  Object.fromEntries(metricsOf(from, detail).map((datum) => [datum.name, datum.values[0]]));

describe('metricsOf', () => {
  it('sends no sparse metric for a clean probe', () => {
    expect(values(result('up', [attempt(200)]))).toEqual({
      SuccessPercent: 100,
      SuccessPercentWithRetries: 100,
      Failed: 0,
      Duration: 20,
      '2xx': 1,
    });
  });

  it('shows a first attempt that failed although a retry passed', () => {
    expect(values(result('flaky', [attempt(500), attempt(503, 180), attempt(200, 320)]))).toEqual({
      SuccessPercent: 0,
      SuccessPercentWithRetries: 100,
      Failed: 0,
      Duration: 20,
      '2xx': 1,
      '5xx': 2,
      RetryCount: 2,
      FirstAttemptFailed: 1,
      BackoffTime: 500,
    });
  });

  it.each([
    ['minimal', ['Failed', 'Duration']],
    ['fleet', []],
  ] as const)('sends at level %s only %j', (detail, names) => {
    const sent = metricsOf(result('down', [attempt(500)]), detail).map((datum) => datum.name);
    expect(sent.sort()).toEqual([...names].sort());
  });

  it('adds the phases at level full', () => {
    expect(values(result('up', [attempt(200)]), 'full')).toMatchObject({
      ConnectTime: 1,
      TimeToFirstByte: 18,
      TransferTime: 1,
    });
  });

  it('carries the check alone as dimension', () => {
    const data = metricsOf(result('down', [attempt(500)]), 'standard');
    expect(new Set(data.map((datum) => JSON.stringify(datum.dimensions)))).toEqual(
      new Set(['{"CheckName":"orders"}']),
    );
  });
});
