import type { Check } from '../check.ts';
import type { Config } from '../config/config.ts';
import type { MetricDetail } from '../metrics/metric.ts';
import { speaksTls } from '../probe/speaks-tls.ts';
import { compare, type Compared } from './compare.ts';
import { estimateUsage, type Estimate, type EstimateOptions } from './estimate-usage.ts';
import { monthlyBill, totalOf, type BillLine } from './monthly-bill.ts';
import type { Service } from './prices.ts';
import { checkAlarmCounts } from './stack-shape.ts';

/** A change of the config, or of the stack, that makes the bill smaller. */
export interface Lever {
  /** What to write. */
  readonly change: string;
  /** What it makes smaller, and the share of that in the bill. */
  readonly service: Service;
  readonly share: number;
  readonly savesUsd: number;
}

/** Another setting, and the bill with it. */
export interface Choice {
  /** What to write. */
  readonly change: string;
  readonly service: Service;
  readonly usd: number;
}

/** Everything that `whydown cost` says. */
export interface Bill {
  readonly checks: number;
  readonly work: Omit<Estimate, 'usage'>;
  readonly lines: readonly BillLine[];
  readonly total: ReturnType<typeof totalOf>;
  readonly compared: readonly Compared[];
  /** What it would be if every check had this level of metrics. */
  readonly levels: readonly { readonly metrics: MetricDetail; readonly usd: number }[];
  /** What it would be with one setting otherwise. */
  readonly choices: readonly Choice[];
  /** The largest saving first; only such as matter. */
  readonly levers: readonly Lever[];
}

const LEVELS: readonly MetricDetail[] = ['fleet', 'minimal', 'standard', 'full'];

/** The monthly bill of a config with what it is held against. */
export const billOf = (config: Config, options: EstimateOptions): Bill => {
  const { usage, ...work } = estimateUsage(config, options);
  const lines = monthlyBill(usage);
  const total = totalOf(lines);
  const levels = LEVELS.map((metrics) => ({
    metrics,
    usd: isAllOf(config, metrics) ? total.usd : usdOf(withMetrics(config, metrics), options),
  }));
  const choices = choicesOf(config, options);
  return {
    checks: config.checks.length,
    work,
    lines,
    total,
    compared: compare(config),
    levels,
    choices,
    levers: leversOf(lines, [
      ...levels.slice(0, 2).map(({ metrics, usd }) => ({ ...METRICS, change: `metrics: ${metrics}`, usd })),
      ...choices,
    ]),
  };
};

const usdOf = (config: Config, options: EstimateOptions): number =>
  totalOf(monthlyBill(estimateUsage(config, options).usage)).usd;

const isAllOf = ({ checks }: Config, metrics: MetricDetail): boolean =>
  checks.every((check) => check.metrics === metrics);

const withMetrics = (config: Config, metrics: MetricDetail): Config => ({
  ...config,
  checks: config.checks.map((check) => ({ ...check, metrics })),
});

/** Less than this share of the bill is not worth a line. */
const WORTH_SAYING = 0.05;

const FIVE_MINUTES_MS = 300_000;

const METRICS = { service: 'CloudWatch metrics' } as const;

const leversOf = (lines: readonly BillLine[], changes: readonly Choice[]): readonly Lever[] => {
  const { usd: now } = totalOf(lines);
  const shareOf = (service: Service): number =>
    totalOf(lines.filter((line) => line.service === service)).usd / now;
  return changes
    .map(({ usd, ...change }) => ({ ...change, share: shareOf(change.service), savesUsd: now - usd }))
    .filter(({ savesUsd }) => savesUsd >= now * WORTH_SAYING)
    .sort((a, b) => b.savesUsd - a.savesUsd);
};

/** The same check when it is not one that makes handshakes for HTTP. */
const withResumption = (check: Check): Check => {
  const { type, target } = check;
  const { tls } = (target ?? {}) as { readonly tls?: { readonly resume?: boolean } };
  if (type !== 'http' || !speaksTls(check) || tls?.resume === true) return check;
  return { ...check, target: { ...(target as object), tls: { ...tls, resume: true } } };
};

/** Only what would change something. */
const choicesOf = (config: Config, options: EstimateOptions): readonly Choice[] => {
  const { assumptions } = options;
  const slower = config.checks.map((check) => ({
    ...check,
    intervalMs: Math.max(FIVE_MINUTES_MS, check.intervalMs),
  }));
  const changes: Choice[] = [];
  if (config.checks.some(({ intervalMs }) => intervalMs < FIVE_MINUTES_MS))
    changes.push({
      change: 'interval: 5m',
      service: 'Lambda',
      usd: usdOf({ ...config, checks: slower }, options),
    });
  const resuming = config.checks.map(withResumption);
  if (resuming.some((check, index) => check !== config.checks[index]))
    changes.push({
      change: 'tls: { resume: true }',
      service: 'Lambda',
      usd: usdOf({ ...config, checks: resuming }, options),
    });
  if (config.results === 'all')
    changes.push({
      change: 'results: failures',
      service: 'CloudWatch Logs',
      usd: usdOf({ ...config, results: 'failures' }, options),
    });
  const { perCheck, perGroup } = checkAlarmCounts(config.checks, assumptions.checkAlarms);
  if (perCheck + perGroup > 0)
    changes.push({
      change: 'checkAlarms: false',
      service: 'CloudWatch alarms',
      usd: usdOf(config, { ...options, assumptions: { ...assumptions, checkAlarms: false } }),
    });
  return changes;
};
