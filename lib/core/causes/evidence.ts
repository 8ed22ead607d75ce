import type { Tie } from '../diagnosis/correlate.ts';
import type { Placed, Span } from '../diagnosis/timeline.ts';
import type { EpochMs } from '../time.ts';
import type { LogRecord, LogSeverity } from '../logs/record.ts';
import { isAtLeast } from '../logs/severity.ts';
import type { CauseId } from './cause.ts';
import { innermostOf } from './chain.ts';
import { goingOn, TOLERANCE_MS, type Tied } from './going-on.ts';
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
  connection: 3.25,
  during: 1.5,
  within: 0.3,
  shortlyBefore: 0,
  unknown: 1.25,
  elsewhere: -3,
  over: -5,
  novel: 1.5,
  background: -4,
  samePath: 1.5,
  otherPath: -5,
  foreign: -6,
  after: -2,
  late: -2,
  otherStatus: -5,
  ownStatus: 1,
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
  phrase: 0.5,
  status: 0.4,
};

/** Rules look at so many records at most, the heaviest first, so that a flood of errors costs no more than this. */
const MAX_LOOKED_AT = 240;

const patternKey = ({ format, message, exception }: LogRecord): string => {
  const inner = exception && innermostOf(exception);
  // The header of an exception names what was asked for; the exception itself is what comes again.
  return inner ? `${inner.type}|${patternOf(inner.message)}` : `${format}|${patternOf(message)}`;
};

/** Weighs every record that may speak of a failure. */
export const weighAll = (
  placed: readonly Placed[],
  ties: ReadonlyMap<Placed, Tie>,
  { baseline, healthyUntil, goodProbeAt, askedAt, answeredAt }: Usual,
): readonly Clue[] => {
  const tied = placed
    .filter(({ record }) => isEligible(record))
    .map((each) => ({ ...each, tie: ties.get(each) ?? UNTIED, key: patternKey(each.record) }));
  const going = goingOn(tied, askedAt, answeredAt);
  const usual = countBy(baseline.filter(isEligible).map(patternKey));
  const alike = countBy(tied.map(({ key }) => key));
  const background = countBy(tied.filter((each) => isBackground(each, healthyUntil)).map(({ key }) => key));
  return tied.map(({ key, ...each }) => {
    const own = isBackground(each, healthyUntil) ? 1 : 0;
    const earlier = Math.max((background.get(key) ?? 0) - own, going.get(key) ?? 0);
    const before = earlier + (usual.get(key) ?? 0);
    const known = { before, isSilent: answeredAt === undefined, isPast: isOver(each, goodProbeAt) };
    const weight = weigh(each, known) + lateness(each, answeredAt);
    return { ...each, before, since: (alike.get(key) ?? 0) - earlier, weight };
  });
};

const countBy = (keys: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const UNTIED: Tie = {
  tier: 'window',
  path: 'none',
  isForeign: false,
  isRequest: false,
  order: 'unknown',
};

/** What is known of the time before the failure. */
export interface Usual {
  readonly baseline: readonly LogRecord[];
  /** Until when the target answered well; infinite where no time is known at all. */
  readonly healthyUntil: EpochMs;
  /** When the last good probe was made, where one is known. */
  readonly goodProbeAt?: EpochMs;
  /** When the request was sent; absent where no time is known, or where it is known until when all was well. */
  readonly askedAt?: EpochMs;
  /** When the answer was there: what is said later did not cause it. Absent where none came. */
  readonly answeredAt: EpochMs | undefined;
}

/** Whether a record stood in the log while all was well, by time or by order, and was no request's failure. */
const isBackground = ({ tie, at, grainMs, stretch }: Tied, healthyUntil: EpochMs): boolean => {
  if (!Number.isFinite(healthyUntil) || tie.isRequest) return false;
  if (tie.order === 'before') return true;
  return at === undefined ? stretch === 'long-before' : at + grainMs < healthyUntil;
};

/** Whether a trouble was over before the failure: a good probe was made after it. */
const isOver = ({ tie, at, grainMs }: Tied, goodProbeAt: EpochMs | undefined): boolean =>
  goodProbeAt !== undefined && tie.tier === 'window' && at !== undefined && at + grainMs < goodProbeAt;

/** What everyday lines say of failures is what users searched for; a stack is printed for a reason. */
const isEligible = (record: LogRecord): boolean => {
  const { exception, http } = record;
  const severity = severityOf(record);
  if (exception?.frames.length) return true;
  if (severity === 'debug' || severity === 'info') return false;
  if (severity === undefined && http?.status !== undefined) return http.status >= 500;
  return true;
};

/** What the rest of the log says of a record. */
interface Known {
  readonly before: number;
  /** Nobody answered the failing request. */
  readonly isSilent: boolean;
  /** A good probe was made after it. */
  readonly isPast: boolean;
}

const weigh = (each: Tied, { before, isSilent, isPast }: Known): number => {
  const { record, stretch, tie, isFinal, isWithin } = each;
  // What a process says again and again before it gives up is no background: nothing follows it, and nobody answers.
  const hasEnded = isSilent && isFinal && stretch === 'shortly-before';
  const novelty = before > 0 && !hasEnded ? WEIGHT.background : WEIGHT.novel;
  return (
    (hasEnded ? WEIGHT.during : isPast ? WEIGHT.over : byStretch(stretch)) +
    (isWithin ? WEIGHT.within : 0) +
    (tie.tier === 'request' ? 0 : novelty) +
    byTie(tie) +
    byShape(record)
  );
};

/** A time that is cut to the second is earlier than the truth: what is late by it is late. */
const lateness = ({ tie, at }: Tied, answeredAt: EpochMs | undefined): number => {
  if (answeredAt === undefined || at === undefined || tie.tier !== 'window') return 0;
  return at - answeredAt > TOLERANCE_MS ? WEIGHT.late : 0;
};

const byTie = ({ tier, path, isForeign, order }: Tie): number =>
  BY_TIER[tier] +
  (path === 'other' && tier === 'request' ? 0 : BY_PATH[path]) +
  (isForeign ? WEIGHT.foreign : 0) +
  (order === 'after' ? WEIGHT.after : 0);

const BY_TIER = { request: WEIGHT.request, connection: WEIGHT.connection, window: 0 } as const;
const BY_PATH = { same: WEIGHT.samePath, other: WEIGHT.otherPath, none: 0 } as const;

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

/** Go's log package has no levels: what it prints may be anything. */
const severityOf = ({ severity, format }: LogRecord): LogSeverity | undefined =>
  format === 'go' && severity === 'info' ? undefined : severity;

const byShape = (record: LogRecord): number => {
  const { exception } = record;
  const severity = severityOf(record);
  const shape = exception ? (exception.frames.length > 0 ? WEIGHT.frames : WEIGHT.exception) : 0;
  if (severity === undefined) return shape;
  if (isAtLeast(severity, 'error')) return shape + WEIGHT.error;
  return shape + (severity === 'warning' ? WEIGHT.warning : severity === 'notice' ? 0 : WEIGHT.info);
};

/** What the rules find in the heaviest clues. */
export const findCandidates = (
  clues: readonly Clue[],
  rules: readonly CauseRule[],
  facts: CandidateFacts,
): readonly Candidate[] =>
  clues
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, MAX_LOOKED_AT)
    .flatMap((clue) => candidatesOf(clue, rules, facts));

/** What is known besides the records. */
export interface CandidateFacts {
  /** Whether a change just before makes the cause likelier. */
  readonly isRaised: (cause: CauseId) => boolean;
  /** When the answer was there; absent where none came. */
  readonly answeredAt: EpochMs | undefined;
  /** What the client saw. */
  readonly status: number | undefined;
}

/** Whether the client saw what the cause shows itself by. */
const byStatus = ({ statuses }: Signal, status: number | undefined): number => {
  if (statuses === undefined || status === undefined || status <= 0) return 0;
  return statuses.includes(status) ? WEIGHT.ownStatus : WEIGHT.otherStatus;
};

/** A time in whole seconds does not say whether a server was stopped before the request or after it. */
const mayFollow = ({ at, grainMs }: Clue, { precedes }: Signal, answeredAt: EpochMs | undefined): boolean =>
  precedes === true && answeredAt !== undefined && (at === undefined || at + grainMs > answeredAt);

/** A fallback only speaks where no rule knows the record better. */
const candidatesOf = (
  clue: Clue,
  rules: readonly CauseRule[],
  { isRaised, status, answeredAt }: CandidateFacts,
): readonly Candidate[] => {
  const seen = look(clue.record);
  const found = rules.flatMap((rule) => {
    const { id, standing } = rule;
    const signal = rule.match(seen);
    if (!signal) return [];
    const raised = isRaised(id) ? WEIGHT.change : 0;
    const order = mayFollow(clue, signal, answeredAt) ? WEIGHT.late : 0;
    const strength =
      clue.weight + BY_SPECIFICITY[signal.specificity] + raised + byStatus(signal, status) + order;
    return [{ clue, signal, standing: signal.standing ?? standing, strength }];
  });
  const exact = found.filter(({ standing }) => standing !== 'fallback' && standing !== 'words');
  return exact.length > 0 ? exact : found;
};

/** The time that the evidence is about: that of the attempt, else the window that was asked for. */
export const spanOf = (
  attempt: { readonly startedAt: number; readonly durationMs: number } | undefined,
  window: Span | null,
): Span | undefined =>
  // A question without a time comes as an attempt at the epoch.
  attempt && attempt.startedAt > 0
    ? { from: attempt.startedAt, to: attempt.startedAt + attempt.durationMs }
    : (window ?? undefined);
