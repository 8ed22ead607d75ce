import { randomBytes } from 'node:crypto';

import type { Randomness } from '../core/ports.ts';

/** The machine's chance: ids are unpredictable, jitter need not be. */
export const systemRandomness: Randomness = {
  next: () => Math.random(),
  hex: (count) => randomBytes(count).toString('hex'),
};
