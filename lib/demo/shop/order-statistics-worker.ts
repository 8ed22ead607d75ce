import { parentPort, workerData } from 'node:worker_threads';

import { sumByDay } from './sum-by-day.ts';

const { pieces, days } = workerData as { readonly pieces: number; readonly days: number };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window's
parentPort?.postMessage(sumByDay(pieces, days));
