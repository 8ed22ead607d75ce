/** A share with its Wilson 95 % interval. */
export interface Share {
  readonly hits: number;
  readonly total: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.96;

/** Counts what holds; an interval is honest for small numbers too (Wilson 1927). */
export const shareOf = (flags: readonly (boolean | undefined)[]): Share => {
  const asked = flags.filter((flag) => flag !== undefined);
  return wilson(asked.filter(Boolean).length, asked.length);
};

/** The interval of `hits` in `total`. */
export const wilson = (hits: number, total: number): Share => {
  if (total === 0) return { hits, total, share: Number.NaN, low: 0, high: 1 };
  const p = hits / total;
  const scale = 1 + Z ** 2 / total;
  const centre = (p + Z ** 2 / (2 * total)) / scale;
  const half = (Z * Math.sqrt((p * (1 - p)) / total + Z ** 2 / (4 * total ** 2))) / scale;
  return { hits, total, share: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
};
