import type { RuledOut } from '../diagnosis/diagnosis.ts';
import type { EpochMs } from '../time.ts';
import { CAUSES, type CauseId } from './cause.ts';
import type { Candidate } from './evidence.ts';

/** A cause with everything that speaks for it, the best evidence first. */
export interface Case {
  readonly cause: CauseId;
  readonly best: Candidate;
  readonly support: readonly Candidate[];
  /** What the cases are ordered by. */
  readonly rank: number;
}

/** What came of weighing all candidates against each other. */
export interface Judgement {
  /** Undefined: nothing is strong enough, and we abstain. */
  readonly verdict?: Case;
  readonly confidence: number;
  readonly alternatives: readonly { readonly case: Case; readonly confidence: number }[];
  readonly ruledOut: readonly RuledOut[];
}

/** Below this the evidence convicts nobody; fitted so that at most 3 % of the windows without a cause name one. */
const THRESHOLD = 3.45;

/** What a standing costs against a cause that is named outright. */
const YIELDS = { cause: 0, fallback: 1.25, effect: 4.5, words: 5 } as const;

/** Per step down an explicit chain: the innermost exception is nearer to the cause. */
const DEPTH = 0.5;

/** An earlier record started the cascade. */
const EARLIER = 0.25;

/** A class of its own says more than `Error`, where two records tell of the same. */
const NAMED = 0.1;
const GENERAL =
  /^(?:error|Error|Exception|RuntimeException|RuntimeError|StandardError|java\.lang\.(?:Runtime)?Exception)$/;

/** Two cases nearer than this explain it almost equally well. */
const MARGIN = 0.75;

/** Weighs the candidates against each other: the cause, what else may be, and what is not. */
export const arbitrate = (candidates: readonly Candidate[]): Judgement => {
  const earliest = candidates.reduce((least, { clue }) => Math.min(least, clue.at ?? Infinity), Infinity);
  const cases = [...Map.groupBy(candidates, ({ signal }) => signal.cause).values()]
    .map((support) => caseOf(support, earliest))
    .sort((one, other) => other.rank - one.rank || one.cause.localeCompare(other.cause));
  const verdict = cases.find(({ best }) => best.strength >= THRESHOLD);
  if (!verdict) return { confidence: 0, alternatives: [], ruledOut: cases.map(tooWeak) };
  const rest = cases.filter((each) => each !== verdict);
  const close = rest.filter((each) => isRival(each, verdict));
  return {
    verdict,
    confidence: confidenceOf(verdict, close[0]),
    alternatives: close.map((each) => ({ case: each, confidence: confidenceOf(each, verdict) })),
    ruledOut: rest.filter((each) => !close.includes(each)).map((each) => whyNot(each, verdict)),
  };
};

const caseOf = (support: readonly Candidate[], earliest: EpochMs): Case => {
  const ranked = support
    .map((candidate) => ({ candidate, rank: rankOf(candidate, earliest) }))
    .sort((one, other) => other.rank - one.rank || order(one.candidate) - order(other.candidate));
  const [first] = ranked;
  if (!first) throw new Error('a case needs a candidate');
  const { cause } = first.candidate.signal;
  return {
    cause,
    best: first.candidate,
    support: ranked.map(({ candidate }) => candidate),
    rank: first.rank,
  };
};

const order = ({ clue }: Candidate): number => clue.at ?? Number.MAX_SAFE_INTEGER;

const rankOf = ({ strength, standing, signal, clue }: Candidate, earliest: EpochMs): number => {
  const early = clue.at === earliest ? EARLIER : 0;
  const type = signal.exception?.type;
  const named = type !== undefined && !GENERAL.test(type) ? NAMED : 0;
  return strength - YIELDS[standing] + DEPTH * signal.depth + early + named;
};

/** A word of the same record about something less exact is no second opinion. */
const isRival = (other: Case, verdict: Case): boolean =>
  other.best.strength >= THRESHOLD &&
  verdict.rank - other.rank < MARGIN &&
  !(other.best.clue.record === verdict.best.clue.record && other.best.standing !== 'cause');

/** How sure the weakest evidence is that convicts, and what each further point of strength adds; fitted to the corpus. */
const SURE = { least: 0.88, perPoint: 0.04, most: 0.99, withRival: 0.7 } as const;

const confidenceOf = ({ best }: Case, rival: Case | undefined): number => {
  const sure = Math.min(SURE.most, SURE.least + Math.max(0, best.strength - THRESHOLD) * SURE.perPoint);
  return Math.round((rival ? sure * SURE.withRival : sure) * 100) / 100;
};

const tooWeak = ({ cause, best }: Case): RuledOut => ({
  cause,
  why: `${weakness(best)}; too little to name a cause`,
});

const whyNot = ({ cause, best, rank }: Case, verdict: Case): RuledOut => {
  const winner = `${verdict.cause} (${CAUSES[verdict.cause]})`;
  if (best.clue.record === verdict.best.clue.record)
    return { cause, why: `the same record names ${winner} more exactly` };
  if (best.standing === 'effect' && verdict.best.standing !== 'effect')
    return { cause, why: `an effect: ${winner} explains it` };
  if (best.strength < THRESHOLD) return { cause, why: weakness(best) };
  return { cause, why: `weaker evidence than for ${winner}, by ${(verdict.rank - rank).toFixed(1)}` };
};

const weakness = ({ clue }: Candidate): string => {
  if (clue.tie.isForeign) return 'the record belongs to another request';
  if (clue.tie.path === 'other') return 'the record is about another path';
  if (clue.before > 0) return `the log says the same ${clue.before} times before the failure`;
  if (clue.stretch !== 'during') return 'the record lies outside the time of the failure';
  return 'nothing ties the record to the failing request';
};
