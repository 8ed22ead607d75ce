import type { EpochMs } from '../time.ts';

/** How many metrics a check sends; custom metrics are the largest cost on AWS. */
export type MetricDetail = 'minimal' | 'standard' | 'full' | 'fleet';

export type MetricName =
  | 'SuccessPercent'
  | 'SuccessPercentWithRetries'
  | 'Duration'
  | 'Failed'
  | '2xx'
  | '4xx'
  | '5xx'
  | 'RetryCount'
  | 'FirstAttemptFailed'
  | 'BackoffTime'
  | 'CertificateDaysLeft'
  | 'DnsTime'
  | 'ConnectTime'
  | 'TlsTime'
  | 'TimeToFirstByte'
  | 'TransferTime'
  | 'Probes'
  | 'MissedProbes';

export type MetricUnit = 'Percent' | 'Milliseconds' | 'Count' | 'None';

/** A delta, never a running total. Values with counts keep percentiles exact. */
export interface MetricDatum {
  readonly name: MetricName;
  readonly unit: MetricUnit;
  readonly timestamp: EpochMs;
  /** Dimension names with values; the verdict's series carry `CheckName` alone. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly counts: readonly number[];
}
