import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { nextStepAt } from '../../core/incident/step-lease.ts';
import type { CheckState, Incident } from '../../core/incident/incident.ts';
import { incidentKey, stateKey } from './keys.ts';

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
});

/** An incident with what the two indexes need: when its next step is due, and whether it is open. */
export const incidentItem = (incident: Incident): Item => {
  const due = nextStepAt(incident);
  return {
    ...keyItem(incidentKey(incident.id)),
    version: number(incident.version),
    data: text(JSON.stringify(incident)),
    status: text(incident.status),
    openedAt: number(incident.openedAt),
    ...(due !== undefined && { due: text('due'), dueAt: number(due) }),
    ...(incident.resolvedAt !== undefined && {
      expires: number(Math.floor(incident.resolvedAt / 1000) + KEEP_RESOLVED_S),
    }),
  };
};

/** What an item carries, or undefined for no item; a poisoned one throws with its key. */
export const dataOf = (item: Item | undefined): unknown => {
  const data = item?.['data']?.S;
  if (item === undefined || data === undefined) return undefined;
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new Error(
      `item ${item['pk']?.S ?? '?'} ${item['sk']?.S ?? '?'} holds no JSON; delete it to go on`,
      { cause },
    );
  }
};
