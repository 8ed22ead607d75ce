import type { MetricDatum, MetricName } from '../../core/metrics/metric.ts';
import type { MetricSink } from '../../core/ports.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Database } from './database.ts';
import { seriesRows, type Series } from './series-rows.ts';

/** Which samples to read, `from` included, `to` excluded. */
interface MetricQuery {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly name?: MetricName;
  /** Series that have all of these; `{ CheckName: 'orders' }` finds those of every location too. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Metrics in, and out again for whoever shows them. */
export interface MetricStore extends MetricSink {
  /** By series, oldest first, values in order; what was put for one series and moment in parts comes as one. */
  read(query: MetricQuery): Promise<readonly MetricDatum[]>;
}

/** Metrics in SQLite. */
export const sqliteMetricStore = (database: Database): MetricStore => {
  const series = seriesRows(database);
  const add = database.prepare(
    `INSERT INTO sample (series, at, value, count) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  const samples = database.prepare(
    'SELECT at, value, count FROM sample WHERE series = ? AND at >= ? AND at < ? ORDER BY at, value',
  );
  const put = (datum: MetricDatum): void => {
    const id = series.idOf(datum);
    datum.values.forEach((value, index) => add.run(id, datum.timestamp, value, datum.counts[index] ?? 1));
  };
  const readSeries = ({ id, ...rest }: Series, from: EpochMs, to: EpochMs): readonly MetricDatum[] => {
    const byTime = new Map<EpochMs, { readonly values: number[]; readonly counts: number[] }>();
    for (const row of samples.iterate(id, from, to)) {
      const at = Number(row['at']);
      const datum = byTime.get(at) ?? { values: [], counts: [] };
      datum.values.push(Number(row['value']));
      datum.counts.push(Number(row['count']));
      byTime.set(at, datum);
    }
    return [...byTime].map(([timestamp, datum]) => ({ ...rest, timestamp, ...datum }));
  };
  return {
    put: async (data) => {
      if (data.length > 0) database.write(() => data.forEach(put));
    },
    read: async (query) =>
      database.read(() =>
        series
          .all()
          .filter((each) => isAsked(each, query))
          .flatMap((each) => readSeries(each, query.from, query.to)),
      ),
  };
};

const isAsked = (series: Series, { name, dimensions }: MetricQuery): boolean =>
  (name === undefined || series.name === name) &&
  Object.entries(dimensions ?? {}).every(([key, value]) => series.dimensions[key] === value);
