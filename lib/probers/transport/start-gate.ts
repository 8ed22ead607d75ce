/*
 * Starts are paced: one per turn of the event loop, and none after a turn that was long. A burst of starts would make
 * each of them wait for all the others, and that wait would be reported as the target's latency. A long turn means that
 * events have piled up; they are served first. So the loop may be busy all the time, as long as nothing waits for long.
 */

/** What is under way waits for this long at most, plus one piece of work: some ten events of HTTP, or two of TLS. */
const MAX_TURN_MS = 0.5;

/** Nobody is held back for longer: a late probe is worse than one whose error bar says that it was crowded. */
const MAX_WAIT_MS = 1_000;

interface Waiting {
  readonly since: number;
  readonly start: () => void;
}

const waiting: Waiting[] = [];
let head = 0;
let turning = false;
let last = { at: 0, idle: 0 };

/** For how long the loop has worked since this was asked last. */
const turnMs = (at: number): number => {
  const { idleTime: idle } = performance.nodeTiming;
  const busy = at - last.at - (idle - last.idle);
  last = { at, idle };
  return busy;
};

const turn = (): void => {
  const next = waiting[head];
  if (!next) return rest();
  const now = performance.now();
  if (turnMs(now) <= MAX_TURN_MS || now - next.since > MAX_WAIT_MS) {
    head += 1;
    next.start();
  }
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
    turnMs(performance.now());
    setImmediate(turn);
  });
