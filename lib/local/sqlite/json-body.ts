import type { SQLOutputValue } from 'node:sqlite';

type Row = Readonly<Record<string, SQLOutputValue>>;

/** The value in a row's `body` column, as it was written; undefined where there is no row. */
export const bodyOf = (row: Row | undefined): unknown => row && JSON.parse(String(row['body']));

/** The values in the `body` column of rows. */
export const bodiesOf = (rows: readonly Row[]): readonly unknown[] =>
  rows.map((row) => JSON.parse(String(row['body'])));
