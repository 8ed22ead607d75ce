import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

import type { Milliseconds } from '../../core/time.ts';
import { asDatabaseError, DatabaseError } from './database-error.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

/** The open database file, shared by the stores on it. Faults of the file carry its name and what to do. */
export interface Database extends Disposable {
  readonly path: string;
  prepare(sql: string): StatementSync;
  read<T>(run: () => T): T;
  /** All of it or nothing; holds the file's write lock, so that what it reads is what it changes. */
  write<T>(run: () => T): T;
  /** Told of each row that cannot be read, once. */
  leftOut(error: unknown): void;
  close(): void;
}

/** How a database is opened. */
export interface DatabaseOptions {
  /** @default 5000 */
  readonly busyTimeoutMs?: Milliseconds;
  /**
   * Told of each row that cannot be read, and that is therefore left out.
   * @default - a warning of the process
   */
  readonly leftOut?: (message: string) => void;
}

/** Another process writes for milliseconds at a time; who waits longer waits for something that hangs. */
const BUSY_TIMEOUT_MS: Milliseconds = 5_000;

/** Reading all of a larger file would delay the start by more than a second. */
const CHECKED_UP_TO_BYTES = 64 * 1024 * 1024;

/** Opens the database, creates or migrates it; throws a `DatabaseError` for a file that is damaged, newer, or another's. */
export const openDatabase = (path: string, options: DatabaseOptions = {}): Database => {
  if (path !== ':memory:') makeFolder(path);
  try {
    const connection = new DatabaseSync(path, { timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS });
    try {
      prepareFile(connection, path);
    } catch (error) {
      connection.close();
      throw error;
    }
    return databaseOn(connection, path, options.leftOut);
  } catch (error) {
    throw asDatabaseError(path, error);
  }
};

const databaseOn = (
  connection: DatabaseSync,
  path: string,
  leftOut: DatabaseOptions['leftOut'] = warn,
): Database => {
  const told = new Set<string>();
  const guarded = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw asDatabaseError(path, error);
    }
  };
  const close = (): void => {
    if (connection.isOpen) connection.close();
  };
  return {
    path,
    prepare: (sql) => connection.prepare(sql),
    read: guarded,
    write: (run) => guarded(() => transact(connection, run)),
    leftOut: (error) => {
      const message = error instanceof Error ? error.message : String(error);
      if (told.has(message)) return;
      told.add(message);
      leftOut(message);
    },
    close,
    [Symbol.dispose]: close,
  };
};

const warn = (message: string): void => process.emitWarning(message);

const makeFolder = (path: string): void => {
  try {
    // Incidents quote logs, so that nobody else has to read them.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(`database ${path}: its folder cannot be made: ${reason}`, { cause: error });
  }
};

const transact = <T>(connection: DatabaseSync, run: () => T): T => {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
};

const prepareFile = (connection: DatabaseSync, path: string): void => {
  refuseForeign(connection, path);
  refuseDamaged(connection, path);
  // WAL: readers do not wait for the writer. NORMAL: a killed process loses nothing, only a power cut may lose the last moments.
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
  if (pragma(connection, 'user_version') < MIGRATIONS.length) transact(connection, () => migrate(connection));
};

const refuseForeign = (connection: DatabaseSync, path: string): void => {
  const tables = Number(connection.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
  if (tables > 0 && pragma(connection, 'application_id') !== APPLICATION_ID)
    throw new DatabaseError(
      `database ${path} belongs to another program: move it away, or choose another folder`,
    );
  const version = pragma(connection, 'user_version');
  if (version > MIGRATIONS.length)
    throw new DatabaseError(
      `database ${path} was written by a newer whydown (schema ${version}, this one knows up to ` +
        `${MIGRATIONS.length}): update whydown, or choose another folder`,
    );
};

const refuseDamaged = (connection: DatabaseSync, path: string): void => {
  if (path === ':memory:' || statSync(path).size > CHECKED_UP_TO_BYTES) return;
  const verdict = connection.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (verdict !== 'ok')
    throw new DatabaseError(
      `database ${path} is damaged (${String(verdict).replaceAll('\n', ', ')}): move the file and its -wal and -shm ` +
        'away, whydown starts a new one, without what was in it',
    );
};

/** Runs under the write lock and reads the version again, since another process may have migrated meanwhile. */
const migrate = (connection: DatabaseSync): void => {
  for (const script of MIGRATIONS.slice(pragma(connection, 'user_version'))) connection.exec(script);
  connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
};

const pragma = (connection: DatabaseSync, name: 'application_id' | 'user_version'): number =>
  Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
