import type { Clock } from './ports.ts';
import type { Milliseconds } from './time.ts';

/** Shorter waits cost more than they bring. */
const LEAST_WAIT_MS: Milliseconds = 2;

/**
 * Lets many probes start one after the other, each as late as those before it need of the CPU that starts may use. Begun
 * at once they would wait for each other, and that wait would be reported as the targets' latency.
 */
export const startPace = (clock: Clock, cpuShare: number): ((cpuMs: Milliseconds) => Promise<void>) => {
  let next = clock.now();
  return async (cpuMs) => {
    const now = clock.now();
    const startAt = Math.max(next, now);
    next = startAt + cpuMs / cpuShare;
    if (startAt - now >= LEAST_WAIT_MS) await clock.sleep(Math.ceil(startAt - now));
  };
};
