import { array, assert, constant, integer, oneof, property, record } from 'fast-check';
import { expect, it } from 'vitest';

import { putBatches, putCalls } from '../../../lib/core/metrics/batch.ts';
import type { MetricDatum } from '../../../lib/core/metrics/metric.ts';

const datum = (name: string, values: number): MetricDatum => ({
  name: 'Duration',
  unit: 'Milliseconds',
  timestamp: 0,
  dimensions: { CheckName: name },
  values: Array.from({ length: values }, (_, n) => n),
  counts: Array.from({ length: values }, () => 1),
});

it('are counted without being made', () => {
  assert(
    property(
      array(
        record({
          values: oneof(constant(1), integer({ min: 2, max: 400 })),
          times: integer({ min: 1, max: 900 }),
        }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      (counted) => {
        const kinds = counted.map(({ values, times }) => ({ metrics: [datum('orders', values)], times }));
        const all = kinds.flatMap(({ metrics, times }) =>
          Array.from({ length: times }, () => metrics).flat(),
        );
        const calls = putBatches(all).length;
        // A call that ends before its limit of bytes wastes less than one metric of it.
        expect(putCalls(kinds)).toBeLessThanOrEqual(calls);
        expect(putCalls(kinds)).toBeGreaterThanOrEqual(Math.floor(calls * 0.98));
      },
    ),
    { numRuns: 40 },
  );
});
