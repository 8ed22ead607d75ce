import type { StepQueue } from '../core/ports.ts';

/** A queue that wakes for each step once, whoever wakes for it: five thousand checks that end a storm wait for one word. */
export const wakingOnce = (queue: StepQueue): StepQueue => {
  const woken = new Set<string>();
  return {
    wake: async (due, delayMs) => {
      const key = `${due.incidentId} ${due.step.id}`;
      if (woken.has(key)) return;
      woken.add(key);
      await queue.wake(due, delayMs);
    },
  };
};
