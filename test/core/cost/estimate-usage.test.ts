import { describe, expect, it } from 'vitest';

import { DEFAULT_ASSUMPTIONS, type Assumptions } from '../../../lib/core/cost/assumptions.ts';
import { estimateUsage, type Estimate } from '../../../lib/core/cost/estimate-usage.ts';
import type { MonthlyUsage } from '../../../lib/core/cost/monthly-bill.ts';
import type { AwsEdge } from '../../../lib/core/cost/probe-usage.ts';
import { configOf } from '../../support/config-of.ts';

const edge: AwsEdge = { stateReads: () => 16, dueReads: 16, resultBytes: () => 474 };

const QUIET: Assumptions = { ...DEFAULT_ASSUMPTIONS, failing: 0, incidents: 0 };

/** Minutes of a month of 730 hours. */
const MONTH = 43_800;

const estimated = (yaml: string, assumptions: Partial<Assumptions> = {}): Estimate =>
  estimateUsage(configOf(yaml, {}, { edge: 'aws' }), { assumptions: { ...QUIET, ...assumptions }, edge });

/** Starts of probes over TLS, paced to nine tenths of what 512 MB have of a core. */
const paced = (probes: number): number => (probes * 1.15) / ((512 / 1_769) * 0.9);

/** What dispatch and the look into the slow lane take each minute, in GB-seconds. */
const MINUTE_GB_S = 0.25 * 0.1 + 0.5 * 0.01;

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
      // probe, dispatch, and a look into the slow lane
      lambdaRequests: 3 * MONTH,
      lambdaGbSeconds: expect.closeTo(MONTH * ((0.5 * (60 + 200 + paced(2))) / 1_000 + MINUTE_GB_S), 6),
      // two messages received and deleted, sent as one batch, 3 queues asked 15 times
      sqsRequests: MONTH * (2 * 2 + 1 + 45),
      // 16 queries of states, and of those in the slow lane; 16 of due steps, half a unit each
      dynamoReadUnits: MONTH * (16 + 16 + 8),
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

  const many = (count: number): string =>
    `checks: [${Array.from({ length: count }, (_, index) => `{ name: c${index}, url: https://example.com/ }`).join(', ')}]`;

  it('counts calls of PutMetricData as the real batches come out', () => {
    // Failed, Duration, two of success, 2xx, the certificate; an eighth of 24,000 are three calls or four.
    const { usage, shards } = estimated(many(4_000));
    expect(shards).toBe(8);
    expect(usage.putMetricData).toBe(28 * MONTH);
  });

  it('has one alarm per group, and their series, where checks are too many for one each', () => {
    const { usage } = estimated(many(300));
    expect(usage.standardAlarms).toBe(9 + 1);
    // Of the group: Probes, Failed, 2xx, Duration.
    expect(usage.customMetrics).toBe(300 * 6 + 4);
    expect(estimated(many(300), { checkAlarms: false }).usage).toMatchObject({
      standardAlarms: 9,
      customMetrics: 1_800,
      logsIngestGb: 0,
    });
    expect(usage.logsIngestGb).toBeGreaterThan((8 * MONTH * 100) / 1e9);
  });

  it('lasts as long as the starts are paced, and then as the last probe takes', () => {
    const { usage, shards } = estimated(many(100));
    expect(shards).toBe(2);
    expect(usage.lambdaGbSeconds).toBeCloseTo(
      MONTH * ((0.5 * (2 * 260 + paced(100))) / 1_000 + MINUTE_GB_S),
      3,
    );
  });

  it.each<{ readonly title: string; readonly yaml: string; readonly usage: MonthlyUsage }>([
    {
      title: 'another location: a call there, what it sends, and what goes between the regions',
      yaml: `locations: [home, eu-west-1]${TWO}`,
      usage: {
        lambdaRequests: MONTH,
        lambdaGbSeconds: (MONTH * 0.5 * (210 + paced(2))) / 1_000,
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
      title: 'a sign of life each minute',
      yaml: `deadMan: https://example.com/ping${TWO}`,
      usage: { sqsRequests: 3 * MONTH, lambdaRequests: MONTH, lambdaGbSeconds: MONTH * 0.25 * 0.3 },
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

  it('grows with checks that hang by the slow lane, which waits for them until the longest timeout', () => {
    const waited = (yaml: string, hanging: number): number | undefined =>
      more(yaml, { hanging }, [yaml, {}]).lambdaGbSeconds;
    expect(waited(TWO, 0.5)).toBeCloseTo(MONTH * 0.5 * 10, 6);
    expect(waited(TWO, 1)).toBeCloseTo(MONTH * 0.5 * 10, 6);
    expect(waited(TWO, 0.05)).toBeCloseTo(MONTH * 0.5, 6);
    // From its first tick of a minute to the end of its last.
    const often = TWO.replace('metrics:', 'interval: 10s, timeout: 3s, deadline: 9s, metrics:');
    expect(waited(often, 1)).toBeCloseTo(MONTH * 0.5 * 53, 6);
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
