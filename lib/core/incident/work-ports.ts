import type { Check } from '../check.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { NotifierRequest, Notification } from '../notify/contract.ts';
import type { Clock, EventBus, Sender, StateStore } from '../ports.ts';
import type { Incident, NotificationKind } from './incident.ts';

/** What a worker of steps needs; all effects are ports. */
export interface WorkPorts {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly sender: Sender;
  /** Whether the check is in maintenance now: its notifications wait for the end of it. */
  readonly isMuted: (checkName: string) => Promise<boolean>;
  /** The check of an incident; undefined when it left the config meanwhile. */
  readonly checkOf: (name: string) => Check | undefined;
  readonly diagnose: (incident: Incident, signal: AbortSignal) => Promise<Diagnosis>;
  readonly notificationOf: (incident: Incident, kind: NotificationKind) => Notification;
  /** Builds the channel's message; throws when the channel is unknown. */
  readonly requestOf: (channel: string, notification: Notification) => Promise<NotifierRequest>;
}
