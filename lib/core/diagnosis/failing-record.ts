import type { Case } from '../causes/arbitrate.ts';
import { inAppFrameOf, innermostOf } from '../causes/chain.ts';
import type { Clue } from '../causes/evidence.ts';
import type { Frame } from '../logs/record.ts';
import { isAtLeast } from '../logs/severity.ts';
import type { Redactor } from '../logs/redact.ts';
import type { NamedException } from './diagnosis.ts';

/** Ties weaker than this do not make an exception the failing request's own. */
const MIN_WEIGHT = 3;

/** The record whose exception ended the request: that of the cause, or where it has none, the weightiest that does. */
export const failingRecord = (verdict: Case | undefined, clues: readonly Clue[]): Clue | undefined => {
  if (!verdict) return undefined;
  const named = [verdict.best, ...verdict.support].find(
    ({ clue }) =>
      clue.record.exception && clue.weight >= MIN_WEIGHT && clue.tie.tier === verdict.best.clue.tie.tier,
  );
  if (named) return named.clue;
  return clues
    .filter(
      ({ record, weight, tie }) =>
        record.exception && weight >= MIN_WEIGHT && tie.tier === verdict.best.clue.tie.tier,
    )
    .toSorted((one, other) => other.weight - one.weight)[0];
};

/** Without a cause, what the log says of the trouble of the request itself; nothing where nothing is tied to it. */
export const troubleOf = (clues: readonly Clue[]): Clue | undefined =>
  clues
    .filter(
      ({ record: { severity, exception }, weight, tie }) =>
        weight >= MIN_WEIGHT &&
        (tie.tier !== 'window' || tie.path === 'same') &&
        (exception !== undefined || isAtLeast(severity ?? 'info', 'error')),
    )
    .toSorted((one, other) => other.weight - one.weight || one.index - other.index)[0];

/** What people are told of the exception: the innermost one, and the deepest frame of the application. */
export const exceptionOf = (
  failing: Clue | undefined,
  clues: readonly Clue[],
  redact: Redactor,
): NamedException | null => {
  const exception = failing?.record.exception;
  if (!exception) return null;
  const inner = innermostOf(exception);
  const frame = inAppFrameOf(exception) ?? frameElsewhere(failing, inner.type, clues);
  return {
    type: inner.type,
    message: redact(inner.message),
    code: inner.code ?? null,
    inAppFrame: frame ? { file: frame.file, line: frame.line ?? 0, function: frame.function ?? null } : null,
  };
};

/** A library that logs its own failure knows no frame of the application; who caught it of the same request does. */
const frameElsewhere = ({ tie }: Clue, type: string, clues: readonly Clue[]): Frame | undefined => {
  if (tie.tier !== 'request') return undefined;
  const again = clues.flatMap(({ record: { exception }, tie: { tier } }) =>
    exception && tier === 'request' && innermostOf(exception).type === type ? [exception] : [],
  );
  return again.map(inAppFrameOf).find((frame) => frame !== undefined);
};
