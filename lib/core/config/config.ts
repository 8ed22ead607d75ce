import type { Check } from '../check.ts';
import type { ControlTarget } from '../probe/self-check.ts';
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
  /** Its own, in place of those of the config: a VPC may have no way to the internet. */
  readonly controlTargets?: readonly ControlTarget[];
}

/** A whole configuration, defaults applied; plain JSON. */
export interface Config {
  readonly checks: readonly Check[];
  /** By the name that `alert.notify` uses. */
  readonly notifiers: Readonly<Record<string, ConfiguredNotifier>>;
  readonly results: Results;
  readonly locations: readonly Location[];
  readonly maintenance: readonly MaintenanceWindow[];
  /** Empty: no look at the prober's own network. */
  readonly controlTargets: readonly ControlTarget[];
  /** Alarms of the user's own that open an incident; AWS only. */
  readonly diagnoseAlarms: readonly DiagnosedAlarms[];
  /** Who waits for a sign of life in every minute; may hold `${secret:…}` and `${ssm:…}`. */
  readonly deadMan?: string;
}

/** The control targets of a location: its own, or those of the config. */
export const controlTargetsAt = (
  { controlTargets, locations }: Pick<Config, 'controlTargets' | 'locations'>,
  location: string,
): readonly ControlTarget[] =>
  locations.find(({ name }) => name === location)?.controlTargets ?? controlTargets;
