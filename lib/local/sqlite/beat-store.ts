import type { BeatStore } from '../../core/ports.ts';
import { afterSignal, type Beat } from '../../core/probe/beat.ts';
import { storedJson } from '../../core/incident/stored.ts';
import type { Database } from './database.ts';
import { keptRows } from './kept-row.ts';

/** Signs of life in SQLite. */
export const sqliteBeatStore = (database: Database): BeatStore => {
  const rows = keptRows(database, 'beat', (stored) => storedJson(stored) as Beat);
  const put = database.prepare(
    `INSERT INTO beat (check_name, at, body) VALUES (?, ?, ?)
     ON CONFLICT (check_name) DO UPDATE SET at = excluded.at, body = excluded.body`,
  );
  const get = database.prepare('SELECT check_name AS key, body FROM beat WHERE check_name = ?');
  const known = (checkName: string): Beat | undefined => rows.one(get.get(checkName));
  const write = (checkName: string, beat: Beat): Beat => {
    put.run(checkName, beat.at, JSON.stringify(beat));
    return beat;
  };
  return {
    record: async (checkName, signal) =>
      void database.write(() => write(checkName, afterSignal(known(checkName), signal))),
    last: async (checkName, now) =>
      database.write(() => known(checkName) ?? write(checkName, { kind: 'watched', at: now })),
  };
};
