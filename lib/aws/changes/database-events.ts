import { paginateDescribeEvents, type Event, type RDSClient } from '@aws-sdk/client-rds';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { KnownChanges } from '../components/component-reader.ts';

/** Kinds of events that change a database, not those that tell how it is. */
const CHANGING: ReadonlySet<string> = new Set([
  'configuration change',
  'failover',
  'maintenance',
  'restoration',
  'security',
  'security patching',
]);

const MINUTE_MS = 60_000;

/** What RDS did to a database: modifications, parameters, failovers, maintenance. */
export const databaseEvents = (name: string, client: RDSClient): KnownChanges => ({
  actions: 'rds:DescribeEvents',
  changes: async (from, to) => {
    const input = {
      SourceIdentifier: name,
      SourceType: 'db-instance',
      StartTime: new Date(from),
      // Equal times are refused.
      EndTime: new Date(Math.max(to, from + MINUTE_MS)),
    } as const;
    const changes: Change[] = [];
    for await (const page of paginateDescribeEvents({ client }, input))
      changes.push(...(page.Events ?? []).flatMap((event) => changeOf(name, event)));
    return changes.filter(({ at }) => from <= at && at <= to);
  },
});

const changeOf = (
  name: string,
  { Date: date, Message: message = '', EventCategories: categories }: Event,
): readonly Change[] =>
  date && categories?.some((each) => CHANGING.has(each))
    ? [{ at: date.getTime(), what: `“${message.trim().replace(/\.$/, '')}”`, component: `database ${name}` }]
    : [];
