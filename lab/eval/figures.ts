import type { CaseScore } from './score-case.ts';
import { shareOf, wilson, type Share } from './wilson.ts';

/** The figures of a set of cases. */
export interface Figures {
  readonly cases: number;
  readonly whole: Share;
  readonly line: Share;
  readonly type: Share;
  readonly frame: Share;
  readonly top1: Share;
  readonly macroF1: number;
  readonly confusers: Share;
  readonly component: Share;
  readonly falseConviction: Share;
  readonly abstained: Share;
  readonly ece: number;
  readonly precision: number;
  readonly medianLines: number;
  readonly secrets: Share;
  readonly lostWords: Share;
  readonly same: Share;
  readonly p95Ms: number;
  readonly lastError: Share;
  readonly firstOfLast100: Share;
}

/** Sums up the scores of many cases. */
export const figuresOf = (scores: readonly CaseScore[]): Figures => {
  const faults = scores.filter(({ expected }) => expected !== 'none');
  const empty = scores.filter(({ expected }) => expected === 'none');
  const shown = scores.filter(({ snippetLines, expected }) => snippetLines > 0 && expected !== 'none');
  const sum = (pick: (score: CaseScore) => number, over = scores): number =>
    over.reduce((total, score) => total + pick(score), 0);
  return {
    cases: scores.length,
    whole: shareOf(scores.map(({ isWhole }) => isWhole)),
    line: shareOf(scores.map(({ hasLine }) => hasLine)),
    type: shareOf(scores.map(({ hasType }) => hasType)),
    frame: shareOf(scores.map(({ hasFrame }) => hasFrame)),
    top1: shareOf(faults.map(({ isRight }) => isRight)),
    macroF1: macroF1(faults),
    confusers: shareOf(scores.filter(({ kind }) => kind === 'confuser').map(({ isRight }) => isRight)),
    component: shareOf(scores.map(({ hasComponent }) => hasComponent)),
    falseConviction: shareOf(empty.map(({ answered }) => answered !== 'none')),
    abstained: shareOf(empty.map(({ answered }) => answered === 'none')),
    ece: calibrationError(scores),
    precision:
      sum(({ relevantLines }) => relevantLines, shown) / sum(({ snippetLines }) => snippetLines, shown),
    medianLines: quantile(
      shown.map(({ snippetLines }) => snippetLines),
      0.5,
    ),
    secrets: wilson(
      sum(({ secrets }) => secrets.hidden),
      sum(({ secrets }) => secrets.total),
    ),
    lostWords: wilson(
      sum(({ words }) => words.lost.length),
      sum(({ words }) => words.total),
    ),
    same: shareOf(scores.map(({ isSame }) => isSame)),
    p95Ms: quantile(
      scores.map(({ ms }) => ms),
      0.95,
    ),
    lastError: shareOf(
      scores.filter(({ hasLine }) => hasLine !== undefined).map(({ lastError }) => lastError),
    ),
    firstOfLast100: shareOf(
      scores.filter(({ hasLine }) => hasLine !== undefined).map(({ firstOfLast100 }) => firstOfLast100),
    ),
  };
};

/** The mean over the classes of the harmonic mean of precision and recall; what is also accepted counts as right. */
const macroF1 = (scores: readonly CaseScore[]): number => {
  const classes = [...new Set(scores.map(({ expected }) => expected))];
  const scored = classes.map((name) => {
    const right = scores.filter(({ expected, isRight }) => expected === name && isRight).length;
    const wanted = scores.filter(({ expected }) => expected === name).length;
    const claimed = scores.filter(({ answered, isRight }) => answered === name && !isRight).length;
    return (2 * right) / (wanted + right + claimed || 1);
  });
  return scored.reduce((total, one) => total + one, 0) / (scored.length || 1);
};

const BINS = 10;

/** Expected calibration error over ten bins of equal width, of the cases where a cause was named. */
export const calibrationError = (scores: readonly CaseScore[]): number => {
  const named = scores.filter(({ answered }) => answered !== 'none');
  const bins = Map.groupBy(named, ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)));
  let error = 0;
  for (const bin of bins.values()) {
    const right = bin.filter(({ isRight }) => isRight).length / bin.length;
    const said = bin.reduce((total, { confidence }) => total + confidence, 0) / bin.length;
    error += (Math.abs(right - said) * bin.length) / named.length;
  }
  return error;
};

/** The value below which a share of the values lies. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
