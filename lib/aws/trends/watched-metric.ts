/** A metric of a component that may head for a limit. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: 'Maximum' | 'Minimum' | 'Sum' | 'p95';
  /** For people: `storage`, `memory`. */
  readonly resource: string;
  readonly unit: string;
  readonly limit?: number;
  /** What is left, and not what is used: it falls towards its limit. */
  readonly falls?: true;
  /** From the metric's own unit into `unit`. */
  readonly convert?: (value: number) => number;
}
