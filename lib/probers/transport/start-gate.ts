import { performance } from 'node:perf_hooks';

/*
 * Starts are paced: one per turn of the event loop, and none while the loop has been busy for more than half of the
 * last moments. A burst of starts would make each of them wait for all the others, and that wait would be reported as
 * the target's latency.
 */

/** Above this share of busy time, events begin to wait for each other (measured: 2 ms at the median from 0.6 on). */
const MAX_UTILIZATION = 0.5;

/** Long enough to be more than one probe's work, short enough to follow a burst. */
const WINDOW_MS = 10;

/** Nobody is held back for longer: a late probe is worse than one whose error bar says that it was crowded. */
const MAX_WAIT_MS = 1_000;

interface Waiting {
  readonly since: number;
  readonly start: () => void;
}

const waiting: Waiting[] = [];
let head = 0;
let turning = false;
let window = { at: performance.now(), idle: performance.nodeTiming.idleTime };
let crowded = false;

/** Whether the loop was too busy in the last whole window. */
const isCrowded = (now: number): boolean => {
  const elapsed = now - window.at;
  if (elapsed < WINDOW_MS) return crowded;
  const { idleTime } = performance.nodeTiming;
  crowded = 1 - (idleTime - window.idle) / elapsed > MAX_UTILIZATION;
  window = { at: now, idle: idleTime };
  return crowded;
};

const turn = (): void => {
  const next = waiting[head];
  if (!next) return rest();
  const now = performance.now();
  if (isCrowded(now) && now - next.since < MAX_WAIT_MS) {
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
