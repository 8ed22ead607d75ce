import type { Check } from '../check.ts';
import type { Incident, NotificationKind } from '../incident/incident.ts';
import type { EpochMs } from '../time.ts';
import type { Notification } from './contract.ts';

/** What is told besides the incident. */
export interface Telling {
  readonly kind: NotificationKind;
  readonly at: EpochMs;
  /** Undefined when the check left the config meanwhile. */
  readonly check: Check | undefined;
  readonly link?: string;
}

/** What happened to an incident, ready for every channel. Steps are our own bookkeeping and nobody's business. */
export const notificationOf = (incident: Incident, { kind, at, check, link }: Telling): Notification => ({
  kind,
  at,
  incident: { ...incident, steps: [] },
  check: {
    name: incident.checkName,
    ...(check?.group !== undefined && { group: check.group }),
    ...(check?.description !== undefined && { description: check.description }),
    ...(check?.runbook !== undefined && { runbook: check.runbook }),
    target: incident.failing.at(-1)?.target ?? incident.checkName,
  },
  ...(link !== undefined && { link }),
});
