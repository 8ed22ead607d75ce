/** Marks a SQLite file as ours: `WhyD`, in the header's application id. */
export const APPLICATION_ID = 0x57_68_79_44;

/**
 * One script per schema version, run in order and never edited once released. Bodies are JSON, and columns exist for
 * what is searched or compared.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE check_state (
    check_name TEXT PRIMARY KEY,
    hash REAL NOT NULL,
    version INTEGER NOT NULL,
    incident_id TEXT,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX check_state_by_hash ON check_state (hash);

  CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    check_name TEXT NOT NULL,
    status TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    resolved_at INTEGER,
    next_step_at INTEGER,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incident_by_opening ON incident (opened_at);
  CREATE INDEX incident_by_status ON incident (status, opened_at);
  CREATE INDEX incident_by_next_step ON incident (next_step_at) WHERE next_step_at IS NOT NULL;

  CREATE TABLE fingerprint (
    fingerprint TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, incident_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    dimensions TEXT NOT NULL,
    UNIQUE (name, dimensions, unit)
  ) STRICT;
  CREATE TABLE sample (
    series INTEGER NOT NULL REFERENCES series (id),
    at INTEGER NOT NULL,
    value REAL NOT NULL,
    count REAL NOT NULL,
    PRIMARY KEY (series, at, value)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE result (
    check_name TEXT NOT NULL,
    tick INTEGER NOT NULL,
    location TEXT NOT NULL,
    verdict TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (check_name, tick, location)
  ) STRICT;
  CREATE INDEX result_by_tick ON result (tick);
  CREATE INDEX result_by_verdict ON result (check_name, tick, verdict);
  `,
  `
  CREATE TABLE beat (
    check_name TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE incident ADD COLUMN parent_id TEXT;
  ALTER TABLE incident ADD COLUMN joined_at INTEGER;
  ALTER TABLE incident ADD COLUMN shared TEXT;
  CREATE INDEX incident_by_parent ON incident (parent_id, joined_at) WHERE parent_id IS NOT NULL;

  CREATE TABLE storm_claim (
    key TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
];
