import type { Check } from '../check.ts';
import type { EpochMs } from '../time.ts';
import type { IncidentChange, StateChange } from './change.ts';
import { claimFree, findParent, isAsSevere, speakerOf, type Seeker, type StormStore } from './find-parent.ts';
import type { Incident, IncidentSeverity } from './incident.ts';
import { joinSteps, recountStep } from './steps.ts';
import { inCharge, NO_STORM, stormKeys, type Parent } from './storm.ts';

/** A change after which people would be told of an outage. */
type Outbreak = Exclude<IncidentChange, { readonly kind: 'resolved' }>;

/**
 * The change as part of a storm: its incident joins the one that speaks for a component that both have behind them, or
 * speaks for it from now on. Costs a healthy check nothing, and leaves one without components as it is.
 */
export const enterStorm = async (
  change: StateChange,
  check: Check,
  now: EpochMs,
  store: StormStore,
): Promise<StateChange> => {
  const outbreak = change.incident;
  if (!outbreak || outbreak.kind === 'resolved') return change;
  const keys = stormKeys(check, severityOf(outbreak));
  if (keys.length === 0) return change;
  const seeker = { incidentId: idOf(outbreak), now };
  const own = outbreak.kind === 'opened' ? undefined : await store.incident(seeker.incidentId);
  // Who told people of itself must be the one to tell them that it is over.
  if (own && inCharge(own) !== 'no') {
    await claimFree(keys, seeker, store);
    return { ...change, incident: asSpeaker(outbreak, now) };
  }
  const parent = (await lastParent(own, outbreak, seeker, store)) ?? (await findParent(keys, seeker, store));
  return { ...change, incident: parent ? asMember(outbreak, parent) : asSpeaker(outbreak, now) };
};

const severityOf = (outbreak: Outbreak): IncidentSeverity => {
  switch (outbreak.kind) {
    case 'opened':
      return outbreak.incident.severity;
    case 'reopened':
      return outbreak.severity;
    case 'worsened':
      return 'down';
  }
};

const idOf = (outbreak: Outbreak): string =>
  outbreak.kind === 'opened' ? outbreak.incident.id : outbreak.incidentId;

/** Who fails again while the storm that it was part of goes on is still part of it. */
const lastParent = async (
  own: Incident | undefined,
  outbreak: Outbreak,
  { incidentId, now }: Seeker,
  store: StormStore,
): Promise<Parent | undefined> => {
  if (!own?.parent) return undefined;
  const speaker = await speakerOf(own.parent.incidentId, store);
  const goesOn =
    speaker !== undefined &&
    speaker.id !== incidentId &&
    inCharge(speaker) === 'yes' &&
    isAsSevere(speaker, severityOf(outbreak));
  return goesOn ? { ...own.parent, incidentId: speaker.id, joinedAt: now } : undefined;
};

const asMember = (outbreak: Outbreak, parent: Parent): Outbreak => {
  if (outbreak.kind !== 'opened')
    return { ...outbreak, role: { parent }, steps: joinSteps(outbreak.steps, parent.joinedAt) };
  const { incident } = outbreak;
  return {
    ...outbreak,
    incident: { ...incident, parent, steps: joinSteps(incident.steps, parent.joinedAt) },
  };
};

const asSpeaker = (outbreak: Outbreak, now: EpochMs): Outbreak => {
  const recount = recountStep(now);
  if (outbreak.kind !== 'opened')
    return { ...outbreak, role: { storm: NO_STORM }, steps: [...outbreak.steps, recount] };
  const { incident } = outbreak;
  return { ...outbreak, incident: { ...incident, storm: NO_STORM, steps: [...incident.steps, recount] } };
};
