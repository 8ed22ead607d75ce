import type { BeatStore, StateStore } from '../../core/ports.ts';
import type { EpochMs } from '../../core/time.ts';
import { sqliteBeatStore } from './beat-store.ts';
import { openDatabase, type DatabaseOptions } from './database.ts';
import { sqliteMetricStore, type MetricStore } from './metric-store.ts';
import { sqliteResultStore, type ResultStore } from './result-store.ts';
import { DEFAULT_RETENTION, prune, type Retention } from './retention.ts';
import { sqliteStateStore } from './state-store.ts';

/** State, metrics, results and signs of life in one database file. */
export interface LocalStore extends Disposable {
  readonly state: StateStore;
  readonly metrics: MetricStore;
  readonly results: ResultStore;
  readonly beats: BeatStore;
  /** Deletes what is older than its time; at the start, then about once an hour. */
  prune(now: EpochMs): void;
  close(): void;
}

/** How the store is opened. */
export interface LocalStoreOptions extends Pick<DatabaseOptions, 'leftOut'> {
  /** @default DEFAULT_RETENTION */
  readonly retention?: Retention;
}

/**
 * Opens the store, and makes the file with its folder where there is none.
 *
 * @example using store = openLocalStore('.whydown/whydown.db');
 */
export const openLocalStore = (path: string, options: LocalStoreOptions = {}): LocalStore => {
  const { retention = DEFAULT_RETENTION } = options;
  const database = openDatabase(path, options);
  return {
    state: sqliteStateStore(database),
    metrics: sqliteMetricStore(database),
    results: sqliteResultStore(database),
    beats: sqliteBeatStore(database),
    prune: (now) => prune(database, now, retention),
    close: () => database.close(),
    [Symbol.dispose]: () => database.close(),
  };
};
