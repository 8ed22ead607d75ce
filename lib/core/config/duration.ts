import * as v from 'valibot';

import type { Milliseconds } from '../time.ts';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

type Unit = keyof typeof UNIT_MS;

// 250ms · 1.5s · 14d
const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** `250ms`, `10s`, `1.5m`, `14d` in milliseconds; undefined for anything else. */
export const parseDuration = (text: string): Milliseconds | undefined => {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * UNIT_MS[unit as Unit]);
};

/** The shortest exact spelling: 90,000 ms is `90s`, 60,000 ms is `1m`. */
export const formatDuration = (ms: Milliseconds): string => {
  const units = (Object.entries(UNIT_MS) as [Unit, number][]).toReversed();
  const fit = ms === 0 ? undefined : units.find(([, size]) => ms % size === 0);
  return fit ? `${ms / fit[1]}${fit[0]}` : `${Math.round(ms)}ms`;
};

/** Limits of one duration key, both included. */
export interface DurationLimits {
  readonly min?: Milliseconds;
  readonly max?: Milliseconds;
}

const EXPECTED = 'expected a duration such as 250ms, 10s, 1m or 14d';

/** A config key that takes a duration; milliseconds afterwards. */
export const duration = ({ min = 1, max = Number.MAX_SAFE_INTEGER }: DurationLimits = {}) => {
  const tooShort = `expected a duration of at least ${formatDuration(min)}`;
  const tooLong = `expected a duration of at most ${formatDuration(max)}`;
  return v.pipe(
    v.string(EXPECTED),
    v.check((text) => parseDuration(text) !== undefined, EXPECTED),
    v.check((text) => (parseDuration(text) ?? min) >= min, tooShort),
    v.check((text) => (parseDuration(text) ?? max) <= max, tooLong),
    v.transform((text): Milliseconds => parseDuration(text) ?? Number.NaN),
  );
};
