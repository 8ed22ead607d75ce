import type { Clock, LogQuery } from '../../core/ports.ts';
import type { EpochMs, Milliseconds } from '../../core/time.ts';
import type { FoundEvents } from './filter-events.ts';
import { keptStretches } from './kept-stretches.ts';

/** Reads a stretch of a log group, newest first, until the byte budget is spent. */
export type ReadStretch = (query: LogQuery) => Promise<FoundEvents>;

/** Reads of many log groups, shared by all diagnoses of one process. */
export type SharedReads = (group: string, query: LogQuery, read: ReadStretch) => Promise<FoundEvents>;

/** Stretches that lie no further apart are read in one call. */
const GAP_MS: Milliseconds = 60_000;

const MINUTE_MS: Milliseconds = 60_000;

interface Asked {
  readonly query: LogQuery;
  readonly read: ReadStretch;
  readonly resolve: (found: Promise<FoundEvents>) => void;
}

/**
 * One read serves all that ask for the same minutes of a group: two stretches of one diagnosis that lie side by side, and the
 * diagnoses of many incidents whose logs are in one group. Stretches are whole minutes, so that the next one lies in them; a
 * group that is too busy for that is read stretch by stretch.
 */
export const sharedReads = (clock: Clock): SharedReads => {
  const asked = new Map<string, Asked[]>();
  const busy = new Set<string>();
  const kept = keptStretches(clock);

  const flush = (group: string): void => {
    const all = asked.get(group) ?? [];
    asked.delete(group);
    const missing = all.filter(({ query }) => !kept.holding(group, query));
    for (const together of busy.has(group) ? missing.map((each) => [each]) : neighbours(missing)) {
      const wanted = stretchOf(together, busy.has(group));
      const [{ read }] = together as readonly [Asked];
      void kept.add({ group, from: wanted.from, to: wanted.to, readAt: clock.now(), found: read(wanted) });
    }
    for (const each of all) each.resolve(answer(group, each));
  };

  const answer = async (group: string, { query, read }: Asked): Promise<FoundEvents> => {
    const stretch = kept.holding(group, query);
    const part = stretch && partOf(await stretch.found, query);
    if (part) return part;
    busy.add(group);
    return read(query);
  };

  return (group, query, read) =>
    new Promise((resolve) => {
      const waiting = asked.get(group);
      if (waiting) return void waiting.push({ query, read, resolve });
      asked.set(group, [{ query, read, resolve }]);
      queueMicrotask(() => flush(group));
    });
};

/** Those whose stretches overlap or nearly touch. */
const neighbours = (all: readonly Asked[]): readonly (readonly Asked[])[] => {
  const groups: Asked[][] = [];
  let end = -Infinity;
  for (const each of all.toSorted((a, b) => a.query.from - b.query.from)) {
    if (each.query.from <= end + GAP_MS) groups.at(-1)?.push(each);
    else groups.push([each]);
    end = Math.max(end, each.query.to);
  }
  return groups;
};

/** The stretch that holds all of them; in whole minutes, so that it holds others, too, where the group is not busy. */
const stretchOf = (together: readonly Asked[], isBusy: boolean): LogQuery => {
  const queries = together.map(({ query }) => query);
  const from = Math.min(...queries.map((each) => each.from));
  const to = Math.max(...queries.map((each) => each.to));
  const maxBytes = Math.max(...queries.map((each) => each.maxBytes));
  const common = { ids: [], maxBytes, signal: (queries[0] as LogQuery).signal };
  if (isBusy) return { ...common, from, to };
  return {
    ...common,
    from: Math.floor(from / MINUTE_MS) * MINUTE_MS,
    to: Math.ceil(to / MINUTE_MS) * MINUTE_MS,
  };
};

/** What a query would have found by itself; undefined where the budget ended before that is known. */
const partOf = (found: FoundEvents, query: LogQuery): FoundEvents | undefined => {
  const isReached = reaches(found, query.from);
  if (!isReached && !isCutAlike(found, query.to)) return undefined;
  const within = found.events.filter(({ timestamp = 0 }) => query.from <= timestamp && timestamp <= query.to);
  let bytes = 0;
  const events = within.filter(({ message = '' }) => (bytes += message.length) <= query.maxBytes);
  return { events, cut: !isReached || events.length < within.length };
};

const endsOf = ({ events }: FoundEvents): { readonly newest: EpochMs; readonly oldest: EpochMs } => ({
  newest: events[0]?.timestamp ?? 0,
  oldest: events.at(-1)?.timestamp ?? 0,
});

const reaches = (found: FoundEvents, from: EpochMs): boolean => {
  const { newest, oldest } = endsOf(found);
  return !found.cut || (newest >= oldest && from > oldest);
};

/** With nothing behind the query's end, it is what the query itself would have come to. */
const isCutAlike = (found: FoundEvents, to: EpochMs): boolean => {
  const { newest, oldest } = endsOf(found);
  return newest >= oldest && newest <= to;
};
