import type { Beat } from '../../core/probe/beat.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Database } from './database.ts';

/** The last sign of life of every job that is waited for. */
export interface BeatStore {
  record(checkName: string, beat: Beat): void;
  /** Notes since when the job is waited for, unless it is known already. */
  watch(checkName: string, now: EpochMs): void;
  last(checkName: string): Beat | undefined;
}

/** Signs of life in SQLite; an older one never replaces a newer. */
export const sqliteBeatStore = (database: Database): BeatStore => {
  const put = database.prepare(
    `INSERT INTO beat (check_name, at, body) VALUES (?, ?, ?)
     ON CONFLICT (check_name) DO UPDATE SET at = excluded.at, body = excluded.body WHERE excluded.at >= beat.at`,
  );
  const add = database.prepare('INSERT OR IGNORE INTO beat (check_name, at, body) VALUES (?, ?, ?)');
  const get = database.prepare('SELECT body FROM beat WHERE check_name = ?');
  return {
    record: (checkName, beat) => database.write(() => void put.run(checkName, beat.at, JSON.stringify(beat))),
    watch: (checkName, at) =>
      database.write(
        () => void add.run(checkName, at, JSON.stringify({ kind: 'watched', at } satisfies Beat)),
      ),
    last: (checkName) =>
      database.read(() => {
        const body = get.get(checkName)?.['body'];
        return typeof body === 'string' ? (JSON.parse(body) as Beat) : undefined;
      }),
  };
};
