import type { Attempt, ProbeResult } from '../probe/result.ts';
import type { Phase } from '../probe/observation.ts';
import type { EpochMs } from '../time.ts';
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

const ALWAYS: ReadonlySet<MetricName> = new Set([
  'Failed',
  'SuccessPercent',
  'SuccessPercentWithRetries',
  'Duration',
]);

interface Sample {
  readonly name: MetricName;
  readonly unit: MetricUnit;
  readonly values: readonly number[];
}

/**
 * The metrics of one probe. `SuccessPercent` judges the first attempt and `SuccessPercentWithRetries` the last, as
 * CloudWatch Synthetics does, so that retries never hide flakiness; the status classes count every attempt.
 */
export const metricsOf = (result: ProbeResult, detail: MetricDetail): readonly MetricDatum[] => {
  const wanted = new Set(LEVELS[detail]);
  return samplesOf(result)
    .filter(
      ({ name, values }) => wanted.has(name) && (ALWAYS.has(name) || values.some((value) => value !== 0)),
    )
    .filter(({ values }) => values.length > 0)
    .map(({ name, unit, values }) => ({
      name,
      unit,
      timestamp: result.startedAt,
      dimensions: { CheckName: result.checkName },
      ...withCounts(values),
    }));
};

const samplesOf = (result: ProbeResult): readonly Sample[] => {
  const { attempts } = result;
  const first = attempts[0];
  const last = attempts.at(-1);
  const firstPassed = first !== undefined && first.outcome !== 'failed';
  return [
    { name: 'SuccessPercent', unit: 'Percent', values: [firstPassed ? 100 : 0] },
    { name: 'SuccessPercentWithRetries', unit: 'Percent', values: [result.verdict === 'down' ? 0 : 100] },
    { name: 'Failed', unit: 'Count', values: [result.verdict === 'down' ? 1 : 0] },
    { name: 'Duration', unit: 'Milliseconds', values: last ? [last.observation.durationMs] : [] },
    ...statusClasses(attempts),
    { name: 'RetryCount', unit: 'Count', values: [Math.max(0, attempts.length - 1)] },
    { name: 'FirstAttemptFailed', unit: 'Count', values: [firstPassed ? 0 : 1] },
    {
      name: 'BackoffTime',
      unit: 'Milliseconds',
      values: [attempts.reduce((sum, each) => sum + each.backoffMs, 0)],
    },
    ...certificateDays(last, result.endedAt),
    ...phaseSamples(last),
  ];
};

const statusClasses = (attempts: readonly Attempt[]): readonly Sample[] =>
  (['2xx', '4xx', '5xx'] as const).map((name) => ({
    name,
    unit: 'Count',
    values: [
      attempts.filter((each) => `${Math.floor((each.observation.status ?? 0) / 100)}xx` === name).length,
    ],
  }));

const certificateDays = (attempt: Attempt | undefined, now: EpochMs): readonly Sample[] => {
  const certificate = attempt?.observation.certificate;
  if (!certificate) return [];
  return [{ name: 'CertificateDaysLeft', unit: 'None', values: [(certificate.validTo - now) / DAY_MS] }];
};

const phaseSamples = (attempt: Attempt | undefined): readonly Sample[] =>
  Object.entries(attempt?.observation.phases ?? {}).map(([phase, ms]) => ({
    name: PHASE_METRICS[phase as Phase],
    unit: 'Milliseconds',
    values: [ms],
  }));

const withCounts = (values: readonly number[]): Pick<MetricDatum, 'values' | 'counts'> => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return { values: [...counts.keys()], counts: [...counts.values()] };
};
