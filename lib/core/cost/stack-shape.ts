import type { Check } from '../check.ts';

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

/** Alarms about ourselves: a missed probe per location, two dead-letter queues, errors of four functions, silence of two. */
export const ownAlarmCount = (locations: number): number => locations + 2 + 4 + 2;

/** One alarm per check that sends metrics of its own; more than these need a choice, and then there are none. */
const MAX_CHECK_ALARMS = 200;

/** Alarms per check, as the stack makes them by default. */
export const checkAlarmCount = (checks: readonly Pick<Check, 'metrics'>[]): number => {
  const watched = checks.filter(({ metrics }) => metrics !== 'fleet').length;
  return watched > MAX_CHECK_ALARMS ? 0 : watched;
};
