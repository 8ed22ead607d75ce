import { performance } from 'node:perf_hooks';

import { waitForQuiet, watchForeign } from './machine.ts';

/** What one run of one contender gave: numbers by name. */
export type Measurement = Readonly<Record<string, number>>;

/** One contender of a suite. */
export interface Contender {
  readonly name: string;
  /** Whether one round is enough, since no goal hangs on it. */
  readonly once?: boolean;
  measure(): Promise<Measurement>;
}

/** How much is measured, and how patiently. */
export interface Effort {
  readonly rounds: number;
  readonly windowMs: number;
  /** What may still be spent on waiting for a quiet machine and on repeating what others disturbed, by all suites together. */
  readonly patience: { leftMs: number };
  /** On the monotonic clock: nothing is begun after it. */
  readonly deadline: number;
}

/** All measurements of a suite, by contender, in the order of the rounds. */
export type Rounds = ReadonlyMap<string, readonly Measurement[]>;

/** Others may take this much of the machine before a run is repeated. */
const FOREIGN_CORES = 0.1;

const REPEATS = 2;

/** The longest wait before one run. */
const MAX_WAIT_MS = 5_000;

/** Interleaves the contenders round by round; a run that others disturbed is repeated, and the quietest is kept. */
export const interleave = async (contenders: readonly Contender[], effort: Effort): Promise<Rounds> => {
  const seen = new Map<string, Measurement[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < effort.rounds; round++) {
    for (const contender of contenders) {
      if (performance.now() > effort.deadline || (contender.once && round > 0)) continue;
      const measurement = await quietest(contender, effort);
      // A round that failed keeps its place, so that ratios stay those of one round.
      seen.get(contender.name)?.push(measurement ?? {});
    }
  }
  return seen;
};

const quietest = async (contender: Contender, { patience }: Effort): Promise<Measurement | undefined> => {
  let best: Measurement | undefined;
  for (let attempt = 0; attempt <= REPEATS; attempt++) {
    const from = performance.now();
    if (patience.leftMs > 0) await waitForQuiet(FOREIGN_CORES, Math.min(MAX_WAIT_MS, patience.leftMs));
    const foreign = watchForeign();
    const waitedMs = performance.now() - from;
    try {
      const measured = { ...(await contender.measure()), foreign: foreign() };
      if (!best || measured.foreign < (best['foreign'] ?? 0)) best = measured;
    } catch (error) {
      console.error(`${contender.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    console.error(
      `${contender.name}: ${Math.round(performance.now() - from)} ms, others ${(best?.['foreign'] ?? 0).toFixed(2)} cores`,
    );
    patience.leftMs -= attempt === 0 ? waitedMs : performance.now() - from;
    if (patience.leftMs <= 0 || (best && (best['foreign'] ?? 0) <= FOREIGN_CORES)) break;
  }
  return best;
};

/** A median with the range that it comes from. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The spread of some numbers; undefined when there are none. */
export const spreadOf = (numbers: readonly number[]): Spread | undefined => {
  const sorted = numbers.filter((each) => Number.isFinite(each)).toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min, max };
};

/** One number of one contender over the rounds. */
export const valueOf = (rounds: Rounds, name: string, key: string): Spread | undefined =>
  spreadOf((rounds.get(name) ?? []).flatMap((each) => (each[key] === undefined ? [] : [each[key]])));

/** Ratios of the same round, never of medians: the machine drifts between rounds. */
export const ratioOf = (
  rounds: Rounds,
  { key, of, to }: { readonly key: string; readonly of: string; readonly to: string },
): Spread | undefined => {
  const [ones, others] = [rounds.get(of) ?? [], rounds.get(to) ?? []];
  return spreadOf(
    ones.slice(0, others.length).map((one, at) => (one[key] ?? NaN) / (others[at]?.[key] ?? NaN)),
  );
};

/** A percentile of numbers in any order. */
export const percentile = (numbers: readonly number[], share: number): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};
