import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { nextStepAt, owedBy } from '../../core/incident/step-lease.ts';
import type { CheckState, Incident, Step } from '../../core/incident/incident.ts';
import {
  readable,
  storedIncident,
  storedJson,
  storedState,
  type Stored,
} from '../../core/incident/stored.ts';
import type { Joined, StormClaim } from '../../core/incident/storm.ts';
import type { OwedStep } from '../../core/ports.ts';
import { logError } from '../function-log.ts';
import { claimKey, incidentKey, indexKeyOf, joinedKey, OWED, stateKey } from './keys.ts';

export type Item = Record<string, AttributeValue>;

/** Resolved incidents stay readable for a year; DynamoDB deletes an item within days of its time to live. */
const KEEP_RESOLVED_S = 400 * 86_400;

const text = (value: string): AttributeValue => ({ S: value });
const number = (value: number): AttributeValue => ({ N: String(value) });

export const keyItem = (key: { readonly pk: string; readonly sk: string }): Item => ({
  pk: text(key.pk),
  sk: text(key.sk),
});

/** The state as one JSON attribute: it is read and written whole, and only the version takes part in conditions. */
export const stateItem = (state: CheckState, hash: number): Item => ({
  ...keyItem(stateKey(hash, state.checkName)),
  version: number(state.version),
  data: text(JSON.stringify(state)),
  ...(state.lane && { slowFrom: number(state.lane.slowFrom) }),
});

/**
 * An incident with what the two indexes need: when its next step is due, and whether it is open. One that joined a storm is
 * not listed, so it is left out of the second.
 */
export const incidentItem = (incident: Incident): Item => {
  const due = nextStepAt(incident);
  return {
    ...keyItem(incidentKey(incident.id)),
    version: number(incident.version),
    data: text(JSON.stringify(incident)),
    ...(!incident.parent && { status: text(indexKeyOf(incident.status, incident.id)) }),
    openedAt: number(incident.openedAt),
    ...(due !== undefined && {
      due: text(indexKeyOf('due', incident.id)),
      dueAt: number(due),
      ...owedOf(incident),
    }),
    ...expiryOf(incident),
  };
};

const expiryOf = ({ resolvedAt }: Incident): Item =>
  resolvedAt === undefined ? {} : { expires: number(Math.floor(resolvedAt / 1000) + KEEP_RESOLVED_S) };

/** The note that an incident joined its parent; undefined for one that did not. */
export const joinedItem = (incident: Incident, hash: number): Item | undefined => {
  const { parent, checkName, status, id } = incident;
  return (
    parent && {
      ...keyItem(joinedKey(parent.incidentId, id, hash)),
      checkName: text(checkName),
      open: { BOOL: status === 'open' },
      joinedAt: number(parent.joinedAt),
      shared: text(parent.shared),
      ...expiryOf(incident),
    }
  );
};

export const joinedOf = (item: Item): Joined => ({
  checkName: item['checkName']?.S ?? '',
  isOpen: item['open']?.BOOL === true,
  joinedAt: Number(item['joinedAt']?.N),
  shared: item['shared']?.S ?? '',
});

/** Claims that are over say nothing any more; a day is for whoever wants to see what happened. */
const KEEP_CLAIM_S = 86_400;

export const claimItem = ({ key, incidentId, until }: StormClaim): Item => ({
  ...keyItem(claimKey(key)),
  incidentId: text(incidentId),
  until: number(until),
  expires: number(Math.floor(until / 1000) + KEEP_CLAIM_S),
});

export const claimOf = (key: string, item: Item | undefined): StormClaim | undefined =>
  item && { key, incidentId: item['incidentId']?.S ?? '', until: Number(item['until']?.N) };

/** Short, since each write of the index bills a unit for each KB: id, kind, and when it may be taken. */
type Owed = readonly (readonly [id: string, kind: Step['kind'], at: number])[];

const owedOf = (incident: Incident): Item => ({
  [OWED]: text(
    JSON.stringify(owedBy(incident).map(({ step, at }) => [step.id, step.kind, at]) satisfies Owed),
  ),
});

/** What an entry of the index of due steps says. */
export const owedIn = (item: Item): readonly OwedStep[] => {
  const incidentId = item['pk']?.S?.slice(incidentKey('').pk.length) ?? '';
  const owed = JSON.parse(item[OWED]?.S ?? '[]') as Owed;
  return owed.map(([id, kind, at]) => ({ incidentId, step: { id, kind }, at }));
};

/** The state in an item, undefined for no item; a poisoned one throws with its key. */
export const stateOf = (item: Item | undefined): CheckState | undefined => readData(item, storedState);

/** The incident in an item, undefined for no item; a poisoned one throws with its key. */
export const incidentOf = (item: Item | undefined): Incident | undefined => readData(item, storedIncident);

/** What an item carries, or undefined for no item; a poisoned one throws with its key. */
export const dataOf = (item: Item | undefined): unknown => readData(item, storedJson);

/** One poisoned item must not take the others along: it is named in the log, and left out. */
export const readableItems = <Value>(
  items: readonly Item[],
  read: (item: Item) => Value | readonly Value[] | undefined,
): readonly Value[] =>
  [...readable(items, read, (error) => logError('an item of the table was left out', error))].flatMap(
    (value) => (value ?? []) as Value | readonly Value[],
  );

const readData = <Value>(item: Item | undefined, read: (stored: Stored) => Value): Value | undefined => {
  const data = item?.['data']?.S;
  const place = `item ${item?.['pk']?.S} ${item?.['sk']?.S}`;
  return data === undefined ? undefined : read({ text: data, place });
};
