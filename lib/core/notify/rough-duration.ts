import type { Milliseconds } from '../time.ts';

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** A time as people say it, by its two largest units: `2h 5m`, `40s`. */
export const roughDuration = (ms: Milliseconds): string => {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first === -1) return `${Math.round(ms)}ms`;
  let rest = ms;
  const parts = UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
};
