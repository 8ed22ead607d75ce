import type { Case } from '../causes/arbitrate.ts';
import type { Clue } from '../causes/evidence.ts';
import type { LogRecord } from '../logs/record.ts';

/** Lines before the failure that a reader wants are near it. */
const NEAR_RECORDS = 12;
const CONTEXT = 3;
const CORROBORATING = 2;

/** Records of the same request shortly before, nearest last: what it did before it failed. */
export const contextOf = (primary: Clue, clues: readonly Clue[]): readonly LogRecord[] =>
  clues
    .filter(
      (clue) =>
        clue !== primary &&
        clue.record.source === primary.record.source &&
        clue.record.stream === primary.record.stream &&
        clue.index < primary.index &&
        primary.index - clue.index <= NEAR_RECORDS &&
        isSameRequest(clue, primary),
    )
    .slice(-CONTEXT)
    .map(({ record }) => record);

const isSameRequest = ({ tie, record, before }: Clue, primary: Clue): boolean =>
  (tie.tier === 'request' && primary.tie.tier === 'request') ||
  (before === 0 &&
    tie.path !== 'other' &&
    !tie.isForeign &&
    record.writer !== undefined &&
    record.writer === primary.record.writer &&
    record.exception === undefined);

/** What other layers say of the same failure: the failing exception first, then the proxy's and worker's words. */
export const corroborationOf = (
  primary: Clue,
  failing: Clue | undefined,
  verdict: Case | undefined,
  clues: readonly Clue[],
): readonly LogRecord[] => {
  const own = failing && failing !== primary ? [failing.record] : [];
  const others = clues.filter(
    (clue) =>
      clue !== primary &&
      clue !== failing &&
      clue.stretch === 'during' &&
      clue.record.source !== primary.record.source &&
      (clue.tie.tier === 'request' || clue.tie.path === 'same'),
  );
  const same = (verdict?.support ?? [])
    .map(({ clue }) => clue)
    .filter(
      (clue) => clue !== primary && clue !== failing && clue.tie.tier === 'request' && !others.includes(clue),
    );
  return [...own, ...[...others, ...same].map(({ record }) => record)].slice(0, CORROBORATING);
};
