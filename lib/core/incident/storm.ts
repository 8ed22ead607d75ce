import type { Check } from '../check.ts';
import type { ComponentRef } from '../diagnosis/component.ts';
import { componentName } from '../diagnosis/component-name.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { Incident, IncidentSeverity, Step } from './incident.ts';
import type { AlertPolicy } from './policy.ts';

/** Incidents that share a component and follow one another within this time are one storm. */
export const STORM_WINDOW_MS: Milliseconds = 120_000;

/** Names that a message gives of the checks of a storm; the rest is a number. */
const NAMED_CHECKS = 5;

/** The incident that speaks for another. */
export interface Parent {
  readonly incidentId: string;
  /** What both have behind them: `rds:orders-db`. */
  readonly shared: string;
  readonly joinedAt: EpochMs;
}

/** The other checks that an incident speaks for. */
export interface Storm {
  readonly total: number;
  /** Those whose incident is open. */
  readonly open: number;
  /** The first that joined, at most five. */
  readonly checks: readonly string[];
  /** What they share with the parent. */
  readonly shared: readonly string[];
}

/** The storm of an incident that nobody joined yet. */
export const NO_STORM: Storm = { total: 0, open: 0, checks: [], shared: [] };

/** A storm as its store counts it. */
export interface CountedStorm extends Storm {
  readonly newestAt?: EpochMs;
}

/** What an incident is in a storm: one that another speaks for, or the one that speaks. */
export type StormRole = { readonly parent: Parent } | { readonly storm: Storm };

/** Whoever fails behind this key joins the incident, up to a moment. */
export interface StormClaim {
  readonly key: string;
  readonly incidentId: string;
  readonly until: EpochMs;
}

/** A component as what brings incidents together. */
export interface StormKey {
  readonly key: string;
  readonly shared: string;
}

/** They say what changed, never what fails. */
const CHANGES_ALONE: ReadonlySet<ComponentRef['kind']> = new Set(['git', 'deploys']);

/**
 * What an incident of this check may share with others, in a fixed order. Only who tells the same channels can speak for it, and
 * nobody who is merely degraded speaks for one that is down.
 */
export const stormKeys = (
  { components, alert }: Pick<Check, 'components' | 'alert'>,
  severity: IncidentSeverity,
): readonly StormKey[] => {
  const keys = components
    .filter(({ kind }) => !CHANGES_ALONE.has(kind))
    .map((component) =>
      stormKey(alert, severity, { place: placeOf(component), shared: componentName(component) }),
    );
  return [...new Map(keys.map((each) => [each.key, each])).values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};

/** The key of one thing, for incidents of this severity that tell these channels. */
export const stormKey = (
  { notify }: Pick<AlertPolicy, 'notify'>,
  severity: IncidentSeverity,
  { place, shared }: { readonly place: string; readonly shared: string },
): StormKey => ({ key: `${severity} ${notify.toSorted().join(',')} ${place}${shared}`, shared });

/** Equal names in two accounts or regions are two things. */
const placeOf = (component: ComponentRef): string =>
  'name' in component || 'cluster' in component || 'id' in component
    ? [
        'assumeRole' in component ? component.assumeRole : undefined,
        'region' in component ? component.region : undefined,
      ]
        .flatMap((part) => (part === undefined ? [] : [`${part} `]))
        .join('')
    : '';

/** The incident in a role; whoever joins another speaks for nobody any more, and the other way round. */
export const inRole = <Kept extends Pick<Incident, 'parent' | 'storm'>>(
  incident: Kept,
  role: StormRole | undefined,
): Kept => {
  if (!role) return incident;
  const { parent: _, storm: __, ...rest } = incident;
  return { ...rest, ...role } as Kept;
};

/**
 * Whether an incident tells people of those that join it: it is open, or it is over and waits for the last of them to say
 * so. `unclear` while it may be saying so in this moment.
 */
export const inCharge = (incident: Incident): 'yes' | 'unclear' | 'no' => {
  if (incident.parent) return 'no';
  if (incident.status === 'open') return 'yes';
  const last = `notify:resolved-${(incident.resolvedAt ?? 0).toString(36)}:`;
  const words = incident.steps.filter(({ id }) => id.startsWith(last));
  if (words.length === 0 || words.some(({ status }) => status !== 'pending')) return 'no';
  return words.some(({ leasedUntil }) => leasedUntil !== undefined) ? 'unclear' : 'yes';
};

/** An incident that joined another, as stores keep it for counting. */
export interface Joined {
  readonly checkName: string;
  readonly isOpen: boolean;
  readonly joinedAt: EpochMs;
  readonly shared: string;
}

/** Counts those that joined, given in the order in which they did. */
export const countStorm = (joined: readonly Joined[]): CountedStorm => {
  const open = joined.filter(({ isOpen }) => isOpen);
  const named = open.length > 0 ? open : joined;
  const newestAt = joined.at(-1)?.joinedAt;
  return {
    total: joined.length,
    open: open.length,
    checks: named.slice(0, NAMED_CHECKS).map(({ checkName }) => checkName),
    shared: [...new Set(joined.map(({ shared }) => shared))].slice(0, NAMED_CHECKS),
    ...(newestAt !== undefined && { newestAt }),
  };
};

/** Whether nobody has heard of an incident, and nobody is being told now. */
export const isUntold = ({ steps }: Incident): boolean =>
  steps.every(
    ({ kind, status, taken, waited = 0 }) => kind !== 'notify' || (status === 'pending' && taken === waited),
  );

/** The role that a finished step leaves: words update the count of who speaks, a diagnosis moves only who has not spoken. */
export const roleAfterStep = (
  incident: Incident,
  { kind }: Step,
  role: StormRole | undefined,
): StormRole | undefined => {
  if (kind === 'notify') return incident.storm && role;
  if (kind === 'diagnose') return incident.storm && isUntold(incident) ? role : undefined;
  return role;
};

/** Whether half as many checks again fail as people were told: of two one more, of a thousand five hundred. */
export const grewMuch = (told: Storm, counted: Storm): boolean => 1 + counted.open >= 1.5 * (1 + told.open);
