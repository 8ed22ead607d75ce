import type { EpochMs, Milliseconds } from '../../core/time.ts';
import type { Database } from './database.ts';

/** How long things are kept. */
export interface Retention {
  readonly metricsMs: Milliseconds;
  readonly resultsMs: Milliseconds;
  /** From their resolution. */
  readonly incidentsMs: Milliseconds;
}

const DAY_MS = 86_400_000;

/**
 * A check that is probed once a minute takes about 16 MB then: 550 bytes for a result with its indexes, 21 for a sample.
 * Incidents are few, and how often a fingerprint came before matters for longer.
 */
export const DEFAULT_RETENTION: Retention = Object.freeze({
  metricsMs: 30 * DAY_MS,
  resultsMs: 14 * DAY_MS,
  incidentsMs: 400 * DAY_MS,
});

/** Deletes what is older than its time; never an incident that is open, owes a step, or that a check may yet reopen. */
export const prune = (database: Database, now: EpochMs, retention: Retention = DEFAULT_RETENTION): void =>
  database.write(() => {
    const oldSamples = database.prepare('DELETE FROM sample WHERE series = ? AND at < ?');
    // By series, whose samples lie together in order of time: all the others need not be looked at.
    for (const { id } of database.prepare('SELECT id FROM series').all())
      oldSamples.run(id ?? null, now - retention.metricsMs);
    database.prepare('DELETE FROM result WHERE tick < ?').run(now - retention.resultsMs);
    database
      .prepare(
        `DELETE FROM incident WHERE status = 'resolved' AND resolved_at < ? AND next_step_at IS NULL
           AND id NOT IN (SELECT incident_id FROM check_state WHERE incident_id IS NOT NULL)`,
      )
      .run(now - retention.incidentsMs);
    database.prepare('DELETE FROM fingerprint WHERE at < ?').run(now - retention.incidentsMs);
    database.prepare('DELETE FROM storm_claim WHERE until < ?').run(now - DAY_MS);
  });
