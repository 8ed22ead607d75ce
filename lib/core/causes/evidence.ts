import type { Tie } from '../diagnosis/correlate.ts';
import type { Placed, Span } from '../diagnosis/timeline.ts';
import type { LogRecord } from '../logs/record.ts';
import { isAtLeast } from '../logs/severity.ts';
import type { CauseId } from './cause.ts';
import { innermostOf } from './chain.ts';
import { patternOf } from './pattern-of.ts';
import type { CauseRule, Signal, Specificity, Standing } from './rule.ts';
import { look } from './seen.ts';

/** A record that may tell why, before any rule has looked at it. */
export interface Clue extends Placed {
  readonly tie: Tie;
  /** How often its like stands in the log before the failure, and from then on. */
  readonly before: number;
  readonly since: number;
  /** How much it belongs to the failing request and says of a failure, whatever its cause. */
  readonly weight: number;
}

/** A cause that a record speaks for. */
export interface Candidate {
  readonly clue: Clue;
  readonly signal: Signal;
  readonly standing: Standing;
  /** How strong the evidence is, for the threshold and the confidence. */
  readonly strength: number;
}

/** Weights of what ties a record to the failure; reference §4.5, fitted to the recorded corpus. */
const WEIGHT = {
  request: 4,
  connection: 1,
  during: 1.5,
  shortlyBefore: 0,
  unknown: 0.75,
  elsewhere: -3,
  novel: 1.5,
  background: -4,
  samePath: 1.5,
  otherPath: -5,
  foreign: -6,
  frames: 1.5,
  exception: 0.75,
  error: 0.5,
  warning: -0.25,
  info: -2,
  change: 0.5,
} as const;

const BY_SPECIFICITY: Readonly<Record<Specificity, number>> = {
  code: 1.5,
  type: 1,
  phrase: 0.4,
  status: 0.4,
};

/** Rules look at so many records at most, the heaviest first, so that a flood of errors costs no more than this. */
const MAX_LOOKED_AT = 240;

const patternKey = ({ format, message, exception }: LogRecord): string => {
  const inner = exception && innermostOf(exception);
  return `${format}|${patternOf(message)}|${inner ? `${inner.type}|${patternOf(inner.message)}` : ''}`;
};

/** Weighs every record that may speak of a failure. */
export const weighAll = (
  placed: readonly Placed[],
  ties: ReadonlyMap<Placed, Tie>,
  baseline: readonly LogRecord[],
): readonly Clue[] => {
  const eligible = placed.filter(({ record }) => isEligible(record));
  const keys = new Map(eligible.map((each) => [each, patternKey(each.record)]));
  const before = new Map<string, number>();
  const since = new Map<string, number>();
  for (const record of baseline) if (isEligible(record)) count(before, patternKey(record));
  for (const [each, key] of keys) count(isBefore(each) ? before : since, key);
  return eligible.map((each) => {
    const key = keys.get(each) ?? '';
    const seen = { before: before.get(key) ?? 0, since: since.get(key) ?? 0 };
    const tie = ties.get(each) ?? { tier: 'window', path: 'none', isForeign: false };
    return { ...each, ...seen, tie, weight: weigh(each, tie, seen) };
  });
};

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const isBefore = ({ stretch }: Placed): boolean => stretch === 'shortly-before' || stretch === 'long-before';

/** What everyday lines say of failures is what users searched for; a stack is printed for a reason. */
const isEligible = ({ severity, exception, http }: LogRecord): boolean => {
  if (exception?.frames.length) return true;
  if (severity === 'debug' || severity === 'info') return false;
  if (severity === undefined && http?.status !== undefined) return http.status >= 500;
  return true;
};

const weigh = (
  { record, stretch }: Placed,
  tie: Tie,
  { before, since }: { readonly before: number; readonly since: number },
): number => {
  const isOurs = tie.tier === 'request';
  return (
    (isOurs ? WEIGHT.request : tie.tier === 'connection' ? WEIGHT.connection : 0) +
    byStretch(stretch) +
    (isOurs ? 0 : novelty(stretch, before, since)) +
    (tie.path === 'same' ? WEIGHT.samePath : tie.path === 'other' && !isOurs ? WEIGHT.otherPath : 0) +
    (tie.isForeign ? WEIGHT.foreign : 0) +
    byShape(record)
  );
};

const byStretch = (stretch: Placed['stretch']): number => {
  switch (stretch) {
    case 'during':
      return WEIGHT.during;
    case 'unknown':
      return WEIGHT.unknown;
    case 'shortly-before':
      return WEIGHT.shortlyBefore;
    case 'shortly-after':
    case 'long-before':
    case 'long-after':
      return WEIGHT.elsewhere;
  }
};

const novelty = (stretch: Placed['stretch'], before: number, since: number): number => {
  if (isBefore({ stretch } as Placed)) return before > 1 ? WEIGHT.background : since === 0 ? WEIGHT.novel : 0;
  return before > 0 ? WEIGHT.background : WEIGHT.novel;
};

const byShape = ({ exception, severity }: LogRecord): number => {
  const shape = exception ? (exception.frames.length > 0 ? WEIGHT.frames : WEIGHT.exception) : 0;
  if (severity === undefined) return shape;
  if (isAtLeast(severity, 'error')) return shape + WEIGHT.error;
  return shape + (severity === 'warning' ? WEIGHT.warning : severity === 'notice' ? 0 : WEIGHT.info);
};

/** What the rules find in the heaviest clues. */
export const findCandidates = (
  clues: readonly Clue[],
  rules: readonly CauseRule[],
  isRaised: (cause: CauseId) => boolean = () => false,
): readonly Candidate[] =>
  clues
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, MAX_LOOKED_AT)
    .flatMap((clue) => {
      const seen = look(clue.record);
      return rules.flatMap((rule) => {
        const signal = rule.match(seen);
        if (!signal) return [];
        const raised = isRaised(rule.id) ? WEIGHT.change : 0;
        const strength = clue.weight + BY_SPECIFICITY[signal.specificity] + raised;
        return [{ clue, signal, standing: rule.standing, strength }];
      });
    });

/** The time that the evidence is about: that of the attempt, else the window that was asked for. */
export const spanOf = (
  attempt: { readonly startedAt: number; readonly durationMs: number } | undefined,
  window: Span | null,
): Span | undefined =>
  attempt ? { from: attempt.startedAt, to: attempt.startedAt + attempt.durationMs } : (window ?? undefined);
