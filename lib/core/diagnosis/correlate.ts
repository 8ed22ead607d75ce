import type { FailingAttempt } from '../incident/incident.ts';
import type { Correlation } from './diagnosis.ts';
import type { Placed } from './timeline.ts';

/** How a record is tied to the failing request. */
export interface Tie {
  readonly tier: Correlation;
  /** It names the path of the failing request, names another one, or none. */
  readonly path: 'same' | 'other' | 'none';
  /** It carries the id of another request, in a log that writes ids. */
  readonly isForeign: boolean;
}

/** Every spelling of the attempt's identity, and what the answer carried: a log may hold any of them. */
export const idsOf = (attempt: FailingAttempt): readonly string[] => {
  const { requestId, traceparent, amznTraceId } = attempt.id;
  const trace = traceparent.split('-')[1] ?? '';
  const root = /Root=([\w-]{8,64})/.exec(amznTraceId)?.[1] ?? '';
  const answered = Object.values(attempt.answeredIds).flatMap((value) => value.split(/[,;= ]{1,4}/));
  return [...new Set([requestId, trace, root, ...answered])].filter((id) => id.length >= 8);
};

/** Ties every record to the attempt. */
export const correlate = (
  placed: readonly Placed[],
  attempt: FailingAttempt | undefined,
): ReadonlyMap<Placed, Tie> => {
  const ids = new Set(attempt ? idsOf(attempt) : []);
  const isOurs = ({ record }: Placed): boolean => record.ids.some((id) => ids.has(id));
  const named = placed.filter(isOurs);
  const writers = new Set(anchors(placed, named, attempt).flatMap(({ record }) => writerKey(record)));
  const formatsWithIds = new Set(named.map(({ record }) => formatKey(record)));
  return new Map(
    placed.map((each) => [
      each,
      {
        tier: isOurs(each) ? 'request' : isOfWriter(each, writers) ? 'connection' : 'window',
        path: pathOf(each, attempt),
        isForeign: !isOurs(each) && each.record.ids.length > 0 && formatsWithIds.has(formatKey(each.record)),
      },
    ]),
  );
};

/** The records that are the failing request's for sure: by id, else the line that logs its path and its status. */
const anchors = (
  placed: readonly Placed[],
  named: readonly Placed[],
  attempt: FailingAttempt | undefined,
): readonly Placed[] => {
  if (named.length > 0 || !attempt) return named;
  return placed.filter(
    ({ record, stretch }) =>
      stretch === 'during' &&
      record.http?.status === attempt.status &&
      isSamePath(record.http?.path, attempt),
  );
};

const writerKey = ({ source, stream, writer }: Placed['record']): readonly string[] =>
  writer === undefined ? [] : [`${source}\n${stream}\n${writer}`];

const formatKey = ({ source, stream, format, logger }: Placed['record']): string =>
  `${source}\n${stream}\n${format}\n${logger ?? ''}`;

const isOfWriter = ({ record, stretch }: Placed, writers: ReadonlySet<string>): boolean =>
  stretch === 'during' && writerKey(record).some((key) => writers.has(key));

const pathOf = ({ record }: Placed, attempt: FailingAttempt | undefined): Tie['path'] => {
  if (!attempt?.path) return 'none';
  const path = record.http?.path ?? pathInMessage(record.message);
  if (path === undefined) return 'none';
  return isSamePath(path, attempt) ? 'same' : 'other';
};

// Internal Server Error: /products     Error handling request GET /slow     Exception on /keyerr [GET]
const MESSAGE_PATH =
  /(?:Internal Server Error: |Service Unavailable: |(?:request|Exception on|Started \w{3,7}|GET|POST|PUT|PATCH|DELETE|HEAD)(?: uri=)? "?)(\/[^\s"'\]]{0,400})/;

const pathInMessage = (message: string): string | undefined => MESSAGE_PATH.exec(message.slice(0, 600))?.[1];

/** Some logs leave out the query, some the prefix of a mount is not known to; the path itself must be the same. */
const isSamePath = (path: string | undefined, attempt: FailingAttempt): boolean => {
  if (path === undefined || !attempt.path) return false;
  return (
    bare(path) === bare(attempt.path) &&
    (!path.includes('?') || !attempt.path.includes('?') || path === attempt.path)
  );
};

const bare = (path: string): string => path.split(/[?#]/, 1)[0] ?? path;
