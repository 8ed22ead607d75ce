/**
 * Starts are paced: one per turn of the event loop. A burst of starts would make each of them wait for all the others,
 * and that wait would be reported as the target's latency.
 */
const waiting: (() => void)[] = [];

let turning = false;

const turn = (): void => {
  waiting.shift()?.();
  turning = waiting.length > 0;
  if (turning) setImmediate(turn);
};

/** Resolves when it is this attempt's turn; time is measured from then on. */
export const startTurn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    if (turning) return;
    turning = true;
    setImmediate(turn);
  });
