import type { Reader } from './readers.ts';

/** The target for one hostile line; shorter lines are held to the time of one of 64 KB. */
const LIMIT_MS = 10;
const KB_64 = 64 * 1024;
/** What seems slow is read again, for the garbage collector may have come between. */
const TRIES = 8;
/** Before it is called too slow, so often: a neighbour that fills the caches for a while is no fact of the code. */
const SUSPECT_TRIES = 64;

/** Processor time of this thread: what others do on the machine does not count. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** How slow a reader was at worst, or what went wrong. */
export interface Slowest {
  readonly msPer64Kb: number;
  readonly problem?: string;
}

/** Times one reader on one text, by its best try. */
export const slowestOf = ({ read, allowance }: Reader, text: string): Slowest => {
  const scale = Math.max(1, text.length / KB_64);
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < (best > LIMIT_MS ? SUSPECT_TRIES : TRIES); attempt++) {
    const began = cpuMs();
    try {
      read(text);
    } catch (error) {
      return { msPer64Kb: 0, problem: `throws ${String(error)}` };
    }
    best = Math.min(best, (cpuMs() - began) / scale / allowance);
    if (best <= LIMIT_MS / 2) break;
  }
  return best > LIMIT_MS
    ? { msPer64Kb: best, problem: `${best.toFixed(1)} ms per 64 KB` }
    : { msPer64Kb: best };
};
