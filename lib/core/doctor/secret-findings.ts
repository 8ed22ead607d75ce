import type { ExaminedSecret } from './examine-secrets.ts';
import { findingsOf, type Finding } from './finding.ts';

const secrets = findingsOf('secrets');

/** What is to be said of the secrets that somebody tried to read; `fixOf` says how to make one. */
export const secretFindings = (
  examined: readonly ExaminedSecret[],
  who: string,
  fixOf?: (reference: string) => string,
): readonly Finding[] => {
  const read = examined.filter(({ error }) => error === undefined).map(({ reference }) => reference);
  const faults = examined.flatMap(({ reference, usedBy, error }) =>
    error === undefined
      ? []
      : secrets.fault(
          `${who} cannot read ${reference} (used by ${usedBy.join(', ')}): ${error}`,
          fixOf?.(reference),
        ),
  );
  if (read.length === 0) return faults;
  const noun = `${read.length} secret${read.length === 1 ? '' : 's'}`;
  return [...faults, secrets.good(`${who} can read ${noun}: ${read.join(', ')}`)];
};
