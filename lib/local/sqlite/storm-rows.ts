import { countStorm, type CountedStorm, type StormClaim } from '../../core/incident/storm.ts';
import type { Database } from './database.ts';

/** Storms in the database; to be used within its `read` and `write`. */
export interface StormRows {
  claim(key: string): StormClaim | undefined;
  /** Writes the claim where the key's is still the one that was seen; gives the one that holds then. */
  replaceClaim(wanted: StormClaim, seen: StormClaim | undefined): StormClaim;
  count(incidentId: string): CountedStorm;
}

/** Prepares the statements on storms. */
export const stormRows = (database: Database): StormRows => {
  const one = database.prepare('SELECT incident_id, until FROM storm_claim WHERE key = ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO storm_claim (key, incident_id, until) VALUES (?, ?, ?)',
  );
  const joined = database.prepare(
    'SELECT check_name, status, joined_at, shared FROM incident WHERE parent_id = ? ORDER BY joined_at, check_name',
  );
  const claim: StormRows['claim'] = (key) => {
    const row = one.get(key);
    return row && { key, incidentId: String(row['incident_id']), until: Number(row['until']) };
  };
  return {
    claim,
    replaceClaim: (wanted, seen) => {
      const held = claim(wanted.key);
      if (held && (held.incidentId !== seen?.incidentId || held.until !== seen.until)) return held;
      put.run(wanted.key, wanted.incidentId, wanted.until);
      return wanted;
    },
    count: (incidentId) =>
      countStorm(
        joined.all(incidentId).map((row) => ({
          checkName: String(row['check_name']),
          isOpen: row['status'] === 'open',
          joinedAt: Number(row['joined_at']),
          shared: String(row['shared']),
        })),
      ),
  };
};
