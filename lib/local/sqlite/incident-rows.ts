import type { Incident } from '../../core/incident/incident.ts';
import { nextStepAt } from '../../core/incident/step-lease.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Database } from './database.ts';
import { bodiesOf, bodyOf } from './json-body.ts';

/** The incidents in the database; to be used within its `read` and `write`. */
export interface IncidentRows {
  get(id: string): Incident | undefined;
  put(incident: Incident): void;
  /** Newest first; those that joined a storm are left to its parent. */
  list(status: Incident['status'] | undefined, limit: number): readonly Incident[];
  /** Those with a step that may be taken, the longest waiting first. */
  due(now: EpochMs, limit: number): readonly Incident[];
}

/** Prepares the statements on incidents. */
export const incidentRows = (database: Database): IncidentRows => {
  const one = database.prepare('SELECT body FROM incident WHERE id = ?');
  const put = database.prepare(
    `INSERT OR REPLACE INTO incident (id, check_name, status, opened_at, resolved_at, next_step_at, parent_id, joined_at,
       shared, version, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const all = database.prepare(
    'SELECT body FROM incident WHERE parent_id IS NULL ORDER BY opened_at DESC, id DESC LIMIT ?',
  );
  const byStatus = database.prepare(
    'SELECT body FROM incident WHERE parent_id IS NULL AND status = ? ORDER BY opened_at DESC, id DESC LIMIT ?',
  );
  const due = database.prepare(
    'SELECT body FROM incident WHERE next_step_at <= ? ORDER BY next_step_at LIMIT ?',
  );
  return {
    get: (id) => bodyOf(one.get(id)) as Incident | undefined,
    put: (incident) => {
      const { id, checkName, status, openedAt, resolvedAt, parent, version } = incident;
      const times = [openedAt, resolvedAt ?? null, nextStepAt(incident) ?? null] as const;
      const joined = [parent?.incidentId ?? null, parent?.joinedAt ?? null, parent?.shared ?? null] as const;
      put.run(id, checkName, status, ...times, ...joined, version, JSON.stringify(incident));
    },
    list: (status, limit) =>
      bodiesOf(status ? byStatus.all(status, limit) : all.all(limit)) as readonly Incident[],
    due: (now, limit) => bodiesOf(due.all(now, limit)) as readonly Incident[],
  };
};
