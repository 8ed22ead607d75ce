import { randomFillSync } from 'node:crypto';

import type { Randomness } from '../core/ports.ts';

/** Asking the system for a few bytes at a time costs more than the rest of making an id. */
const POOL_BYTES = 4_096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** The machine's chance: ids are unpredictable, jitter need not be. */
export const systemRandomness: Randomness = {
  next: () => Math.random(),
  hex: (count) => {
    if (count > POOL_BYTES)
      throw new RangeError(`at most ${POOL_BYTES} random bytes at a time, got ${count}`);
    if (used + count > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += count;
    return pool.toString('hex', used - count, used);
  },
};
