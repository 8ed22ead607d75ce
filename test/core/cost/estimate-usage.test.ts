import { describe, expect, it } from 'vitest';

import { DEFAULT_ASSUMPTIONS, type Assumptions } from '../../../lib/core/cost/assumptions.ts';
import { estimateUsage, type Estimate } from '../../../lib/core/cost/estimate-usage.ts';
import type { MonthlyUsage } from '../../../lib/core/cost/monthly-bill.ts';
import type { AwsEdge } from '../../../lib/core/cost/probe-usage.ts';
import { configOf } from '../../support/config-of.ts';

const edge: AwsEdge = { stateReads: () => 16, resultBytes: () => 474 };

const QUIET: Assumptions = { ...DEFAULT_ASSUMPTIONS, failing: 0, incidents: 0 };

/** Minutes of a month of 730 hours. */
const MONTH = 43_800;

const estimated = (yaml: string, assumptions: Partial<Assumptions> = {}): Estimate =>
  estimateUsage(configOf(yaml, {}, { edge: 'aws' }), { assumptions: { ...QUIET, ...assumptions }, edge });

/** What a config uses more than another, of what differs. */
const more = (
  yaml: string,
  assumptions: Partial<Assumptions>,
  than: readonly [string, Partial<Assumptions>],
): MonthlyUsage => {
  const [one, other] = [estimated(yaml, assumptions).usage, estimated(...than).usage];
  const entries = Object.entries(one).map(([key, quantity]) => [
    key,
    Number((quantity - (other[key as keyof MonthlyUsage] ?? 0)).toFixed(6)),
  ]);
  return Object.fromEntries(entries.filter(([, quantity]) => quantity !== 0)) as MonthlyUsage;
};

const TWO = `
defaults: { metrics: minimal }
checks:
  - { name: a, url: https://example.com/a }
  - { name: b, url: https://example.com/b }
`;

describe('the usage of a config', () => {
  it('is, for two checks a minute, what can be worked out by hand', () => {
    const { usage, ...work } = estimated(TWO);
    expect(work).toEqual({ shards: 1, probes: 2 * MONTH, invocations: MONTH });
    expect(usage).toEqual({
      // probe and dispatch
      lambdaRequests: 2 * MONTH,
      // 0.5 GB for 60 + 200 ms, 0.25 GB for 100 ms
      lambdaGbSeconds: expect.closeTo(MONTH * (0.5 * 0.26 + 0.25 * 0.1), 6),
      // a message received and deleted, one batch sent, 3 queues asked 15 times
      sqsRequests: MONTH * (2 + 1 + 45),
      // 16 queries of states, one of due steps
      dynamoReadUnits: MONTH * 16.5,
      dynamoWriteUnits: 0,
      putMetricData: MONTH,
      customMetrics: 4,
      // nine of our own
      standardAlarms: 11,
      dashboards: 1,
      logsIngestGb: 0,
      schedulerInvocations: MONTH,
      customEvents: 0,
      snsPublishes: 0,
      transferOutGb: expect.closeTo((2 * MONTH * 2_000) / 1e9, 9),
      secrets: 0,
      secretReads: 0,
    });
  });

  it('follows the real ticks: six a minute, and another that comes each five minutes on its own', () => {
    const yaml = (intervals: readonly string[]): string =>
      `checks:\n${intervals.map((each) => `  - { name: c-${each}, url: https://example.com/, interval: ${each}, timeout: 2s, deadline: 5s }`).join('\n')}`;
    // The shard begins at hash 0, where the moments of all intervals meet.
    expect(estimated(yaml(['10s', '5m'])).invocations).toBe(6 * MONTH);
    expect(estimated(yaml(['10s', '5m'])).probes).toBe(6.2 * MONTH);
    expect(estimated(yaml(['7m'])).invocations).toBeCloseTo(MONTH / 7, -4);
    expect(estimated(yaml(['1d'])).probes).toBeCloseTo(730 / 24, 6);
  });

  it('counts calls of PutMetricData as the real batches come out', () => {
    const checks = Array.from(
      { length: 300 },
      (_, index) => `{ name: c${index}, url: https://example.com/ }`,
    );
    const { usage } = estimated(`checks: [${checks.join(', ')}]`);
    // Failed, Duration, two of success, 2xx, the certificate; 1,800 of them are more than 1,000, and more than 1 MB.
    expect(usage.customMetrics).toBe(1_800);
    expect(usage.putMetricData).toBe(2 * MONTH);
    expect(usage.standardAlarms).toBe(9);
  });

  it('lasts as long as the CPU of the probes on their part of a core, when that is longer than the slowest', () => {
    const checks = Array.from(
      { length: 100 },
      (_, index) => `{ name: c${index}, url: https://example.com/ }`,
    );
    const cpuMs = (100 * 2) / ((512 / 1_769) * 0.5);
    expect(estimated(`checks: [${checks.join(', ')}]`).usage.lambdaGbSeconds).toBeCloseTo(
      MONTH * ((0.5 * (60 + cpuMs)) / 1_000 + 0.25 * 0.1),
      3,
    );
  });

  it.each<{ readonly title: string; readonly yaml: string; readonly usage: MonthlyUsage }>([
    {
      title: 'another location: a call there, what it sends, and what goes between the regions',
      yaml: `locations: [home, eu-west-1]${TWO}`,
      usage: {
        lambdaRequests: MONTH,
        lambdaGbSeconds: MONTH * 0.5 * 0.21,
        transferOutGb: 0.1752,
        transferBetweenRegionsGb: expect.any(Number) as number,
        standardAlarms: 1,
      },
    },
    {
      title: 'results: all: a line per probe, with the 26 bytes that are billed beside it',
      yaml: `results: all${TWO}`,
      usage: { logsIngestGb: (2 * MONTH * 500) / 1e9 },
    },
    {
      title: 'a secret: the month, and a read in five minutes',
      yaml: TWO.replace('/b }', '/b, headers: { x-a: "${secret:s#a}", x-b: "${secret:s#b}" } }'),
      usage: { secrets: 1, secretReads: 2 * 730 * 12 },
    },
    {
      title: 'metrics: full for one: five phases, success, class and certificate',
      yaml: TWO.replace('/b }', '/b, metrics: full }'),
      usage: { customMetrics: 9 },
    },
  ])('grows with $title', ({ yaml, usage }) => {
    const found = more(yaml, {}, [TWO, {}]);
    expect(found).toEqual(
      Object.fromEntries(
        Object.entries(usage).map(([key, each]) => [
          key,
          typeof each === 'number' ? expect.closeTo(each, 4) : each,
        ]),
      ),
    );
  });

  it('grows with failing checks by their states, their lines and their other series', () => {
    expect(
      more(TWO.replace('minimal', 'standard'), { failing: 0.5 }, [TWO.replace('minimal', 'standard'), {}]),
    ).toEqual({
      dynamoReadUnits: MONTH * 2 * 0.5 * 0.5,
      logsIngestGb: (MONTH * 500) / 1e9,
      // 5xx comes for 2xx, FirstAttemptFailed is no longer zero
      customMetrics: 1,
    });
  });

  it('grows with checks that hang by one function that waits for them, until the longest timeout', () => {
    const hangs = { lambdaRequests: MONTH, lambdaGbSeconds: MONTH * 0.5 * 10 };
    expect(more(TWO, { hanging: 0.5 }, [TWO, {}])).toEqual(hangs);
    expect(more(TWO, { hanging: 1 }, [TWO, {}])).toEqual(hangs);
    expect(more(TWO, { hanging: 0.05 }, [TWO, {}])).toEqual({
      lambdaRequests: MONTH / 10,
      lambdaGbSeconds: MONTH * 0.5,
    });
  });

  it('grows with incidents by a diagnosis, its messages and its writes', () => {
    const yaml = `${TWO}notifiers: { mail: { type: sns, topic: "arn:aws:sns:us-east-1:123456789012:mail" } }\n`;
    expect(more(yaml, { incidents: 1 }, [yaml, {}])).toEqual({
      dynamoWriteUnits: 120,
      dynamoReadUnits: 60,
      sqsRequests: 30,
      customEvents: 4,
      snsPublishes: 2,
      lambdaRequests: 7,
      lambdaGbSeconds: 1 * 15 + 6 * 0.25 * 2,
    });
  });
});
