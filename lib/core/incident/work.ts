import type { Check } from '../check.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { NotifierRequest, Notification } from '../notify/contract.ts';
import type { Clock, DueStep, EventBus, Sender, StateStore, StepOutcome } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { Incident, NotificationKind, Step } from './incident.ts';
import { isOutOfOrder, isStaleReminder, reminders, stepsAfterDiagnosis } from './steps.ts';

/** What a worker of steps needs; all effects are ports. */
export interface WorkPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly sender: Sender;
  /** Whether the check is in maintenance now: its notifications wait for the end of it. */
  readonly isMuted: (checkName: string) => boolean;
  /** The check of an incident; undefined when it left the config meanwhile. */
  readonly checkOf: (name: string) => Check | undefined;
  readonly diagnose: (incident: Incident, signal: AbortSignal) => Promise<Diagnosis>;
  readonly notificationOf: (incident: Incident, kind: NotificationKind) => Notification;
  /** Builds the channel's message; throws when the channel is unknown. */
  readonly requestOf: (channel: string, notification: Notification) => Promise<NotifierRequest>;
}

/** Longer than the slowest diagnosis may take, so that a lease ends only when its holder is dead. */
const LEASE_MS: Milliseconds = 180_000;

/** Waits 5 s, 10 s, 20 s … 10 min between tries: 200 of them are more than a day, and outlast a maintenance window. */
const RETRY = { baseMs: 5_000, capMs: 600_000, notify: 200, diagnose: 4, publish: 200 } as const;

/** Time between two looks whether a maintenance window is over. */
const MUTED_WAIT_MS: Milliseconds = 600_000;

/** Time that a step out of order waits for the one before it. */
const ORDER_WAIT_MS: Milliseconds = 1_000;

/** Takes one due step: exactly one of many callers does it; what fails is taken again later, then parked. */
export const workStep = async (
  due: DueStep,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<'done' | 'again' | 'parked' | 'taken'> => {
  const now = ports.clock.now();
  const { incidentId } = due;
  if (!(await ports.store.takeStep(incidentId, due.step.id, now, now + LEASE_MS))) return 'taken';
  const incident = await ports.store.incident(incidentId);
  const step = incident?.steps.find((other) => other.id === due.step.id);
  if (!incident || !step) return 'taken';
  const outcome = await attempt(incident, step, ports, signal);
  await ports.store.finishStep(incidentId, step, outcome);
  return outcome.kind;
};

/** A step that was taken, and how it went. */
export interface Worked {
  readonly due: DueStep;
  readonly outcome: StepOutcome['kind'];
}

/** Takes everything that is due, the sweep of the design; what others hold already is left to them. */
export const sweep = async (
  ports: WorkPorts,
  limit: number,
  signal: AbortSignal,
): Promise<readonly Worked[]> => {
  const dueSteps = await ports.store.dueSteps(ports.clock.now(), limit);
  const worked = await Promise.all(
    dueSteps.map(async (due) => ({ due, outcome: await workStep(due, ports, signal) })),
  );
  return worked.flatMap(({ due, outcome }) => (outcome === 'taken' ? [] : [{ due, outcome }]));
};

const attempt = async (
  incident: Incident,
  step: Step,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  const now = ports.clock.now();
  if (isOutOfOrder(incident, step))
    return { kind: 'again', dueAt: now + ORDER_WAIT_MS, error: 'waits for an earlier notification' };
  if (step.kind === 'notify' && ports.isMuted(incident.checkName))
    return { kind: 'again', dueAt: now + MUTED_WAIT_MS, error: 'waits for the end of a maintenance window' };
  try {
    return await doStep(incident, step, ports, signal);
  } catch (error) {
    return retryLater(step, error instanceof Error ? error.message : String(error), ports.clock.now());
  }
};

const doStep = (
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
  return { kind: 'done', diagnosis, steps: stepsAfterDiagnosis(current, step, ports.clock.now()) };
};

const notifyStep = async (
  incident: Incident,
  step: Step,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  if (isStaleReminder(incident, step)) return { kind: 'done' };
  const notification = ports.notificationOf(incident, step.notification ?? 'opened');
  const request = await ports.requestOf(step.channel ?? '', notification);
  await ports.sender.send(request, signal);
  const policy = ports.checkOf(incident.checkName)?.alert;
  const next = step.notification === 'reminder' && policy ? reminders(policy, ports.clock.now()) : [];
  return { kind: 'done', steps: next.filter((other) => other.channel === step.channel) };
};

/** The documented event names. */
const EVENT_TYPES = {
  opened: 'Incident Opened',
  reopened: 'Incident Opened',
  diagnosed: 'Incident Diagnosed',
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

/** `taken` was raised by the take before, so the first failure counts 1. */
const retryLater = (step: Step, error: string, now: EpochMs): StepOutcome => {
  if (step.taken >= RETRY[step.kind]) return { kind: 'parked', error };
  return { kind: 'again', dueAt: now + Math.min(RETRY.capMs, RETRY.baseMs * 2 ** (step.taken - 1)), error };
};
