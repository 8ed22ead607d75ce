import { Duration } from 'aws-cdk-lib';

import type { Check } from '../core/check.ts';

/** Below the lease of a step (180 s), so that a lease ends only when its holder is dead. */
export const DIAGNOSE_TIMEOUT = Duration.seconds(170);

/** Three tries of ten seconds with their waits, for a channel that hangs. */
export const NOTIFY_TIMEOUT = Duration.seconds(90);

/** The slow lane waits for ticks of a whole minute; the slowest check; time to start and to judge. Lambda's own limit is 15 minutes. */
export const probeTimeoutOf = (checks: readonly Check[]): Duration => {
  const slowestMs = checks.reduce((slowest, { deadlineMs }) => Math.max(slowest, deadlineMs), 0);
  return Duration.seconds(Math.min(900, 60 + Math.ceil(slowestMs / 1000) + 30));
};
