import type { LogRecord } from '../logs/record.ts';
import { isAtLeast } from '../logs/severity.ts';
import type { EpochMs, Milliseconds } from '../time.ts';

/** Where a record lies beside the failing request. */
export type Stretch =
  | 'during'
  | 'shortly-before'
  | 'shortly-after'
  | 'long-before'
  | 'long-after'
  | 'unknown';

/** A record with its place in time and in its stream. */
export interface Placed {
  readonly record: LogRecord;
  /** Its own time, or that of the record before it in the stream; corrected where the writer's clock has no zone. */
  readonly at?: EpochMs;
  readonly stretch: Stretch;
  /** Whether it was written while the request was under way, as far as its own time says. */
  readonly isWithin: boolean;
  /** Whether its own time is known to better than a second. */
  readonly isExact: boolean;
  /** How much later than its time says a record may have been written. */
  readonly grainMs: Milliseconds;
  /** Whether nothing ordinary follows it in its stream: the process ended with it. */
  readonly isFinal: boolean;
  /** Index in its stream, records ordered by their first line. */
  readonly index: number;
}

/** The stretch of time to explain. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Window A: clocks differ, and a server logs a little after it answers. */
const BEFORE_MS: Milliseconds = 250;
const AFTER_MS: Milliseconds = 5_000;
/** Window B: cascades, and a process that failed to start. */
const LONG_BEFORE_MS: Milliseconds = 120_000;
const LONG_AFTER_MS: Milliseconds = 30_000;

/** Zones are multiples of a quarter of an hour. */
const ZONE_STEP_MS: Milliseconds = 900_000;
const MAX_ZONE_MS: Milliseconds = 14 * 3_600_000;

/** Lays records out in time: per stream, in the order of their lines. */
export const placeAll = (records: readonly LogRecord[], span: Span | undefined): readonly Placed[] =>
  [...Map.groupBy(records, ({ source, stream }) => `${source}\n${stream}`).values()].flatMap((stream) =>
    placeStream(stream, span),
  );

const firstLine = (record: LogRecord): number => record.lines[0]?.line ?? 0;

const placeStream = (stream: readonly LogRecord[], span: Span | undefined): readonly Placed[] => {
  const ordered = stream.toSorted((one, other) => firstLine(one) - firstLine(other));
  const shift = span ? zoneShift(ordered, span) : 0;
  const times = ordered.flatMap(({ timestamp }) => (timestamp === undefined ? [] : [timestamp]));
  const quiet = ordered.findLastIndex((record) => !isTroubled(record));
  let last: EpochMs | undefined;
  return ordered.map((record, index) => {
    const own = record.timestamp === undefined ? undefined : record.timestamp + shiftOf(record, shift);
    last = own ?? last;
    const grain = grainOf(record);
    return {
      record,
      ...(last === undefined ? {} : { at: last }),
      stretch: span ? stretchOf(last, span, { grain, isTimed: times.length > 0 }) : 'during',
      isWithin: span !== undefined && own !== undefined && own + grain >= span.from && own <= span.to,
      isExact: grain === 0 && record.timestamp !== undefined,
      grainMs: grain,
      isFinal: index > quiet && record.timestamp !== undefined,
      index,
    };
  });
};

/** A process that answers requests, with errors even, is alive. */
const isTroubled = ({ severity, exception, http }: LogRecord): boolean =>
  http?.status === undefined &&
  (exception !== undefined || (severity !== undefined && isAtLeast(severity, 'warning')));

const shiftOf = ({ timeQuality }: LogRecord, shift: Milliseconds): Milliseconds =>
  timeQuality === 'local' ? shift : 0;

/** A whole second means that the line may be up to a second younger than it says. */
const grainOf = ({ timestamp }: LogRecord): Milliseconds =>
  timestamp !== undefined && timestamp % 1_000 !== 0 ? 0 : 1_000;

interface Clockwork {
  readonly grain: Milliseconds;
  readonly isTimed: boolean;
}

const stretchOf = (at: EpochMs | undefined, { from, to }: Span, { grain, isTimed }: Clockwork): Stretch => {
  // The end of a record that began before what was read.
  if (at === undefined) return isTimed ? 'long-before' : 'unknown';
  if (at + grain < from - LONG_BEFORE_MS) return 'long-before';
  if (at + grain < from - BEFORE_MS) return 'shortly-before';
  if (at <= to + AFTER_MS) return 'during';
  return at <= to + LONG_AFTER_MS ? 'shortly-after' : 'long-after';
};

/**
 * How far a clock without a zone is off: the whole quarter hours that bring the newest record next to the failure.
 * Zero where a record lies in the window already.
 */
const zoneShift = (records: readonly LogRecord[], { from, to }: Span): Milliseconds => {
  const times = records
    .filter(({ timeQuality }) => timeQuality === 'local')
    .flatMap(({ timestamp }) => (timestamp === undefined ? [] : [timestamp]));
  if (times.length === 0) return 0;
  if (times.some((time) => time >= from - LONG_BEFORE_MS && time <= to + LONG_AFTER_MS)) return 0;
  const newest = times.reduce((one, other) => Math.max(one, other));
  const shift = Math.round((to - newest) / ZONE_STEP_MS) * ZONE_STEP_MS;
  return Math.abs(shift) <= MAX_ZONE_MS ? shift : 0;
};

/** The last moment before the failure at which the logs show a request that went well; the failure itself without one. */
export const lastAnswered = (placed: readonly Placed[], from: EpochMs): EpochMs => {
  const answered = placed.flatMap(({ record, at }) =>
    record.http?.status !== undefined && record.http.status < 400 && at !== undefined && at <= from
      ? [at]
      : [],
  );
  return answered.reduce((one, other) => Math.max(one, other), -Infinity) === -Infinity
    ? from
    : answered.reduce((one, other) => Math.max(one, other));
};
