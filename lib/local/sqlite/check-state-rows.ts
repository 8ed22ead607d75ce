import { hashOf } from '../../core/config/plan.ts';
import type { CheckState } from '../../core/incident/incident.ts';
import { storedState } from '../../core/incident/stored.ts';
import type { HashRange } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { keptRows } from './kept-row.ts';

/** The states of checks in the database; to be used within its `read` and `write`. */
export interface CheckStateRows {
  get(checkName: string): CheckState | undefined;
  /** 0 when there is no state. */
  version(checkName: string): number;
  /** Undefined deletes it. */
  put(checkName: string, state: CheckState | undefined): void;
  within(range: HashRange): readonly CheckState[];
}

/** Prepares the statements on the states of checks. */
export const checkStateRows = (database: Database): CheckStateRows => {
  const rows = keptRows(database, 'check_state', storedState);
  const one = database.prepare(
    'SELECT version, check_name AS key, body FROM check_state WHERE check_name = ?',
  );
  const within = database.prepare(
    'SELECT check_name AS key, body FROM check_state WHERE hash >= ? AND hash < ? ORDER BY hash',
  );
  const put = database.prepare(
    'INSERT OR REPLACE INTO check_state (check_name, hash, version, incident_id, body) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM check_state WHERE check_name = ?');
  return {
    get: (checkName) => rows.one(one.get(checkName)),
    version: (checkName) => Number(one.get(checkName)?.['version'] ?? 0),
    put: (checkName, state) => {
      if (!state) return void remove.run(checkName);
      const body = JSON.stringify(state);
      put.run(checkName, hashOf(checkName), state.version, state.incidentId ?? null, body);
    },
    within: ({ from, to }) => rows.many(within.all(from, to)),
  };
};
