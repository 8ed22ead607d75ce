import type { Case } from '../causes/arbitrate.ts';
import type { Candidate, Clue } from '../causes/evidence.ts';
import type { FailingAttempt } from '../incident/incident.ts';
import { describeChange } from './changes.ts';
import type { Reason } from './diagnosis.ts';
import type { Change, Trend } from './evidence.ts';
import { describeTrend, telling } from './trends.ts';

/** What the reasons are read from. */
export interface ReasonFacts {
  readonly verdict: Case | undefined;
  readonly changes: readonly Change[];
  readonly trends: readonly Trend[];
  readonly clues: readonly Clue[];
  readonly attempt: FailingAttempt | undefined;
}

const SAID = {
  code: 'a code names the cause exactly',
  type: 'the type of the exception names the cause',
  phrase: 'the words of the message name the cause',
  status: 'the web server says so; it sees the outside only',
} as const;

const CHARS = 200;

const MAX_TRENDS = 2;

/** Why we think so: each reason with the line that it stands on. */
export const reasonsOf = ({ verdict, changes, trends, clues, attempt }: ReasonFacts): readonly Reason[] => {
  if (!verdict) return [];
  const { best } = verdict;
  return [
    reason(best, `${SAID[best.signal.specificity]}: ${quote(best)}`),
    reason(best, tied(best.clue)),
    ...novelty(best, clues),
    ...verdict.support
      .slice(1, 3)
      .filter(({ clue }) => clue.record !== best.clue.record)
      .map((each) => reason(each, `said again: ${quote(each)}`)),
    ...(changes[0] && attempt ? [{ text: `it began ${describeChange(changes[0], attempt.startedAt)}` }] : []),
    ...telling(trends, verdict.cause)
      .slice(0, MAX_TRENDS)
      .map((trend) => ({ text: describeTrend(trend) })),
  ];
};

const reason = ({ clue, signal }: Candidate, text: string): Reason => ({
  text,
  source: clue.record.source,
  line: clue.record.lines[signal.at]?.line ?? clue.record.lines[0]?.line ?? 0,
});

const quote = ({ clue, signal }: Candidate): string =>
  (clue.record.lines[signal.at]?.text ?? clue.record.message).trim().slice(0, CHARS);

const tied = ({ tie, stretch, record }: Clue): string => {
  switch (tie.tier) {
    case 'request':
      return 'the id of the failing request stands in this record';
    case 'connection':
      return `the same writer (${record.writer ?? ''}) logged the failing request`;
    case 'window':
      if (tie.path === 'same') return 'the record names the path of the failing request, at its time';
      return stretch === 'during'
        ? 'the record was written while the request failed'
        : 'the record stands near the failure in the log';
  }
};

const novelty = (best: Candidate, clues: readonly Clue[]): readonly Reason[] => {
  const { before, since } = best.clue;
  if (before > 0) return [{ text: `its like stands ${before} times in the log before the failure` }];
  const older = clues.filter(
    ({ stretch }) => stretch === 'shortly-before' || stretch === 'long-before',
  ).length;
  return [
    {
      text: `new: not one like it before the failure (${older} other warnings and errors there), ${since} since`,
    },
  ];
};
