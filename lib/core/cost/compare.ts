import type { Check } from '../check.ts';
import type { Config } from '../config/config.ts';
import { speaksTls } from '../probe/speaks-tls.ts';
import { monthlyBill, totalOf } from './monthly-bill.ts';
import { HOURS_PER_MONTH } from './prices.ts';

/** The same checks on another service of AWS, as far as it can make them. */
export interface Compared {
  readonly service: string;
  readonly usd: number;
  /** Checks that it knows no way to make. */
  readonly without: number;
  /** What is different there. */
  readonly note: string;
}

/** Synthetics runs a canary at most once a minute. */
const SHORTEST_RUN_MS = 60_000;

/** Requests that a multi-check canary makes in one run. */
const REQUESTS_PER_RUN = 10;

/** What it would cost elsewhere at list price, from the same intervals and locations. */
export const compare = ({ checks }: Config): readonly Compared[] => {
  const canary = checks.filter(({ type }) => type !== 'heartbeat' && type !== 'command');
  const healthCheck = checks.filter(({ type }) => ['http', 'tcp', 'tls'].includes(type));
  const runs = canary.reduce((sum, check) => sum + runsOf(check), 0);
  return [
    {
      service: 'CloudWatch Synthetics, a canary each',
      usd: priceOf({ syntheticsRuns: runs }),
      without: checks.length - canary.length,
      note: 'at most one run a minute; its Lambda, S3 and logs come on top',
    },
    {
      service: 'CloudWatch Synthetics, ten checks a canary',
      usd: priceOf({ syntheticsRuns: runs / REQUESTS_PER_RUN }),
      without: checks.length - canary.length,
      note: 'multi-check canaries; one interval and one alarm for all ten',
    },
    {
      service: 'Route 53 health checks',
      usd: priceOf({
        healthChecks: healthCheck.length,
        healthCheckOptions: healthCheck.reduce((sum, check) => sum + optionsOf(check), 0),
      }),
      without: checks.length - healthCheck.length,
      note: 'every 30 s or 10 s from some 15 places; up or down alone, no retries, no causes',
    },
  ];
};

const priceOf = (usage: Parameters<typeof monthlyBill>[0]): number => totalOf(monthlyBill(usage)).usd;

const runsOf = ({ intervalMs, locations }: Check): number =>
  (HOURS_PER_MONTH * 3_600_000 * locations.length) / Math.max(SHORTEST_RUN_MS, intervalMs);

/** HTTPS, a text in the body, the short interval, the latency: each is an option. */
const optionsOf = (check: Check): number =>
  [
    check.type === 'http' && speaksTls(check),
    check.assertions.some(({ fact }) => fact === 'body' || fact === 'json'),
    check.intervalMs < 30_000,
    check.assertions.some(({ fact }) => fact === 'latency'),
  ].filter(Boolean).length;
