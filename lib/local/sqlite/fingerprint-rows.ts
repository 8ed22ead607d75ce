import type { StateStore } from '../../core/ports.ts';
import type { Database } from './database.ts';

/** Prepares the statements that count incidents by fingerprint; to be used within the database's `write`. */
export const fingerprintRows = (database: Database) => {
  const add = database.prepare(
    'INSERT OR IGNORE INTO fingerprint (fingerprint, incident_id, at) VALUES (?, ?, ?)',
  );
  const others = database.prepare(
    `SELECT count(*) AS seen, min(at) AS first, max(at) AS last FROM fingerprint
     WHERE fingerprint = ? AND incident_id <> ?
       AND at <= (SELECT at FROM fingerprint WHERE fingerprint = ? AND incident_id = ?)`,
  );
  return {
    recur: (
      ...[fingerprint, incidentId, at]: Parameters<StateStore['recur']>
    ): Awaited<ReturnType<StateStore['recur']>> => {
      add.run(fingerprint, incidentId, at);
      const row = others.get(fingerprint, incidentId, fingerprint, incidentId);
      return {
        count: Number(row?.['seen'] ?? 0),
        firstSeenAt: Number(row?.['first'] ?? at),
        lastSeenAt: Number(row?.['last'] ?? at),
      };
    },
  };
};
