import type { CauseId } from '../causes/cause.ts';
import type { EpochMs } from '../time.ts';
import type { Trend } from './evidence.ts';

/** A sample of a resource. */
export interface Sample {
  readonly at: EpochMs;
  readonly value: number;
}

/** What a trend is about. */
export interface TrendOf {
  readonly component: string;
  readonly resource: string;
  readonly unit: string;
  readonly limit?: number;
  /** What is left, not what is used: it is a fall that counts. */
  readonly falls?: boolean;
}

const DAY_MS = 86_400_000;

/** Fewer samples show no trend. */
const MIN_SAMPLES = 8;
/** The pairs of one series that are looked at; a longer one is thinned out. */
const MAX_SAMPLES = 120;
/** Two-sided 1 %: said only when chance hardly explains it. */
const Z_MIN = 2.576;
/** A limit further away than this is nobody's concern now. */
const HORIZON_DAYS = 30;

/**
 * A trend of a resource, undefined where it is not significant: the median of all slopes (Theil-Sen), tested after
 * Mann-Kendall, so that spikes and restarts do not make one.
 */
export const trendOf = (samples: readonly Sample[], of: TrendOf): Trend | undefined => {
  const kept = thin(samples.toSorted((one, other) => one.at - other.at));
  const last = kept.at(-1);
  if (kept.length < MIN_SAMPLES || !last) return undefined;
  const direction = of.falls === true ? -1 : 1;
  const perDay = median(slopes(kept)) * DAY_MS;
  if (significance(kept) * direction < Z_MIN || perDay * direction <= 0) return undefined;
  const days = of.limit === undefined ? undefined : (of.limit - last.value) / perDay;
  return {
    component: of.component,
    resource: of.resource,
    now: last.value,
    unit: of.unit,
    perDay: round(perDay),
    ...(of.limit === undefined ? {} : { limit: of.limit }),
    ...(days === undefined || days > HORIZON_DAYS
      ? {}
      : { reachesLimitAt: last.at + Math.max(0, days) * DAY_MS }),
  };
};

const thin = (samples: readonly Sample[]): readonly Sample[] => {
  const step = Math.ceil(samples.length / MAX_SAMPLES);
  return step <= 1 ? samples : samples.filter((_, index) => (samples.length - 1 - index) % step === 0);
};

const pairs = function* (samples: readonly Sample[]): Generator<readonly [Sample, Sample]> {
  for (const [index, one] of samples.entries())
    for (const other of samples.slice(index + 1)) yield [one, other];
};

const slopes = (samples: readonly Sample[]): readonly number[] =>
  [...pairs(samples)].flatMap(([one, other]) =>
    other.at > one.at ? [(other.value - one.value) / (other.at - one.at)] : [],
  );

/** The normal score of Mann-Kendall's S. */
const significance = (samples: readonly Sample[]): number => {
  const n = samples.length;
  let s = 0;
  for (const [one, other] of pairs(samples)) s += Math.sign(other.value - one.value);
  return (s - Math.sign(s)) / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

const round = (value: number): number => Number(value.toPrecision(3));

/** What a resource near its limit leads to. */
const BY_TREND: ReadonlySet<CauseId> = new Set<CauseId>([
  'resource.memory',
  'resource.timeout',
  'resource.disk_fd',
  'datastore.capacity',
  'datastore.contention',
  'datastore.unreachable',
  'cloud.authz_throttle',
  'upstream.down',
]);

/** Whether trends bear on a cause; on none that is known, they do. */
export const bearsTrends = (cause: CauseId | undefined): boolean =>
  cause === undefined || BY_TREND.has(cause);

/** The trends that say something about a cause: those that reach a limit within the month, the nearest first. */
export const telling = (trends: readonly Trend[], cause: CauseId): readonly Trend[] =>
  bearsTrends(cause)
    ? trends
        .filter(({ reachesLimitAt }) => reachesLimitAt !== undefined)
        .toSorted((one, other) => (one.reachesLimitAt ?? 0) - (other.reachesLimitAt ?? 0))
    : [];

/** `storage of rds orders-db rises by 1.2 GB a day and is full on 2026-12-01`. */
export const describeTrend = ({
  component,
  resource,
  perDay,
  unit,
  reachesLimitAt,
  limit,
}: Trend): string => {
  const verb = perDay < 0 ? 'falls' : 'rises';
  const rise = `${resource} of ${component} ${verb} by ${Math.abs(perDay)} ${unit} a day`;
  return reachesLimitAt === undefined
    ? rise
    : `${rise} and reaches its limit${limit === undefined ? '' : ` of ${limit} ${unit}`} on ${new Date(reachesLimitAt).toISOString().slice(0, 10)}`;
};
