import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';

import { hashOf } from '../../core/config/plan.ts';
import { applyChange } from '../../core/incident/apply-change.ts';
import type { IncidentChange, StateChange } from '../../core/incident/change.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { incidentItem, incidentOf, joinedItem, keyItem, stateItem } from './items.ts';
import { incidentKey, joinedKey, stateKey } from './keys.ts';
import { getItem, isVersion, writeItem, type Table } from './table.ts';

/** Workers of one incident write it now and then; more conflicts in a row than this are a fault. */
const WRITE_TRIES = 8;

/** Writes state and incident all or none; false when somebody else wrote the state first. */
export const commitChange = async (table: Table, change: StateChange): Promise<boolean> => {
  const write = stateWrite(table, change);
  if (!change.incident) return writeItem(table, write);
  for (let tries = 0; tries < WRITE_TRIES; tries++) {
    const current = await readIncident(table, idOf(change.incident));
    const puts = incidentWrites(table, current, applyChange(current, change.incident));
    const failed = await transact(table, [write, ...puts]);
    if (failed.length === 0) return true;
    if (failed.includes(0)) return false;
  }
  throw new Error(`incident ${idOf(change.incident)} was changed by others ${WRITE_TRIES} times in a row`);
};

/** Reads, changes, and writes under the condition that nobody wrote meanwhile; false when `change` leaves it alone. */
export const updateIncident = async (
  table: Table,
  id: string,
  change: (current: Incident) => Incident | undefined,
): Promise<boolean> => {
  for (let tries = 0; tries < WRITE_TRIES; tries++) {
    const current = await readIncident(table, id);
    const next = current && change(current);
    if (!next) return false;
    const [write, ...joins] = incidentWrites(table, current, next);
    const written =
      joins.length === 0
        ? await writeItem(table, write)
        : (await transact(table, [write, ...joins])).length === 0;
    if (written) return true;
  }
  throw new Error(`incident ${id} was changed by others ${WRITE_TRIES} times in a row`);
};

/** A strong read of an incident. */
export const readIncident = async (table: Table, id: string): Promise<Incident | undefined> =>
  incidentOf(await getItem(table, keyItem(incidentKey(id))));

const idOf = (change: IncidentChange): string =>
  change.kind === 'opened' ? change.incident.id : change.incidentId;

const stateWrite = (table: Table, change: StateChange): TransactWriteItem => {
  const hash = hashOf(change.checkName);
  const condition = { TableName: table.name, ...isVersion(change.expectedVersion) };
  return change.state
    ? { Put: { ...condition, Item: stateItem(change.state, hash) } }
    : { Delete: { ...condition, Key: keyItem(stateKey(hash, change.checkName)) } };
};

/** The incident under the condition that nobody wrote it meanwhile, and the note of whom it joined. */
const incidentWrites = (
  table: Table,
  before: Incident | undefined,
  after: Incident,
): readonly [TransactWriteItem, ...TransactWriteItem[]] => [
  { Put: { TableName: table.name, Item: incidentItem(after), ...isVersion(before?.version ?? 0) } },
  ...joinWrites(table, before, after),
];

const joinWrites = (
  table: Table,
  before: Incident | undefined,
  after: Incident,
): readonly TransactWriteItem[] => {
  const { name: TableName } = table;
  const hash = hashOf(after.checkName);
  const joined = joinedItem(after, hash);
  const left = before?.parent;
  const isNoted = left === after.parent && before?.status === after.status;
  const noted = joined && !isNoted ? [{ Put: { TableName, Item: joined } }] : [];
  if (!left || left.incidentId === after.parent?.incidentId) return noted;
  return [...noted, { Delete: { TableName, Key: keyItem(joinedKey(left.incidentId, after.id, hash)) } }];
};

/** The positions of the writes whose condition did not hold, or that met another transaction. */
const transact = async ({ client }: Table, writes: TransactWriteItem[]): Promise<readonly number[]> => {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: writes }));
    return [];
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map(({ Code: code }) => code ?? 'None');
    if (codes.some((code) => code !== 'None' && !LOST.has(code))) throw error;
    return codes.flatMap((code, index) => (LOST.has(code) ? [index] : []));
  }
};

const LOST: ReadonlySet<string> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);
