import { describe, expect, it } from 'vitest';

import type { MetricDatum, MetricName } from '../../lib/core/metrics/metric.ts';
import type { MetricSink } from '../../lib/core/ports.ts';

/** A sink with a way to see what arrived: `from` included, `to` excluded. */
export interface MetricPlace extends AsyncDisposable {
  readonly sink: MetricSink;
  read(name: MetricName, from: number, to: number): Promise<readonly MetricDatum[]>;
}

/** A whole minute not long ago: some sinks refuse old data, and keep whole seconds. */
const MINUTE_MS = 60_000;
const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 5 * MINUTE_MS;

const duration = (overrides: Partial<MetricDatum> = {}): MetricDatum => ({
  name: 'Duration',
  unit: 'Milliseconds',
  timestamp: now,
  dimensions: { CheckName: 'orders' },
  values: [12.5, 80],
  counts: [3, 1],
  ...overrides,
});

/** What every metric sink must do, whatever it is made of. */
export const metricSinkConformance = (name: string, open: () => Promise<MetricPlace>): void => {
  describe(`${name}: metrics`, () => {
    it('keeps values with their counts, so that percentiles stay exact', async () => {
      await using at = await open();
      await at.sink.put([duration()]);
      expect(await at.read('Duration', now, now + 1)).toEqual([duration()]);
    });

    it('keeps series apart by name and by dimensions', async () => {
      await using at = await open();
      const located = { CheckName: 'orders', Location: 'home' };
      await at.sink.put([
        duration(),
        duration({ dimensions: located, values: [7], counts: [1] }),
        duration({ dimensions: { CheckName: 'carts' }, values: [9], counts: [1] }),
        duration({ name: 'Failed', unit: 'Count', values: [0], counts: [1] }),
      ]);
      const found = await at.read('Duration', now, now + 1);
      expect(found).toHaveLength(3);
      expect(found).toContainEqual(duration());
      expect(found).toContainEqual(duration({ dimensions: located, values: [7], counts: [1] }));
      expect(await at.read('Failed', now, now + 1)).toHaveLength(1);
    });

    it('adds up what comes for one series and one moment in parts', async () => {
      await using at = await open();
      await at.sink.put([duration({ values: [5], counts: [1] })]);
      await at.sink.put([duration({ values: [5, 6], counts: [2, 1] })]);
      expect(await at.read('Duration', now, now + 1)).toEqual([duration({ values: [5, 6], counts: [3, 1] })]);
    });

    it('takes dimensions in any order for the same series', async () => {
      await using at = await open();
      await at.sink.put([
        duration({ dimensions: { CheckName: 'a', Location: 'b' }, values: [1], counts: [1] }),
      ]);
      await at.sink.put([
        duration({ dimensions: { Location: 'b', CheckName: 'a' }, values: [1], counts: [1] }),
      ]);
      const found = await at.read('Duration', now, now + 1);
      expect(found.map(({ counts }) => counts)).toEqual([[2]]);
    });

    it('gives a time window oldest first', async () => {
      await using at = await open();
      const times = [2, 0, 3, 1].map((minutes) => now + minutes * MINUTE_MS);
      await at.sink.put(times.map((timestamp) => duration({ timestamp })));
      const found = await at.read('Duration', now + MINUTE_MS, now + 3 * MINUTE_MS);
      expect(found.map(({ timestamp }) => timestamp)).toEqual([now + MINUTE_MS, now + 2 * MINUTE_MS]);
    });

    it('takes nothing, and a thousand data at once', async () => {
      await using at = await open();
      await at.sink.put([]);
      const many = Array.from({ length: 1_000 }, (_, index) =>
        duration({ dimensions: { CheckName: `check-${index}` } }),
      );
      await at.sink.put(many);
      expect(await at.read('Duration', now, now + 1)).toHaveLength(1_000);
    });
  });
};
