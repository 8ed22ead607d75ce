import type { Case } from '../causes/arbitrate.ts';
import type { Clue } from '../causes/evidence.ts';
import type { LogRecord } from '../logs/record.ts';

/** Lines before the failure that a reader wants are near it. */
const NEAR_RECORDS = 12;
const CONTEXT = 3;
const CORROBORATING = 2;
/** Software that says a thing in several records says them in a row. */
const NEIGHBOURS = 6;

/** Records of the same request shortly before, nearest last: what it did before it failed. */
export const contextOf = (primary: Clue, clues: readonly Clue[]): readonly LogRecord[] =>
  clues
    .filter(
      (clue) =>
        isSameStream(clue, primary) &&
        clue.index < primary.index &&
        primary.index - clue.index <= NEAR_RECORDS &&
        isSameRequest(clue, primary),
    )
    .slice(-CONTEXT)
    .map(({ record }) => record);

const isSameStream = ({ record }: Clue, { record: other }: Clue): boolean =>
  record !== other && record.source === other.source && record.stream === other.stream;

const isSameRequest = ({ tie, record, before }: Clue, primary: Clue): boolean =>
  (tie.tier === 'request' && primary.tie.tier === 'request') ||
  (before === 0 &&
    tie.path !== 'other' &&
    !tie.isForeign &&
    record.writer !== undefined &&
    record.writer === primary.record.writer &&
    record.exception === undefined);

/** What else says so: the failing exception first, then the same cause in other words, then what other layers saw. */
export const corroborationOf = (
  primary: Clue,
  failing: Clue | undefined,
  verdict: Case | undefined,
  clues: readonly Clue[],
): readonly LogRecord[] => {
  const own = failing && failing !== primary ? [failing] : [];
  const words = (verdict?.support ?? [])
    .map(({ clue }) => clue)
    .filter((clue) => isInOtherWords(clue, primary));
  const layers = clues.filter(
    ({ record, stretch, tie }) =>
      stretch === 'during' &&
      record.source !== primary.record.source &&
      (tie.tier === 'request' || tie.path === 'same'),
  );
  const picked = [...new Set([...own, ...words, ...layers])].filter((clue) => clue.record !== primary.record);
  return picked.slice(0, CORROBORATING).map(({ record }) => record);
};

/** Of the request itself, or said in the same breath; the same line once more tells nothing. */
const isInOtherWords = (clue: Clue, primary: Clue): boolean =>
  clue.record.message !== primary.record.message &&
  clue.tie.path !== 'other' &&
  !clue.tie.isForeign &&
  (clue.tie.tier === 'request' ||
    (clue.stretch === 'during' && clue.record.source !== primary.record.source) ||
    (isSameStream(clue, primary) &&
      clue.record.exception === undefined &&
      Math.abs(clue.index - primary.index) <= NEIGHBOURS));
