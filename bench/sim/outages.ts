import type { EpochMs, Milliseconds } from '../../lib/core/time.ts';

/** How a target fails. */
export type Fault = 'error' | 'refused' | 'hang';

/** From when until when, and how. */
export interface Outage {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly fault: Fault;
}

/** What goes wrong in a fleet. */
export interface OutageOptions {
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** The share of checks that fail at any time. */
  readonly failing: number;
  /** How long an outage lasts on the average. */
  readonly meanMs: Milliseconds;
  /** The share of outages in which the target hangs; of the others, a fifth refuses the connection. */
  readonly hanging: number;
}

/** Chance by seed, uniform in [0, 1). */
export const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The outages of one check: exponential, so that the fleet is as broken in its first minute as in its last. */
export const outagesOf = (index: number, options: OutageOptions): readonly Outage[] => {
  const { start, end, failing, meanMs, hanging } = options;
  const next = seeded(index * 2_654_435_761 + 17);
  const lasting = (mean: Milliseconds): Milliseconds => -Math.log(1 - next()) * mean;
  const goodMs = (meanMs * (1 - failing)) / failing;
  const outages: Outage[] = [];
  let down = next() < failing;
  for (let at = start; at < end; down = !down) {
    const to = at + lasting(down ? meanMs : goodMs);
    if (down) outages.push({ from: at, to, fault: faultOf(next(), hanging) });
    at = to;
  }
  return outages;
};

const faultOf = (chance: number, hanging: number): Fault => {
  if (chance < hanging) return 'hang';
  return chance < hanging + (1 - hanging) / 5 ? 'refused' : 'error';
};
