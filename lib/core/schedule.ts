import type { EpochMs, Milliseconds } from './time.ts';

/**
 * The first planned moment of a check after `now`. Its place in the interval comes from its hash (0 to 1), so that the
 * load is spread and every process, also after a restart, plans the same moments.
 */
export const nextTick = (hash: number, intervalMs: Milliseconds, now: EpochMs): EpochMs => {
  const offset = Math.floor(hash * intervalMs);
  return Math.floor((now - offset) / intervalMs + 1) * intervalMs + offset;
};
