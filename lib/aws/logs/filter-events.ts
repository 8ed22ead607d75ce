import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';

import type { LogQuery } from '../../core/ports.ts';
import type { Pace } from './pace.ts';

/** Events as CloudWatch gives them, and whether the budget cut them. */
export interface FoundEvents {
  readonly events: readonly FilteredLogEvent[];
  readonly cut: boolean;
}

/** A page may be empty and still have a successor; so many in a row mean that there is nothing left to find. */
const MAX_PAGES = 200;

/**
 * All events of a group in the query's window, with one id in them or without a filter, newest first where the service
 * can, until the byte budget is spent. A quoted term is the one filter that finds an id in every kind of line.
 */
export const filterEvents = async (
  client: CloudWatchLogsClient,
  group: string,
  query: LogQuery,
  options: { readonly id?: string; readonly pace: Pace },
): Promise<FoundEvents> => {
  const events: FilteredLogEvent[] = [];
  let bytes = 0;
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    await options.pace(query.signal);
    const command = new FilterLogEventsCommand(request(group, query, options.id, nextToken));
    const answer = await client.send(command, { abortSignal: query.signal });
    for (const event of answer.events ?? []) {
      bytes += event.message?.length ?? 0;
      if (bytes > query.maxBytes) return { events, cut: true };
      if (hasId(event, options.id)) events.push(event);
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) return { events, cut: false };
  }
  return { events, cut: true };
};

const request = (
  group: string,
  { from, to }: LogQuery,
  id: string | undefined,
  nextToken: string | undefined,
): FilterLogEventsCommandInput => ({
  // A group of another account is named by its ARN.
  ...(group.startsWith('arn:') ? { logGroupIdentifier: group } : { logGroupName: group }),
  startTime: from,
  endTime: to,
  startFromHead: false,
  ...(id !== undefined && { filterPattern: `"${id.replaceAll('"', '')}"` }),
  ...(nextToken !== undefined && { nextToken }),
});

/** A term matches words in any order and case, so the id itself is looked for again. */
const hasId = ({ message }: FilteredLogEvent, id: string | undefined): boolean =>
  id === undefined || (message?.includes(id) ?? false);
