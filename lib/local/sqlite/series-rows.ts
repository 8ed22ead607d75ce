import type { MetricDatum, MetricName, MetricUnit } from '../../core/metrics/metric.ts';
import type { Database } from './database.ts';

/** One metric with its dimensions. */
export interface Series extends Pick<MetricDatum, 'name' | 'unit' | 'dimensions'> {
  readonly id: number;
}

/** The series of metrics in the database; to be used within its `read` and `write`. */
export interface SeriesRows {
  /** Makes the series where there is none yet. */
  idOf(series: Omit<Series, 'id'>): number;
  all(): readonly Series[];
}

/** Prepares the statements on series. */
export const seriesRows = (database: Database): SeriesRows => {
  const add = database.prepare('INSERT OR IGNORE INTO series (name, unit, dimensions) VALUES (?, ?, ?)');
  const find = database.prepare('SELECT id FROM series WHERE name = ? AND unit = ? AND dimensions = ?');
  const all = database.prepare('SELECT id, name, unit, dimensions FROM series ORDER BY name, dimensions');
  return {
    idOf: ({ name, unit, dimensions }) => {
      const key = keyOf(dimensions);
      const known = find.get(name, unit, key);
      if (known) return Number(known['id']);
      add.run(name, unit, key);
      return Number(find.get(name, unit, key)?.['id']);
    },
    all: () =>
      all.all().map((row) => ({
        id: Number(row['id']),
        name: row['name'] as MetricName,
        unit: row['unit'] as MetricUnit,
        dimensions: JSON.parse(String(row['dimensions'])) as Series['dimensions'],
      })),
  };
};

const keyOf = (dimensions: Series['dimensions']): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : Number(a > b)))),
  );
