import { Duration } from 'aws-cdk-lib';

import type { Check } from '../core/check.ts';

/** Below the lease of a step (180 s), so that a lease ends only when its holder is dead. */
export const DIAGNOSE_TIMEOUT = Duration.seconds(170);

/** Three tries of ten seconds with their waits, for a channel that hangs. */
export const NOTIFY_TIMEOUT = Duration.seconds(90);

/** The slowest check, and time to start and to judge; Lambda's own limit is 15 minutes. */
export const probeTimeoutOf = (checks: readonly Check[]): Duration => {
  const slowestMs = Math.max(0, ...checks.map(({ deadlineMs }) => deadlineMs));
  return Duration.seconds(Math.min(900, Math.ceil(slowestMs / 1000) + 30));
};
