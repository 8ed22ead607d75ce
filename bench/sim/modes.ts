import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';

/** What may go wrong in a simulated fleet besides its targets. */
export const MODES = [
  'normal',
  'timeouts',
  'location',
  'jitter',
  'twice',
  'deploy',
  'storm',
  'flood',
  'crowd',
] as const;

export type Mode = (typeof MODES)[number];

/** A mode in figures. */
export interface ModeRules {
  readonly what: string;
  /** The share of outages in which the target hangs. */
  readonly hanging: number;
  readonly locations: readonly string[];
  /** Scheduler calls anywhere within its minute, and now and then twice. */
  readonly isLate: boolean;
  readonly isTwice: boolean;
  /** A deployment with another number of shards, in the middle. */
  readonly isDeployed: boolean;
  /** So many checks fail at once; all behind one database, or each behind its own. */
  readonly atOnce?: { readonly checks: number; readonly share: boolean };
  /** So many components log to one group; without it, each to one of its own. */
  readonly perLogGroup?: number;
}

const USUAL: ModeRules = {
  what: 'one in ten outages hangs until the timeout',
  hanging: 0.1,
  locations: ['home'],
  isLate: false,
  isTwice: false,
  isDeployed: false,
};

export const RULES: Readonly<Record<Mode, ModeRules>> = {
  normal: USUAL,
  timeouts: { ...USUAL, what: 'every outage hangs until the timeout', hanging: 1 },
  location: {
    ...USUAL,
    what: 'two locations; the second is away for an hour',
    locations: ['home', 'eu-west-1'],
  },
  jitter: {
    ...USUAL,
    what: 'dispatch is called anywhere in its minute, and one time in ten twice',
    isLate: true,
  },
  twice: { ...USUAL, what: 'every message of every queue comes twice', isTwice: true },
  deploy: { ...USUAL, what: 'half-way a deployment with twice as many shards', isDeployed: true },
  storm: {
    ...USUAL,
    what: '5,000 checks behind one database fail at once',
    atOnce: { checks: 5_000, share: true },
  },
  flood: {
    ...USUAL,
    what: '10,000 checks fail at once, each behind a database and a log group of its own',
    atOnce: { checks: 10_000, share: false },
  },
  crowd: {
    ...USUAL,
    what: '10,000 checks fail at once, each behind a database of its own, fifty to a log group',
    atOnce: { checks: 10_000, share: false },
    perLogGroup: 50,
  },
};

/** Time of the outage that hits many checks at once. */
export const AT_ONCE = { afterMs: 300_000, lastsMs: 1_200_000 } as const;

/** Time for which the second location is away. */
export const LOST = { afterMs: 300_000, lastsMs: 3_600_000 } as const;

export const isWithin = (
  now: EpochMs,
  start: EpochMs,
  span: { readonly afterMs: Milliseconds; readonly lastsMs: Milliseconds },
): boolean => now >= start + span.afterMs && now < start + span.afterMs + span.lastsMs;
