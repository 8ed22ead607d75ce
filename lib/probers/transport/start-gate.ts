import { turnMs } from './loop-lag.ts';

/*
 * Starts are paced: they share a turn of the event loop as long as it is short, and what is left waits for the next. A burst
 * of starts would make each of them wait for all the others, and that wait would be reported as the target's latency. A
 * long turn means that events have piled up; they are served first. So the loop may be busy all the time, as long as
 * nothing waits for long. One start in each turn would be sharper still, and would cost each probe a turn of its own.
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
/** Whether somebody begins just now, or the next is going to be let through. */
let underway = false;

/** Nothing when this attempt may begin at once. Else resolves when it is its turn; time is measured from then on. */
export const startTurn = (): Promise<void> | undefined => {
  if (underway || turnMs() > MAX_TURN_MS) return waitInLine();
  underway = true;
  afterItsWork();
  return undefined;
};

const waitInLine = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push({ since: performance.now(), start: resolve });
    if (underway) return;
    underway = true;
    setImmediate(startNext);
  });

const startNext = (): void => {
  const next = waiting[head];
  if (!next) {
    waiting.length = head = 0;
    underway = false;
  } else if (turnMs() > MAX_TURN_MS && performance.now() - next.since <= MAX_WAIT_MS) setImmediate(startNext);
  else {
    head += 1;
    next.start();
    afterItsWork();
  }
};

/** What begins works in microtasks, and Node connects in the tick after them: the next one comes behind that. */
const afterItsWork = (): void => void DONE.then(tickTwice);

const DONE = Promise.resolve();
const tickTwice = (): void => process.nextTick(tick);
const tick = (): void => process.nextTick(startNext);
