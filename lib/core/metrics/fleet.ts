import type { Check } from '../check.ts';
import type { ProbeResult } from '../probe/result.ts';
import type { EpochMs } from '../time.ts';
import { tellMetrics, type Add } from './from-result.ts';
import type { MetricDatum, MetricName, MetricUnit } from './metric.ts';

/** With which checks a check is counted; those that name no group are one. */
export const groupOf = ({ group = 'fleet' }: Pick<Check, 'group'>): string => group;

/** As many as one line of the embedded metric format holds; evenly spaced ones keep the percentiles. */
const MAX_DURATIONS = 100;

/** What is added up over the checks of a group. */
const SUMS: readonly MetricName[] = [
  'Failed',
  '2xx',
  '4xx',
  '5xx',
  'RetryCount',
  'FirstAttemptFailed',
  'BackoffTime',
];

/** Sent though it is zero, so that its absence tells that nothing was probed. */
const ALWAYS: ReadonlySet<MetricName> = new Set(['Failed']);

/** A check with what its probes saw. */
interface Probed {
  readonly check: Pick<Check, 'group'>;
  readonly results: readonly ProbeResult[];
}

/**
 * The metrics of many checks together: how many probes of a group there were, how many failed and how, and how long they
 * took. Their number is that of the groups, however many checks there are.
 */
export const fleetMetrics = (tick: EpochMs, probed: readonly Probed[]): readonly MetricDatum[] => {
  const groups = Map.groupBy(
    probed.filter(({ results }) => results.length > 0),
    ({ check }) => groupOf(check),
  );
  return [...groups].flatMap(([group, checks]) => {
    const results = checks.flatMap((each) => each.results);
    const common = { timestamp: tick, dimensions: { Group: group } };
    return [
      { ...common, name: 'Probes', unit: 'Count', values: [results.length], counts: [1] },
      ...sums(results).map((sum) => ({ ...common, ...sum, counts: [1] })),
      { ...common, name: 'Duration', unit: 'Milliseconds', ...durations(results) },
    ];
  });
};

const sums = (results: readonly ProbeResult[]): readonly Pick<MetricDatum, 'name' | 'unit' | 'values'>[] => {
  const totals = new Map<MetricName, { unit: MetricUnit; sum: number }>(
    SUMS.map((name) => [name, { unit: 'Count', sum: 0 }]),
  );
  const add: Add = (name, unit, value) => {
    const total = value === 0 ? undefined : totals.get(name);
    if (!total) return;
    total.unit = unit;
    total.sum += value;
  };
  for (const result of results) tellMetrics(result, add);
  return [...totals].flatMap(([name, { unit, sum }]) =>
    sum === 0 && !ALWAYS.has(name) ? [] : [{ name, unit, values: [sum] }],
  );
};

const durations = (results: readonly ProbeResult[]): Pick<MetricDatum, 'values' | 'counts'> => {
  const sorted = results
    .map(({ attempts }) => Math.round(attempts.at(-1)?.observation.durationMs ?? 0))
    .sort((a, b) => a - b);
  const kept = Math.min(sorted.length, MAX_DURATIONS);
  const counts = new Map<number, number>();
  for (let index = 0; index < kept; index++) {
    const value = sorted[kept === 1 ? 0 : Math.round((index * (sorted.length - 1)) / (kept - 1))] ?? 0;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return { values: [...counts.keys()], counts: [...counts.values()] };
};
