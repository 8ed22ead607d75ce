import type { FailingAttempt } from '../incident/incident.ts';
import type { LogEvent } from '../logs/event.ts';
import type { ChangeSource, ComponentResolver, LogQuery, LogRead, LogSource } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { ComponentRef } from './component.ts';
import { idsOf } from './correlate.ts';
import type { Gap } from './diagnosis.ts';
import type { Change, Evidence, Trend } from './evidence.ts';
import { usualEvents } from './usual-events.ts';

/** Where the evidence of one check lies. */
export interface Sources {
  readonly logs: readonly LogSource[];
  readonly changes: readonly ChangeSource[];
  readonly gaps: readonly Gap[];
}

/** What one round of reading costs at most, and which stretches it reads. */
export interface GatherOptions {
  readonly signal: AbortSignal;
  /** The last good probe before the failure. */
  readonly lastGoodAt: EpochMs | undefined;
  /** The first attempt that failed: where no good probe is known, the outage begins with it for us. */
  readonly firstFailedAt: EpochMs | undefined;
}

/** Window A: clocks differ, and a server logs a little after it answers. */
const WINDOW_A = { beforeMs: 2_000, afterMs: 5_000 } as const;
/** Window B: cascades, and processes that failed to start. */
const WINDOW_B = { beforeMs: 120_000, afterMs: 30_000 } as const;
/** Up to the last good probe; it is the same request, so the best measure of what is usual. */
const BASELINE_MS: Milliseconds = 60_000;
/** Where no good probe is known, what was usual five minutes before. */
const BASELINE_AGO_MS: Milliseconds = 300_000;
/** Suspects: what changed in the two hours before. */
const CHANGES_MS: Milliseconds = 7_200_000;

/** A diagnosis of so much takes a second on one core; more says nothing new. */
const MAX_BYTES = 10 * 1024 ** 2;
const BASELINE_SHARE = 0.2;

/** Finds the sources of every component; a component that cannot be resolved is a gap. */
export const findSources = async (
  components: readonly ComponentRef[],
  resolver: ComponentResolver,
): Promise<Sources> => {
  const found = await Promise.all(components.map((component) => resolve(component, resolver)));
  return {
    // Two components may name the same log; a resolver gives the same source for it.
    logs: [...new Set(found.flatMap(({ logs }) => logs))],
    changes: found.flatMap(({ changes }) => changes),
    gaps: found.flatMap(({ gaps }) => gaps),
  };
};

const resolve = async (component: ComponentRef, resolver: ComponentResolver): Promise<Sources> => {
  try {
    const [logs, changes] = await Promise.all([resolver.logs(component), resolver.changes(component)]);
    return { logs: logs.sources, changes, gaps: logs.gaps };
  } catch (error) {
    return { logs: [], changes: [], gaps: [{ missing: `component ${component.kind}: ${messageOf(error)}` }] };
  }
};

/** Reads by the attempt's ids, window A, then window B, and what was usual before. */
export const gather = async (
  attempt: FailingAttempt,
  sources: Sources,
  { signal, lastGoodAt, firstFailedAt }: GatherOptions,
): Promise<Evidence> => {
  const { startedAt } = attempt;
  const healthyUntil = lastGoodAt ?? firstFailedAt;
  const { wide, near, usual } = queriesOf(attempt, sources, { signal, healthyUntil });
  const [reads, baseline, changes, trends] = await Promise.all([
    Promise.all(sources.logs.map((source) => readSource(source, { wide, near, ids: idsOf(attempt) }))),
    Promise.all(sources.logs.map((source) => readOnce(source, usual))),
    changesOf(sources, startedAt),
    trendsOf(sources, startedAt),
  ]);
  const events = reads.flatMap((read) => read.events);
  return {
    attempt,
    window: { from: wide.from, to: wide.to },
    ...(healthyUntil === undefined ? {} : { healthyUntil }),
    ...(lastGoodAt === undefined ? {} : { goodProbeAt: lastGoodAt }),
    events,
    baseline: usualEvents(
      baseline.flatMap((read) => read.events),
      events,
    ),
    changes: changes.values,
    trends: trends.values,
    unread: { changes: changes.gaps, trends: trends.gaps },
    gaps: unique([...sources.gaps, ...reads.flatMap(({ gaps }) => gaps)]),
  };
};

const queriesOf = (
  { startedAt, durationMs }: FailingAttempt,
  { logs }: Sources,
  { signal, healthyUntil }: { readonly signal: AbortSignal; readonly healthyUntil: EpochMs | undefined },
) => {
  const end = startedAt + durationMs;
  const maxBytes = Math.floor(MAX_BYTES / Math.max(1, logs.length));
  const ask = (from: EpochMs, to: EpochMs, share = 1): LogQuery => ({
    from,
    to,
    ids: [],
    maxBytes: Math.floor(maxBytes * share),
    signal,
  });
  const usual = baselineOf(startedAt, healthyUntil);
  return {
    wide: ask(startedAt - WINDOW_B.beforeMs, end + WINDOW_B.afterMs),
    near: ask(startedAt - WINDOW_A.beforeMs, end + WINDOW_A.afterMs),
    usual: ask(usual.from, usual.to, BASELINE_SHARE),
  };
};

const baselineOf = (startedAt: EpochMs, healthyUntil: EpochMs | undefined) => {
  // It ends with the last good probe: what came after it may be the failure already.
  const to = Math.min(healthyUntil ?? startedAt - BASELINE_AGO_MS, startedAt - WINDOW_A.beforeMs);
  return { from: to - BASELINE_MS, to };
};

interface Queries {
  readonly wide: LogQuery;
  readonly near: LogQuery;
  readonly ids: readonly string[];
}

/** Window B holds window A; where the budget cut it, window A is read by itself, and by id what even that lost. */
const readSource = async (source: LogSource, { wide, near, ids }: Queries): Promise<LogRead> => {
  const first = await readOnce(source, wide);
  if (first.gaps.length === 0) return first;
  const [byTime, byId] = await Promise.all([readOnce(source, near), readOnce(source, { ...wide, ids })]);
  const base = byTime.events.length > 0 && !hasId(first.events, ids) ? byTime : first;
  return {
    ...base,
    events: withStreams(base.events, byId.events, ids),
    gaps: unique([...first.gaps, ...byTime.gaps]),
  };
};

const hasId = (events: readonly LogEvent[], ids: readonly string[]): boolean =>
  events.some(({ text }) => ids.some((id) => text.includes(id)));

/** Streams where only the search by id found the request are taken from that search: positions count per read. */
const withStreams = (
  base: readonly LogEvent[],
  byId: readonly LogEvent[],
  ids: readonly string[],
): readonly LogEvent[] => {
  const found = Map.groupBy(byId, ({ stream }) => stream);
  const known = Map.groupBy(base, ({ stream }) => stream);
  const missing = [...found].filter(([stream]) => !hasId(known.get(stream) ?? [], ids));
  const replaced = new Set(missing.map(([stream]) => stream));
  return [...base.filter(({ stream }) => !replaced.has(stream)), ...missing.flatMap(([, events]) => events)];
};

const readOnce = async (source: LogSource, query: LogQuery): Promise<LogRead> => {
  try {
    return await source.read(query);
  } catch (error) {
    if (query.signal.aborted) throw error;
    return { events: [], gaps: [{ missing: `${source.name}: ${messageOf(error)}` }] };
  }
};

interface Known<Value> {
  readonly values: readonly Value[];
  readonly gaps: readonly Gap[];
}

const changesOf = ({ changes }: Sources, at: EpochMs): Promise<Known<Change>> =>
  knownOf(changes.map((source) => source.changes(at - CHANGES_MS, at)));

const trendsOf = ({ changes }: Sources, at: EpochMs): Promise<Known<Trend>> =>
  knownOf(changes.map((source) => source.trends(at)));

/** Changes and trends are a help, never a condition: where they cannot be had, the diagnosis goes on. */
const knownOf = async <Value>(asked: readonly Promise<readonly Value[]>[]): Promise<Known<Value>> => {
  const found = await Promise.allSettled(asked);
  return {
    values: found.flatMap((each) => (each.status === 'fulfilled' ? each.value : [])),
    gaps: unique(
      found.flatMap((each) => (each.status === 'rejected' ? [{ missing: messageOf(each.reason) }] : [])),
    ),
  };
};

const unique = (gaps: readonly Gap[]): readonly Gap[] => [
  ...new Map(gaps.map((gap) => [`${gap.missing}\n${gap.fix ?? ''}`, gap])).values(),
];

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
