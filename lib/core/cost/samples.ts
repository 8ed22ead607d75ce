import type { Check } from '../check.ts';
import { metricsOf } from '../metrics/from-result.ts';
import type { MetricDatum } from '../metrics/metric.ts';
import type { ProbeResult } from '../probe/result.ts';
import { speaksTls } from '../probe/speaks-tls.ts';
import type { Assumptions } from './assumptions.ts';
import type { AwsEdge } from './probe-usage.ts';
import { sampleResult } from './sample-result.ts';

/** What the bill needs to know of one result of a check. */
export interface Sample {
  readonly result: ProbeResult;
  readonly metrics: readonly MetricDatum[];
  /** Of its line in the log. */
  readonly lineBytes: number;
}

/** Gives the sample of a check. */
export type Samples = (check: Check, verdict: 'up' | 'down') => Sample;

/**
 * Samples of results. Checks that differ in nothing that costs have one in common: what a sample is made of is the type,
 * whether it speaks TLS, its metrics, and how long its name is.
 */
export const samplesOf = (
  { latencyMs }: Assumptions,
  { resultBytes }: Pick<AwsEdge, 'resultBytes'>,
): Samples => {
  const byKind = new Map<string, Pair>();
  const byCheck = new WeakMap<Check, Pair>();
  const sampleOf = (check: Check, verdict: 'up' | 'down'): Sample => {
    const result = sampleResult(check, verdict, latencyMs);
    return { result, metrics: metricsOf(result, check.metrics), lineBytes: resultBytes(result) };
  };
  const pairOf = (check: Check): Pair => {
    const { type, metrics, name } = check;
    const kind = `${type} ${speaksTls(check)} ${metrics} ${bytesOf(name)}`;
    const pair = byKind.get(kind) ?? { up: sampleOf(check, 'up'), down: sampleOf(check, 'down') };
    byKind.set(kind, pair);
    byCheck.set(check, pair);
    return pair;
  };
  return (check, verdict) => (byCheck.get(check) ?? pairOf(check))[verdict];
};

type Pair = Readonly<Record<'up' | 'down', Sample>>;

const utf8 = new TextEncoder();

const bytesOf = (name: string): number =>
  // Most names are ASCII.
  /^[ -~]*$/.test(name) ? name.length : utf8.encode(name).length;
