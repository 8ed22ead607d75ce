import type { StepOutcome } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import type { Incident, Step } from './incident.ts';
import { joinByCause } from './join-by-cause.ts';
import { isStale, joinStep, reminders, stepsAfterDiagnosis } from './steps.ts';
import { joinStorm, recountStorm } from './storm-steps.ts';
import type { WorkPorts } from './work-ports.ts';

/** Does one step that its caller holds; throws where it has to be tried again. */
export const doStep = (
  incident: Incident,
  step: Step,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  switch (step.kind) {
    case 'diagnose':
      return diagnoseStep(incident, step, ports, signal);
    case 'notify':
      return notifyStep(incident, step, ports, signal);
    case 'publish':
      return publishStep(incident, step, ports);
    case 'join':
      return joinStorm(incident, step, ports);
    case 'recount':
      return recountStorm(incident, ports);
  }
};

const diagnoseStep = async (
  incident: Incident,
  step: Step,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  const diagnosis = await ports.diagnose(incident, signal);
  const current = (await ports.store.incident(incident.id)) ?? incident;
  const now = ports.clock.now();
  const steps = stepsAfterDiagnosis(current, step, now);
  const parent = await joinByCause(current, diagnosis, ports);
  if (!parent) return { kind: 'done', diagnosis, steps };
  const look = joinStep(step.id.slice('diagnose:'.length), now);
  return { kind: 'done', diagnosis, steps: [...steps, look], role: { parent } };
};

/** Time between two looks whether the last check of a storm is up again. */
const STORM_WAIT_MS: Milliseconds = 15_000;

const notifyStep = async (
  incident: Incident,
  step: Step,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  const counted = await withStorm(incident, ports);
  if (isStale(counted, step)) return { kind: 'done' };
  const { storm } = counted;
  const others = storm?.open ?? 0;
  if (step.notification === 'resolved' && others > 0) {
    const reason = `waits for ${others} other checks of the storm`;
    return { kind: 'wait', dueAt: ports.clock.now() + STORM_WAIT_MS, reason };
  }
  const notification = ports.notificationOf(counted, step.notification ?? 'opened');
  const request = await ports.requestOf(step.channel ?? '', notification);
  await ports.sender.send(request, signal);
  const role = storm && { storm };
  return { kind: 'done', steps: nextReminder(incident, step, ports), ...(role && { role }) };
};

const nextReminder = (
  { checkName }: Incident,
  { notification, channel }: Step,
  { checkOf, clock }: WorkPorts,
): readonly Step[] => {
  const policy = checkOf(checkName)?.alert;
  if (notification !== 'reminder' || !policy) return [];
  return reminders(policy, clock.now()).filter((other) => other.channel === channel);
};

const withStorm = async (incident: Incident, { store }: WorkPorts): Promise<Incident> => {
  if (!incident.storm) return incident;
  const { newestAt: _, ...storm } = await store.stormOf(incident.id);
  return { ...incident, storm };
};

/** The documented event names. */
const EVENT_TYPES = {
  opened: 'Incident Opened',
  reopened: 'Incident Opened',
  diagnosed: 'Incident Diagnosed',
  grown: 'Incident Opened',
  reminder: 'Incident Opened',
  resolved: 'Incident Resolved',
} as const;

const publishStep = async (incident: Incident, step: Step, ports: WorkPorts): Promise<StepOutcome> => {
  const { steps: _, ...detail } = incident;
  await ports.bus.publish({
    type: EVENT_TYPES[step.notification ?? 'opened'],
    at: ports.clock.now(),
    detail,
  });
  return { kind: 'done' };
};
