import { CloudTrailClient, LookupEventsCommand, type Event } from '@aws-sdk/client-cloudtrail';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs } from '../../core/time.ts';
import type { ComponentPlace } from '../components/component-reader.ts';

/** A page; more writes than that on one resource within two hours are nothing that a person reads. */
const MAX_EVENTS = 50;

/**
 * Who called which writing API on a resource. They arrive about five minutes late, and may be looked up twice a second
 * in an account, so that this is the last one asked.
 */
export const trailChanges = async (
  { resource, title }: { readonly resource: string; readonly title: string },
  { clients }: ComponentPlace,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<readonly Change[]> => {
  await clients.trailPace(new AbortController().signal);
  const command = new LookupEventsCommand({
    LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: resource }],
    StartTime: new Date(from),
    EndTime: new Date(to),
    MaxResults: MAX_EVENTS,
  });
  const { Events: events = [] } = await clients.of(CloudTrailClient).send(command);
  return events.flatMap((event) => changeOf(title, event));
};

const changeOf = (component: string, event: Event): readonly Change[] => {
  const { EventTime: at, EventName: name, Username: user, ReadOnly: readOnly } = event;
  if (!at || name === undefined || readOnly !== 'false' || hasFailed(event)) return [];
  // UpdateFunctionConfiguration20150331v2
  const what = name.replace(/\d{8}(?:v\d{1,2})?$/, '');
  return [{ at: at.getTime(), what: user === undefined ? what : `${what} by ${user}`, component }];
};

/** A call that was refused changed nothing. */
const hasFailed = ({ CloudTrailEvent: whole }: Event): boolean =>
  /"errorCode":\s{0,4}"/.test((whole ?? '').slice(0, 100_000));
