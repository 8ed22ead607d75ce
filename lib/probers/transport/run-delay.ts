import { openSync, readSync } from 'node:fs';

/** How long this thread waited for a CPU, by the kernel's own count. https://docs.kernel.org/scheduler/sched-stats.html */
const COUNTS = '/proc/thread-self/schedstat';

const open = (): number | undefined => {
  try {
    return openSync(COUNTS, 'r');
  } catch {
    // Not Linux, or built without it.
    return undefined;
  }
};

const file = open();
const text = Buffer.alloc(64);
const SPACE = 32;

/** Milliseconds that this thread has waited for a CPU while it had work; 0 where the system does not tell. Costs 1 µs. */
export const runDelayMs = (): number => {
  if (file === undefined || readSync(file, text, 0, text.length, 0) === 0) return 0;
  // 286727735 1234281123 165: running, waiting (both in ns), turns
  const from = text.indexOf(SPACE) + 1;
  return Number(text.toString('latin1', from, text.indexOf(SPACE, from))) / 1e6;
};
