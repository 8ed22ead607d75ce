import type { Check } from '../check.ts';
import type { Config } from '../config/config.ts';

/** What the stack is made of, as far as it costs money. A test compares it with the template. */

/** MB of each function; it decides their share of a core too (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). */
export const FUNCTION_MEMORY_MB = {
  dispatch: 256,
  probe: 512,
  prober: 512,
  diagnose: 1024,
  notify: 256,
} as const;

/** Queues that a function reads: probe, diagnose, notify. */
export const WORK_QUEUES = 3;

export const DASHBOARDS = 1;

/** How many diagnose functions run at once, and how many incidents each call works off; the smallest number of functions is 2. */
export const DIAGNOSING = { functions: 2, perCall: 10 } as const;

/**
 * Alarms about ourselves: a missed probe per location, two dead-letter queues, errors of four functions and of the one that
 * takes heartbeats, silence of two.
 */
export const ownAlarmCount = ({ checks, locations }: Pick<Config, 'checks' | 'locations'>): number =>
  locations.length + 2 + 4 + (checks.some(({ type }) => type === 'heartbeat') ? 1 : 0) + 2;

/** Up to so many checks have an alarm each; more have one per group in their place. */
const MAX_CHECK_ALARMS = 200;

/** The alarms about checks, as the stack makes them by default. */
export interface CheckAlarmCounts {
  readonly perCheck: number;
  readonly perGroup: number;
  /** Whether all checks send metrics of their groups, for the alarms of groups, or those of the level `fleet` alone. */
  readonly countedTogether: 'all' | 'fleet';
}

/** How many there are; checks of the level `fleet` have none of their own. */
export const checkAlarmCounts = (checks: readonly Check[], wanted: boolean): CheckAlarmCounts => {
  const ofGroups = checks.filter(({ metrics }) => metrics === 'fleet');
  const watched = checks.length - ofGroups.length;
  const each = wanted && watched <= MAX_CHECK_ALARMS;
  const grouped = wanted ? (each ? ofGroups : checks) : [];
  return {
    perCheck: each ? watched : 0,
    perGroup: new Set(grouped.map(({ group = 'fleet' }) => group)).size,
    countedTogether: grouped.length > 0 ? 'all' : 'fleet',
  };
};
