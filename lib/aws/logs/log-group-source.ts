import {
  InvalidOperationException,
  InvalidParameterException,
  ResourceNotFoundException,
  ValidationException,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';

import type { Gap } from '../../core/diagnosis/diagnosis.ts';
import type { LogEvent } from '../../core/logs/event.ts';
import type { Clock, LogQuery, LogRead, LogSource } from '../../core/ports.ts';
import { filterEvents, type FoundEvents } from './filter-events.ts';
import type { Pace } from './pace.ts';
import { queryEvents } from './query-events.ts';
import type { SharedReads } from './shared-reads.ts';

/** What a log group is read with. */
export interface LogGroupReader {
  readonly client: CloudWatchLogsClient;
  readonly clock: Clock;
  readonly pace: Pace;
  /** Who reads what others have just read need not call. */
  readonly reads: SharedReads;
}

/** The events of one log group; whatever cannot be read is a gap that says what to do. */
export const logGroupSource = (group: string, reader: LogGroupReader): LogSource => ({
  name: group,
  read: async (query) => {
    try {
      return readOf(group, await find(group, query, reader));
    } catch (error) {
      if (query.signal.aborted) throw error;
      return { events: [], gaps: [gapOf(group, error)] };
    }
  },
});

const find = async (group: string, query: LogQuery, reader: LogGroupReader): Promise<FoundEvents> => {
  if (query.ids.length === 0)
    return reader.reads(group, query, (stretch) => findOne(group, stretch, reader, undefined));
  const { ids } = query;
  const found = await Promise.all(ids.map((id) => findOne(group, query, reader, id)));
  return { events: found.flatMap(({ events }) => events), cut: found.some(({ cut }) => cut) };
};

const findOne = async (
  group: string,
  query: LogQuery,
  { client, clock, pace }: LogGroupReader,
  id: string | undefined,
): Promise<FoundEvents> => {
  const wanted = id === undefined ? {} : { id };
  try {
    return await filterEvents(client, group, query, { ...wanted, pace });
  } catch (error) {
    if (!isOtherClass(error)) throw error;
    return queryEvents(client, group, query, { ...wanted, clock });
  }
};

/** Groups of the Infrequent Access class refuse FilterLogEvents; which of the three errors they use is not documented. */
const isOtherClass = (error: unknown): boolean =>
  (error instanceof InvalidOperationException ||
    error instanceof InvalidParameterException ||
    error instanceof ValidationException) &&
  /class|infrequent|not supported/i.test(error.message);

const readOf = (group: string, { events, cut }: FoundEvents): LogRead => {
  const sorted = unique(events).sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
  const newest = sorted.at(-1)?.timestamp;
  return {
    events: numbered(group, sorted),
    ...(newest !== undefined && { newestEventAt: newest }),
    gaps: cut
      ? [{ missing: `older events of log group ${group}: the byte budget was spent on newer ones` }]
      : [],
  };
};

/** Two ids may stand in one event. */
const unique = (events: readonly FilteredLogEvent[]): FilteredLogEvent[] => {
  const seen = new Set<string>();
  return events.filter((event) => {
    const key = event.eventId ?? `${event.logStreamName}\0${event.timestamp}\0${event.message}`;
    return !seen.has(key) && seen.add(key);
  });
};

const numbered = (group: string, events: readonly FilteredLogEvent[]): readonly LogEvent[] => {
  const lines = new Map<string, number>();
  return events.map((event) => {
    const stream = event.logStreamName ?? '';
    const line = (lines.get(stream) ?? 0) + 1;
    lines.set(stream, line);
    return {
      source: group,
      stream,
      line,
      text: event.message ?? '',
      ...(event.timestamp !== undefined && { timestamp: event.timestamp }),
      ...(event.ingestionTime !== undefined && { ingestedAt: event.ingestionTime }),
    };
  });
};

const gapOf = (group: string, error: unknown): Gap => {
  if (error instanceof ResourceNotFoundException)
    return {
      missing: `log group ${group}: it does not exist`,
      fix: 'correct the name in diagnose.components, or turn the logging on',
    };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'AccessDeniedException')
    return {
      missing: `log group ${group}: ${message}`,
      fix: `allow logs:FilterLogEvents and logs:StartQuery on ${group} to the diagnose role`,
    };
  return {
    missing: `log group ${group}: ${name}: ${message}`,
    fix: 'the diagnosis is tried again by itself',
  };
};
