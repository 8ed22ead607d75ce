import { performance } from 'node:perf_hooks';

/*
 * Starts are paced: one per turn of the event loop, and on the average only for as much work as leaves half of the time
 * free. A burst of starts would make each of them wait for all the others, and that wait would be reported as the
 * target's latency.
 */

/** Above this share of busy time, events begin to wait for each other (measured: 2 ms at the median from 0.6 on). */
const MAX_UTILIZATION = 0.5;

/** Work that may be begun at once after a rest: some ten probes, so that small fleets never wait. */
const MAX_CREDIT_MS = 5;

/** Nobody is held back for longer: a late probe is worse than one whose error bar says that it was crowded. */
const MAX_WAIT_MS = 1_000;

interface Waiting {
  readonly since: number;
  readonly start: () => void;
}

const waiting: Waiting[] = [];
let head = 0;
let turning = false;
let last = { at: performance.now(), idle: performance.nodeTiming.idleTime };
let creditMs = MAX_CREDIT_MS;

/** Time gives credit, work takes it. */
const hasCredit = (now: number): boolean => {
  const { idleTime } = performance.nodeTiming;
  const elapsed = now - last.at;
  const busy = elapsed - (idleTime - last.idle);
  last = { at: now, idle: idleTime };
  creditMs = Math.min(MAX_CREDIT_MS, creditMs + elapsed * MAX_UTILIZATION - busy);
  // Work of others, or a long one of ours, is not held against the probes for ever.
  creditMs = Math.max(-MAX_CREDIT_MS, creditMs);
  return creditMs > 0;
};

const turn = (): void => {
  const next = waiting[head];
  if (!next) return rest();
  const now = performance.now();
  if (!hasCredit(now) && now - next.since < MAX_WAIT_MS) {
    setTimeout(turn, 1);
    return;
  }
  head += 1;
  next.start();
  if (head === waiting.length) rest();
  else setImmediate(turn);
};

const rest = (): void => {
  waiting.length = 0;
  head = 0;
  turning = false;
};

/** Resolves when it is this attempt's turn; time is measured from then on. */
export const startTurn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push({ since: performance.now(), start: resolve });
    if (turning) return;
    turning = true;
    setImmediate(turn);
  });
