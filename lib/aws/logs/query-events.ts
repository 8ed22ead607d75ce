import {
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  type ResultField,
} from '@aws-sdk/client-cloudwatch-logs';

import type { Clock, LogQuery } from '../../core/ports.ts';
import type { FoundEvents } from './filter-events.ts';

/** The most that a query answers (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html). */
const MAX_RESULTS = 10_000;

const POLL_MS = 500;

/** A query that takes longer is stopped; a diagnosis is worth less after it. */
const GIVE_UP_MS = 30_000;

/** The same as `filterEvents`, for groups of the Infrequent Access class, which FilterLogEvents does not read. It costs $0.005 a GB scanned. */
export const queryEvents = async (
  client: CloudWatchLogsClient,
  group: string,
  query: LogQuery,
  options: { readonly id?: string; readonly clock: Clock },
): Promise<FoundEvents> => {
  const { queryId } = await client.send(
    new StartQueryCommand({
      ...(group.startsWith('arn:') ? { logGroupIdentifiers: [group] } : { logGroupName: group }),
      startTime: Math.floor(query.from / 1000),
      endTime: Math.ceil(query.to / 1000),
      queryString: queryText(options.id),
      limit: MAX_RESULTS,
    }),
    { abortSignal: query.signal },
  );
  const rows = await poll(client, queryId ?? '', query, options.clock);
  const all = rows
    .map(eventOf)
    .filter(({ message }) => options.id === undefined || message?.includes(options.id));
  let bytes = 0;
  const events = all.filter(({ message }) => (bytes += message?.length ?? 0) <= query.maxBytes);
  return { events, cut: events.length < all.length || rows.length >= MAX_RESULTS };
};

const queryText = (id: string | undefined): string => {
  const filter = id === undefined ? '' : ` | filter @message like "${id.replaceAll(/["\\]/g, '')}"`;
  return `fields @timestamp, @message, @logStream${filter} | sort @timestamp desc`;
};

const poll = async (
  client: CloudWatchLogsClient,
  queryId: string,
  query: LogQuery,
  clock: Clock,
): Promise<readonly ResultField[][]> => {
  const until = clock.monotonic() + GIVE_UP_MS;
  while (clock.monotonic() < until && !query.signal.aborted) {
    const { status, results } = await client.send(new GetQueryResultsCommand({ queryId }));
    if (status === 'Complete') return results ?? [];
    if (status !== 'Running' && status !== 'Scheduled')
      throw new Error(`the query of the log group ended as ${status}`);
    await clock.sleep(POLL_MS, query.signal);
  }
  await client.send(new StopQueryCommand({ queryId })).catch(() => undefined);
  throw new Error(`the query of the log group took longer than ${GIVE_UP_MS / 1000} s`);
};

const eventOf = (row: readonly ResultField[]): FilteredLogEvent => {
  const field = (name: string): string => row.find((each) => each.field === name)?.value ?? '';
  // Insights answers times in UTC without saying so: `2026-11-22 10:02:36.060`.
  const timestamp = Date.parse(`${field('@timestamp').replace(' ', 'T')}Z`);
  return { message: field('@message'), logStreamName: field('@logStream'), timestamp };
};
