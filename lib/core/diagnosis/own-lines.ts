import type { FailingAttempt } from '../incident/incident.ts';
import type { Placed } from './timeline.ts';

/** The lines that log the failing request: those with its id, else those of its path; one alone where ids stand in others. */
export const ownLines = (
  stream: readonly Placed[],
  attempt: FailingAttempt,
  named: ReadonlySet<Placed>,
): readonly Placed[] => {
  const lines = stream.filter((each) => isAccessLine(each, attempt, named));
  if (named.size === 0 || lines.length > 0) return lines;
  const alike = stream.filter((each) => isAccessLine(each, attempt, new Set()));
  return alike.length === 1 ? alike : [];
};

/** The line that logs the failing request itself: its path and its status, at its time. */
const isAccessLine = (each: Placed, attempt: FailingAttempt, named: ReadonlySet<Placed>): boolean => {
  const { http } = each.record;
  if (http?.status === undefined || (each.stretch !== 'during' && each.stretch !== 'unknown')) return false;
  if (named.size > 0) return named.has(each);
  const isStatus = attempt.status === undefined ? http.status >= 500 : http.status === attempt.status;
  return isStatus && isSamePath(http.path, attempt);
};

/** The records around the access line of the failing request, up to the access lines of others. */
export interface Neighbourhood {
  readonly from: number;
  readonly to: number;
  readonly own: number;
  /** The first record among them that carries the id of the request, else its access line. */
  readonly first: number;
}

/** The records around the first of these lines. */
export const neighbourhood = (
  stream: readonly Placed[],
  lines: readonly Placed[],
  named: readonly Placed[],
): Neighbourhood | undefined => {
  const [own] = lines;
  if (!own) return undefined;
  const others = stream.filter(({ record }) => record.http?.status !== undefined).map(({ index }) => index);
  const from = (others.findLast((index) => index < own.index) ?? -1) + 1;
  return {
    own: own.index,
    first: named.find(({ index }) => index >= from && index < own.index)?.index ?? own.index,
    from,
    to: (others.find((index) => index > own.index) ?? stream.length) - 1,
  };
};

/** Some logs leave out the query; the path itself must be the same. */
export const isSamePath = (path: string | undefined, { path: wanted }: FailingAttempt): boolean => {
  if (path === undefined || !wanted) return false;
  return bare(path) === bare(wanted) && (!path.includes('?') || !wanted.includes('?') || path === wanted);
};

const bare = (path: string): string => path.split(/[?#]/, 1)[0] ?? path;
