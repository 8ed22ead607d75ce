import type { Attempt, ProbeResult } from '../probe/result.ts';
import { PHASES, type Phase } from '../probe/observation.ts';
import type { MetricDatum, MetricDetail, MetricName, MetricUnit } from './metric.ts';

const DAY_MS = 86_400_000;

const PHASE_METRICS: Readonly<Record<Phase, MetricName>> = {
  dns: 'DnsTime',
  connect: 'ConnectTime',
  tls: 'TlsTime',
  ttfb: 'TimeToFirstByte',
  transfer: 'TransferTime',
};

/** Which metrics a level sends. Sparse ones (counts) are left out while they are zero; `Failed` always goes. */
const LEVELS: Readonly<Record<MetricDetail, readonly MetricName[]>> = {
  fleet: [],
  minimal: ['Failed', 'Duration'],
  standard: [
    'SuccessPercent',
    'SuccessPercentWithRetries',
    'Duration',
    'Failed',
    '2xx',
    '4xx',
    '5xx',
    'RetryCount',
    'FirstAttemptFailed',
    'BackoffTime',
    'CertificateDaysLeft',
  ],
  full: [
    'SuccessPercent',
    'SuccessPercentWithRetries',
    'Duration',
    'Failed',
    '2xx',
    '4xx',
    '5xx',
    'RetryCount',
    'FirstAttemptFailed',
    'BackoffTime',
    'CertificateDaysLeft',
    ...Object.values(PHASE_METRICS),
  ],
};

const WANTED = {
  fleet: new Set(LEVELS.fleet),
  minimal: new Set(LEVELS.minimal),
  standard: new Set(LEVELS.standard),
  full: new Set(LEVELS.full),
} satisfies Readonly<Record<MetricDetail, ReadonlySet<MetricName>>>;

const ALWAYS: ReadonlySet<MetricName> = new Set([
  'Failed',
  'SuccessPercent',
  'SuccessPercentWithRetries',
  'Duration',
]);

/** Hears one value of a probe. */
export type Add = (name: MetricName, unit: MetricUnit, value: number) => void;

/** Says everything that can be measured in one probe, zeros included. */
export const tellMetrics = (result: ProbeResult, add: Add): void => {
  addVerdict(result, add);
  addAttempts(result.attempts, add);
  addLast(result, add);
};

/**
 * The metrics of one probe. `SuccessPercent` judges the first attempt and `SuccessPercentWithRetries` the last, as
 * CloudWatch Synthetics does, so that retries never hide flakiness; the status classes count every attempt.
 */
export const metricsOf = (result: ProbeResult, detail: MetricDetail): readonly MetricDatum[] => {
  const wanted = WANTED[detail];
  const data: MetricDatum[] = [];
  if (wanted.size === 0) return data;
  const { startedAt: timestamp, checkName: CheckName } = result;
  const dimensions = { CheckName };
  const add: Add = (name, unit, value) => {
    if (wanted.has(name) && (value !== 0 || ALWAYS.has(name)))
      data.push({ name, unit, timestamp, dimensions, values: [value], counts: [1] });
  };
  tellMetrics(result, add);
  return data;
};

const addVerdict = ({ attempts, verdict }: ProbeResult, add: Add): void => {
  const firstFailed = attempts[0]?.outcome === 'failed' || attempts.length === 0;
  const down = verdict === 'down';
  add('SuccessPercent', 'Percent', firstFailed ? 0 : 100);
  add('SuccessPercentWithRetries', 'Percent', down ? 0 : 100);
  add('Failed', 'Count', down ? 1 : 0);
  add('FirstAttemptFailed', 'Count', firstFailed ? 1 : 0);
};

const addAttempts = (attempts: readonly Attempt[], add: Add): void => {
  const classes = [0, 0, 0, 0, 0, 0];
  let backoffMs = 0;
  for (const attempt of attempts) {
    const hundreds = Math.floor((attempt.observation.status ?? 0) / 100);
    classes[hundreds] = (classes[hundreds] ?? 0) + 1;
    backoffMs += attempt.backoffMs;
  }
  add('2xx', 'Count', classes[2] ?? 0);
  add('4xx', 'Count', classes[4] ?? 0);
  add('5xx', 'Count', classes[5] ?? 0);
  add('RetryCount', 'Count', Math.max(0, attempts.length - 1));
  add('BackoffTime', 'Milliseconds', backoffMs);
};

const addLast = ({ attempts, endedAt }: ProbeResult, add: Add): void => {
  const observation = attempts.at(-1)?.observation;
  if (!observation) return;
  const { certificate, durationMs, phases } = observation;
  add('Duration', 'Milliseconds', durationMs);
  if (certificate) add('CertificateDaysLeft', 'None', (certificate.validTo - endedAt) / DAY_MS);
  for (const phase of PHASES) add(PHASE_METRICS[phase], 'Milliseconds', phases[phase] ?? 0);
};
