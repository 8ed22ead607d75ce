import type { FailingAttempt } from '../incident/incident.ts';
import type { LogRecord } from '../logs/record.ts';
import { isAtLeast } from '../logs/severity.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { Correlation } from './diagnosis.ts';
import { isSamePath, neighbourhood, ownLines, type Neighbourhood } from './own-lines.ts';
import type { Placed } from './timeline.ts';

/** How a record is tied to the failing request. */
export interface Tie {
  readonly tier: Correlation;
  /** It names the path of the failing request or stands beside its access line, names another one, or none. */
  readonly path: 'same' | 'other' | 'none';
  /** It carries the id of another request, in a log that writes ids. */
  readonly isForeign: boolean;
  /** It tells of a request that failed, by its path or beside an access line with 5xx: no noise of the background. */
  readonly isRequest: boolean;
  /** Its stream says by the order of its lines that it came before the failing request, or after it. */
  readonly order: 'before' | 'after' | 'unknown';
}

/** Shorter ids stand in other words by chance. */
const MIN_ID_CHARS = 8;

/** Every spelling of the attempt's identity, and what the answer carried: a log may hold any of them. */
export const idsOf = (attempt: Pick<FailingAttempt, 'id' | 'answeredIds'>): readonly string[] => {
  const { requestId, traceparent, amznTraceId } = attempt.id;
  const trace = traceparent.split('-')[1] ?? '';
  const root = /Root=([\w-]{8,64})/.exec(amznTraceId)?.[1] ?? '';
  const answered = Object.values(attempt.answeredIds).flatMap((value) => value.split(/[,;= ]{1,4}/));
  return [...new Set([requestId, trace, root, ...answered])].filter(({ length }) => length >= MIN_ID_CHARS);
};

/** Ties every record to the attempt. */
export const correlate = (
  placed: readonly Placed[],
  attempt: FailingAttempt | undefined,
): ReadonlyMap<Placed, Tie> => {
  if (!attempt) return new Map(placed.map((each) => [each, UNTIED]));
  const streams = Map.groupBy(placed, ({ record }) => streamKey(record));
  const ids = withAliases(new Set(idsOf(attempt)), placed, attempt.startedAt - SKEW_MS);
  const isOurs = ({ record }: Placed): boolean => record.ids.some((id) => ids.has(id));
  return new Map(
    [...streams.values()].flatMap((stream) => {
      const named = stream.filter(isOurs);
      const shapes = new Set(
        named.flatMap(({ record }) => record.ids.filter((id) => ids.has(id)).map(shapeOf)),
      );
      const own = new Set(named);
      const around = neighbourhood(stream, ownLines(stream, attempt, own), named);
      const failures = new Set(stream.filter(isFailure).map(({ index }) => index));
      const invoked = withinInvocation(stream, isOurs);
      const writers = withinTurns(stream, named.length > 0 ? named : ownLines(stream, attempt, own));
      return stream.map((each): [Placed, Tie] => [
        each,
        {
          tier: isOurs(each) || invoked.has(each) ? 'request' : writers.has(each) ? 'connection' : 'window',
          path: pathOf(each, attempt, around),
          isForeign:
            !isOurs(each) && !invoked.has(each) && each.record.ids.some((id) => shapes.has(shapeOf(id))),
          isRequest: isRequest(each, failures, around && { own: around.own, sentAt: attempt.startedAt }),
          order: around ? orderOf(each, around) : 'unknown',
        },
      ]);
    }),
  );
};

/** Clocks of two machines differ, and some lines know the second only. */
const SKEW_MS: Milliseconds = 2_000;

/** Every runtime has an id of its own for the request: where one stands beside ours, and never before, it is ours too. */
const withAliases = (
  ids: ReadonlySet<string>,
  placed: readonly Placed[],
  from: EpochMs,
): ReadonlySet<string> => {
  const beside = placed.filter(({ record }) => record.ids.some((id) => ids.has(id)));
  if (beside.length === 0) return ids;
  const older = new Set(
    placed.filter(({ at }) => at !== undefined && at < from).flatMap(({ record }) => record.ids),
  );
  const aliases = beside.flatMap(({ record }) => record.ids).filter((id) => !older.has(id));
  return new Set([...ids, ...aliases]);
};

const UNTIED: Tie = { tier: 'window', path: 'none', isForeign: false, isRequest: false, order: 'unknown' };

const streamKey = ({ source, stream }: LogRecord): string => `${source}\n${stream}`;

// START RequestId: c793869b-…, "type":"platform.start";   END, REPORT, platform.runtimeDone
const START = /^START RequestId: |"type":"platform\.start"/;
const END = /^(?:END|REPORT) RequestId: |"type":"platform\.(?:runtimeDone|report)"/;

/** A sandbox of AWS Lambda serves one request at a time: what stands between its start and its end belongs to it. */
const withinInvocation = (
  stream: readonly Placed[],
  isOurs: (each: Placed) => boolean,
): ReadonlySet<Placed> => {
  const found = new Set<Placed>();
  let isOpen = false;
  for (const each of stream) {
    const { record } = each;
    if (record.format.startsWith('lambda') && START.test(record.message)) isOpen = isOurs(each);
    else if (isOpen && END.test(record.message)) isOpen = false;
    else if (isOpen) found.add(each);
  }
  return found;
};

/** Ids of one maker look alike: `hex 32`, `hex 8-4-4-4-12`, `word 21`. */
const shapeOf = (id: string): string =>
  /^[0-9a-f-]+$/i.test(id)
    ? `hex ${id
        .split('-')
        .map(({ length }) => length)
        .join('-')}`
    : `word ${id.length}`;

/**
 * The records that the writer of the failing request wrote during its turn: from the line that names the request to
 * the next line that names another; in logs that name a request at its end, from the one before.
 */
const withinTurns = (stream: readonly Placed[], anchors: readonly Placed[]): ReadonlySet<Placed> => {
  const own = new Set(anchors);
  const found = new Set<Placed>();
  const writers = new Set(anchors.flatMap(({ record }) => record.writer ?? []));
  const during = stream.filter(
    ({ record, stretch }) => stretch === 'during' && writers.has(record.writer ?? ''),
  );
  for (const written of Map.groupBy(during, ({ record }) => record.writer).values()) {
    const after = turnOf(written, own);
    const isSaid = after.some(
      ({ record }) => record.exception !== undefined || isAtLeast(record.severity ?? 'info', 'error'),
    );
    for (const each of isSaid ? after : [...after, ...turnOf(written.toReversed(), own)]) found.add(each);
  }
  return found;
};

/** What follows an anchor, up to the next record that names a request of its own. */
const turnOf = (written: readonly Placed[], own: ReadonlySet<Placed>): readonly Placed[] => {
  let isOurs = false;
  return written.filter((each) => {
    if (own.has(each)) isOurs = true;
    else if (each.record.ids.length > 0 || each.record.http?.status !== undefined) isOurs = false;
    return isOurs && !own.has(each);
  });
};

const isFailure = ({ record: { http } }: Placed): boolean => http?.status !== undefined && http.status >= 500;

/** The access line of the failing request, and when the request was sent. */
interface OwnLine {
  readonly own: number;
  readonly sentAt: EpochMs;
}

/** Clocks of two machines differ by so much. */
const TOLERANCE_MS: Milliseconds = 100;

/** It stands right before the line of the failing request, and was written before that was sent: chance brought it there. */
const isTooEarly = ({ index, at, grainMs }: Placed, line: OwnLine | undefined): boolean =>
  line?.own === index + 1 && at !== undefined && at + grainMs < line.sentAt - TOLERANCE_MS;

const isRequest = (each: Placed, failures: ReadonlySet<number>, line: OwnLine | undefined): boolean => {
  const { record, index, at } = each;
  // The end of a record that began before what was read belongs to no line that was.
  if (index === 0 && at === undefined) return false;
  if (record.http?.path !== undefined || pathInMessage(record.message) !== undefined) return true;
  return failures.has(index - 1) || (failures.has(index + 1) && !isTooEarly(each, line));
};

const orderOf = ({ index, isExact }: Placed, { from, to }: Neighbourhood): Tie['order'] => {
  if (isExact) return 'unknown';
  return index < from ? 'before' : index > to ? 'after' : 'unknown';
};

const pathOf = (
  { record, index }: Placed,
  attempt: FailingAttempt,
  around: Neighbourhood | undefined,
): Tie['path'] => {
  const path = record.http?.path ?? pathInMessage(record.message);
  if (path !== undefined && attempt.path && !FRONT_CONTROLLER.test(path))
    return isSamePath(path, attempt) ? 'same' : 'other';
  return around && isBeside(index, around) ? 'same' : 'none';
};

/** PHP-FPM names the script that serves every path. */
const FRONT_CONTROLLER = /(?:^|\/)(?:index|app|app_dev)\.php$/;

/** An exception is logged right before the access line of its request, or right after it. */
const BESIDE = 2;

const isBeside = (index: number, { from, to, own, first }: Neighbourhood): boolean =>
  index >= from && index <= to && index >= first - BESIDE && index <= own + BESIDE;

// Internal Server Error: /products     Error handling request GET /slow     Exception on /keyerr [GET]
const MESSAGE_PATH =
  /(?:Internal Server Error: |Service Unavailable: |(?:[rR]equest(?: to| for)?|Exception on|Started \w{3,7}|GET|POST|PUT|PATCH|DELETE|HEAD)(?: uri=)? "?)(\/[^\s"'\]]{0,400})/;

/** `GET /orders: dial tcp …`, `(GET /orders)` */
const PUNCTUATION = /[:,;.)]{1,3}$/;

const pathInMessage = (message: string): string | undefined =>
  MESSAGE_PATH.exec(message.slice(0, 600))?.[1]?.replace(PUNCTUATION, '');
