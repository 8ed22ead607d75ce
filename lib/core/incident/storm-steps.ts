import type { Check } from '../check.ts';
import type { StepOutcome } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import { findParent, isAsSevere, speakerOf } from './find-parent.ts';
import type { Incident, Step } from './incident.ts';
import { growthSteps, joinStep, openingSteps, recountStep, resolvingSteps } from './steps.ts';
import { grewMuch, inCharge, NO_STORM, STORM_WINDOW_MS, stormKeys, type Parent } from './storm.ts';
import type { WorkPorts } from './work-ports.ts';

/** Time between two looks at a parent that is telling people of its end. */
const UNCLEAR_WAIT_MS: Milliseconds = 15_000;

/**
 * Makes sure that somebody speaks for an incident that joined another: the parent of then, or whoever speaks for it, or a
 * new one, or itself. From here on the parent's own words count it.
 */
export const joinStorm = async (incident: Incident, step: Step, ports: WorkPorts): Promise<StepOutcome> => {
  const check = ports.checkOf(incident.checkName);
  const { parent } = incident;
  if (!parent || !check) return { kind: 'done' };
  const now = ports.clock.now();
  const speaker = await speakerOf(parent.incidentId, ports.store);
  switch (speaker ? await standingOf(speaker, incident, ports) : 'no') {
    case 'unclear':
      return { kind: 'wait', dueAt: now + UNCLEAR_WAIT_MS, reason: 'waits for the word of its parent' };
    case 'yes':
      if (!speaker || speaker.id === parent.incidentId) return { kind: 'done' };
      return moveTo({ ...parent, incidentId: speaker.id, joinedAt: now }, step);
    case 'no':
      return leave(incident, step, { check, parent, speaker, ports });
  }
};

/** Nobody speaks for it there: it joins others, or is the one that others join. */
const leave = async (
  incident: Incident,
  step: Step,
  { check, parent, speaker, ports }: Left,
): Promise<StepOutcome> => {
  const not = [parent.incidentId, ...(speaker ? [speaker.id] : [])];
  const seeker = { incidentId: incident.id, now: ports.clock.now(), not };
  const next = await findParent(stormKeys(check, incident.severity), seeker, ports.store);
  return next ? moveTo(next, step) : speakForItself(incident, step, { check, ports });
};

interface Left {
  readonly check: Check;
  readonly parent: Parent;
  readonly speaker: Incident | undefined;
  readonly ports: WorkPorts;
}

/** A parent in maintenance tells nobody, so it speaks for those alone that are in maintenance too. */
const standingOf = async (
  speaker: Incident,
  { checkName, severity }: Incident,
  { isMuted }: WorkPorts,
): Promise<ReturnType<typeof inCharge>> => {
  if (!isAsSevere(speaker, severity)) return 'no';
  const isSilent = (await isMuted(speaker.checkName)) && !(await isMuted(checkName));
  return isSilent ? 'no' : inCharge(speaker);
};

/** Looks once more, for the new parent may be telling its end in this moment. */
const moveTo = (parent: Parent, step: Step): StepOutcome => ({
  kind: 'done',
  role: { parent },
  steps: [joinStep(`${nameOf(step)}+`, parent.joinedAt)],
});

const nameOf = ({ id }: Step): string => id.slice('join:'.length);

const speakForItself = (
  { status }: Incident,
  step: Step,
  { check, ports }: { readonly check: Check; readonly ports: WorkPorts },
): StepOutcome => {
  const at = ports.clock.now();
  const kind = nameOf(step).startsWith('opened') ? ('opened' as const) : ('reopened' as const);
  const planned = openingSteps({ kind, at, policy: check.alert, diagnosable: check.components.length > 0 });
  const end = status === 'resolved' ? resolvingSteps(check.alert, at) : [];
  const told = [...planned, ...end].filter((other) => other.kind !== 'publish');
  return { kind: 'done', role: { storm: NO_STORM }, steps: [...told, recountStep(at)] };
};

/** Tells of a storm that grew, and looks again as long as others keep joining. */
export const recountStorm = async (incident: Incident, ports: WorkPorts): Promise<StepOutcome> => {
  if (!incident.storm) return { kind: 'done' };
  const now = ports.clock.now();
  const counted = await ports.store.stormOf(incident.id);
  const channels = ports.checkOf(incident.checkName)?.alert.notify ?? [];
  const told = grewMuch(incident.storm, counted) ? growthSteps(incident, channels, now) : [];
  const goesOn = counted.newestAt !== undefined && now - counted.newestAt < STORM_WINDOW_MS;
  return { kind: 'done', steps: [...told, ...(goesOn ? [recountStep(now)] : [])] };
};
