import type { Incident } from '../../core/incident/incident.ts';
import { storedIncident } from '../../core/incident/stored.ts';
import { nextStepAt } from '../../core/incident/step-lease.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Database } from './database.ts';
import { keptRows } from './kept-row.ts';

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
  const rows = keptRows(database, 'incident', storedIncident);
  const one = database.prepare('SELECT id AS key, body FROM incident WHERE id = ?');
  const put = database.prepare(
    `INSERT OR REPLACE INTO incident (id, check_name, status, opened_at, resolved_at, next_step_at, parent_id, joined_at,
       shared, version, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const all = database.prepare(
    'SELECT id AS key, body FROM incident WHERE parent_id IS NULL ORDER BY opened_at DESC, id DESC',
  );
  const byStatus = database.prepare(
    'SELECT id AS key, body FROM incident WHERE parent_id IS NULL AND status = ? ORDER BY opened_at DESC, id DESC',
  );
  const due = database.prepare(
    'SELECT id AS key, body FROM incident WHERE next_step_at <= ? ORDER BY next_step_at',
  );
  return {
    get: (id) => rows.one(one.get(id)),
    put: (incident) => {
      const { id, checkName, status, openedAt, resolvedAt, parent, version } = incident;
      const times = [openedAt, resolvedAt ?? null, nextStepAt(incident) ?? null] as const;
      const joined = [parent?.incidentId ?? null, parent?.joinedAt ?? null, parent?.shared ?? null] as const;
      put.run(id, checkName, status, ...times, ...joined, version, JSON.stringify(incident));
    },
    list: (status, limit) => rows.many(status ? byStatus.iterate(status) : all.iterate(), limit),
    due: (now, limit) => rows.many(due.iterate(now), limit),
  };
};
