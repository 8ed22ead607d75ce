import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { sumByDay } from './sum-by-day.ts';

/** More days are summed in a worker, so that they delay no other request. */
const INLINE_UP_TO_DAYS = 1_000;

/** A worker that needs more than this would endanger the process. */
const WORKER_HEAP_MB = 16;

/** The average number of pieces a day, over so many days. */
export const piecesPerDay = async (pieces: number, days: number): Promise<number> => {
  if (days <= INLINE_UP_TO_DAYS) return sumByDay(pieces, days);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./order-statistics-worker.${extension}`, import.meta.url), {
    workerData: { pieces, days },
    resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
  });
  try {
    const [average] = (await once(worker, 'message')) as [number];
    return average;
  } catch (error) {
    throw new Error(`order statistics over ${days} days failed`, { cause: error });
  } finally {
    await worker.terminate();
  }
};
