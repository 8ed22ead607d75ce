import type { Check } from '../core/check.ts';
import { inMaintenance } from '../core/config/maintenance.ts';
import type { Diagnosis } from '../core/diagnosis/diagnosis.ts';
import { takeableAt } from '../core/incident/step-lease.ts';
import type { Incident } from '../core/incident/incident.ts';
import { workStep } from '../core/incident/work.ts';
import type { WorkPorts } from '../core/incident/work-ports.ts';
import type { Notifier } from '../core/notify/contract.ts';
import { notificationOf } from '../core/notify/notification-of.ts';
import { requestOf } from '../core/notify/request-of.ts';
import type { Clock, DueStep, EventBus, SecretSource, Sender, StateStore, StepQueue } from '../core/ports.ts';
import { alarmCheckOf } from './alarm-check.ts';
import type { PlanFolder } from './plan-folder.ts';

/** What working off a step needs of the world; a function gives only what its own steps need. */
export interface MessagePorts {
  readonly plan: PlanFolder;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly sender: Sender;
  readonly secrets: SecretSource;
  readonly loadNotifier: (type: string) => Promise<Notifier>;
  readonly diagnose: (
    incident: Incident,
    check: Check | undefined,
    signal: AbortSignal,
  ) => Promise<Diagnosis>;
  /** Wakes what a finished diagnosis set going. */
  readonly steps: StepQueue;
}

/** Works off the step that a message names, whoever else was woken for it. */
export const workMessage = async (due: DueStep, ports: MessagePorts, signal: AbortSignal): Promise<void> => {
  const incident = await ports.store.incident(due.incidentId);
  if (!incident) return;
  const outcome = await workStep(due, await workPorts(incident, ports), signal);
  const isDiagnosis = incident.steps.some(({ id, kind }) => id === due.step.id && kind === 'diagnose');
  if (outcome === 'done' && isDiagnosis) await wakeDue(incident.id, ports);
};

/** A lost call loses nothing: the sweep finds what is due. */
const wakeDue = async (incidentId: string, { store, clock, steps }: MessagePorts): Promise<void> => {
  const now = clock.now();
  const incident = await store.incident(incidentId);
  const due = (incident?.steps ?? []).filter((step) => (takeableAt(step) ?? Infinity) <= now);
  await Promise.allSettled(due.map((step) => steps.wake({ incidentId, step }, 0)));
};

const workPorts = async (incident: Incident, ports: MessagePorts): Promise<WorkPorts> => {
  const { plan, store, clock, bus, sender, secrets, loadNotifier } = ports;
  const { notifiers, maintenance, diagnoseAlarms } = await plan.settings();
  const { checkName } = incident;
  const named = async (name: string): Promise<Check | undefined> =>
    (await plan.check(name)) ?? alarmCheckOf(name, diagnoseAlarms, Object.keys(notifiers));
  const check = await named(checkName);
  return {
    store,
    clock,
    bus,
    sender,
    checkOf: (name) => (name === checkName ? check : undefined),
    isMuted: async (name) => {
      const muted = await named(name);
      return muted !== undefined && inMaintenance(muted, maintenance, clock.now());
    },
    diagnose: (open, signal) => ports.diagnose(open, check, signal),
    notificationOf: (open, kind) => notificationOf(open, { kind, at: clock.now(), check }),
    requestOf: (channel, notification) =>
      requestOf(channel, notification, { configured: notifiers, load: loadNotifier, secrets }),
  };
};
