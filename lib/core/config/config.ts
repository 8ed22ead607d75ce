import type { Check } from '../check.ts';
import type { DiagnosedAlarms } from './alarm-section.ts';
import type { MaintenanceWindow } from './maintenance.ts';

/** Where the checks run: on one machine, or as functions on AWS, which is stricter with what lands in a template. */
export type Edge = 'embedded' | 'aws';

/** Which results of probes are kept as structured lines. */
export const RESULTS = ['all', 'failures', 'none'] as const;

export type Results = (typeof RESULTS)[number];

/** A configured channel: the word after `type:`, and the keys of that notifier. */
export interface ConfiguredNotifier {
  readonly type: string;
  /** May hold `${secret:…}` and `${ssm:…}`. */
  readonly settings: unknown;
}

/** A place to probe from: `home`, another region, or a VPC. */
export interface Location {
  readonly name: string;
  readonly region?: string;
  readonly vpc?: string;
  readonly subnets?: readonly string[];
  readonly securityGroups?: readonly string[];
}

/** A whole configuration, defaults applied; plain JSON. */
export interface Config {
  readonly checks: readonly Check[];
  /** By the name that `alert.notify` uses. */
  readonly notifiers: Readonly<Record<string, ConfiguredNotifier>>;
  readonly results: Results;
  readonly locations: readonly Location[];
  readonly maintenance: readonly MaintenanceWindow[];
  /** Alarms of the user's own that open an incident; AWS only. */
  readonly diagnoseAlarms: readonly DiagnosedAlarms[];
}
