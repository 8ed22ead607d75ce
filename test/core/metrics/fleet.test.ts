import { describe, expect, it } from 'vitest';

import { fleetMetrics } from '../../../lib/core/metrics/fleet.ts';
import type { ProbeResult } from '../../../lib/core/probe/result.ts';
import { probeCheck } from '../../support/probe-check.ts';
import { probeResult } from '../../support/probe-result.ts';

const TICK = 60_000;

const taking = (durationMs: number, overrides: Partial<ProbeResult> = {}): ProbeResult => {
  const result = probeResult(overrides);
  const attempts = result.attempts.map((attempt) => ({
    ...attempt,
    outcome: result.verdict === 'up' ? ('passed' as const) : attempt.outcome,
    observation: {
      ...attempt.observation,
      durationMs,
      ...(result.verdict === 'up' && { status: 200 }),
    },
  }));
  return { ...result, attempts };
};

const fleet = (durations: readonly number[], group?: string) =>
  durations.map((durationMs) => ({
    check: probeCheck({ metrics: 'fleet', ...(group && { group }) }),
    results: [taking(durationMs, { verdict: 'up' })],
  }));

const byName = (...args: Parameters<typeof fleetMetrics>) =>
  Object.fromEntries(
    fleetMetrics(...args).map(({ name, dimensions, values, counts }) => [
      `${dimensions['Group']} ${name}`,
      values.length === 1 && counts[0] === 1 ? values[0] : [values, counts],
    ]),
  );

describe('the metrics of a fleet', () => {
  it('are sums per group, zeros left out but for the failed', () => {
    const down = { check: probeCheck({ metrics: 'fleet', group: 'shop' }), results: [taking(40)] };
    expect(byName(TICK, [...fleet([10, 20], 'shop'), down, ...fleet([7])])).toEqual({
      'shop Probes': 3,
      'shop Failed': 1,
      'shop 2xx': 2,
      'shop 5xx': 1,
      'shop FirstAttemptFailed': 1,
      'shop Duration': [
        [10, 20, 40],
        [1, 1, 1],
      ],
      'fleet Probes': 1,
      'fleet Failed': 0,
      'fleet 2xx': 1,
      'fleet Duration': 7,
    });
  });

  it('are those of the tick', () => {
    expect(new Set(fleetMetrics(TICK, fleet([1, 2])).map(({ timestamp }) => timestamp))).toEqual(
      new Set([TICK]),
    );
  });

  it('keep the percentiles of many durations in a hundred values', () => {
    const durations = Array.from({ length: 781 }, (_, n) => n + 1).sort((a, b) => (a % 7) - (b % 7));
    const found = fleetMetrics(TICK, fleet(durations)).find(({ name }) => name === 'Duration');
    const values = found!.values.flatMap((value, index) =>
      Array.from({ length: found!.counts[index]! }, () => value),
    );
    expect(values).toHaveLength(100);
    expect([values[0], values.at(-1)]).toEqual([1, 781]);
    expect(Math.abs(values[50]! - 391)).toBeLessThan(8);
    expect(Math.abs(values[98]! - 773)).toBeLessThan(8);
  });

  it('leave out checks that nobody probed', () => {
    expect(fleetMetrics(TICK, [{ check: probeCheck({ group: 'shop' }), results: [] }])).toEqual([]);
  });
});
