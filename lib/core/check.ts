import type { Assertion } from './assertions/assertion.ts';
import type { ComponentRef } from './diagnosis/component.ts';
import type { AlertPolicy } from './incident/policy.ts';
import type { MetricDetail } from './metrics/metric.ts';
import type { Reach } from './probe/reach.ts';
import type { RetryPolicy } from './retry/policy.ts';
import type { Milliseconds } from './time.ts';

/** A configured thing to watch, defaults applied; plain JSON, so that the plan can be a file. */
export interface Check {
  readonly name: string;
  readonly group?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** A check type of the catalog. */
  readonly type: string;
  /** The keys of the type, as its prober defines them. */
  readonly target: unknown;
  readonly intervalMs: Milliseconds;
  /** For one attempt. */
  readonly timeoutMs: Milliseconds;
  /** For the whole probe with its retries; at most interval − 1 s. */
  readonly deadlineMs: Milliseconds;
  readonly retry: RetryPolicy;
  readonly assertions: readonly Assertion[];
  readonly alert: AlertPolicy;
  readonly components: readonly ComponentRef[];
  readonly reach: Reach;
  readonly locations: readonly string[];
  readonly metrics: MetricDetail;
  /** Shown in every notification. */
  readonly runbook?: string;
  readonly description?: string;
}
