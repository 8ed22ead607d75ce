import type { SQLOutputValue } from 'node:sqlite';

import { readable, type Stored } from '../../core/incident/stored.ts';
import type { Database } from './database.ts';

/** A row with the columns `key` and `body`. */
type Row = Readonly<Record<string, SQLOutputValue>>;

/** Reads the rows of one table, whose bodies are JSON. */
export interface KeptRows<Value> {
  /** Throws for a row that cannot be read. */
  one(row: Row | undefined): Value | undefined;
  /** Up to `limit` of those that can be read; the others are told, and left out. */
  many(rows: Iterable<Row>, limit?: number): readonly Value[];
}

/** Reads the rows of a table with `read`, which throws for what it cannot read. */
export const keptRows = <Value>(
  database: Database,
  table: string,
  read: (stored: Stored) => Value,
): KeptRows<Value> => {
  const one = (row: Row): Value =>
    read({
      text: String(row['body']),
      place: `database ${database.path}: row ${String(row['key'])} of ${table}`,
    });
  return {
    one: (row) => row && one(row),
    many: (rows, limit = Infinity) => [
      ...readable(rows, one, (error) => database.leftOut(error)).take(limit),
    ],
  };
};
