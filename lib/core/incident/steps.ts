import type { EpochMs } from '../time.ts';
import type { Incident, NotificationKind, Step } from './incident.ts';
import type { AlertPolicy } from './policy.ts';

const pending = (step: Pick<Step, 'id' | 'kind' | 'dueAt'> & Partial<Step>): Step => ({
  status: 'pending',
  taken: 0,
  ...step,
});

const notifications = (
  kind: NotificationKind,
  name: string,
  channels: readonly string[],
  dueAt: EpochMs,
): readonly Step[] =>
  channels.map((channel) =>
    pending({ id: `notify:${name}:${channel}`, kind: 'notify', notification: kind, channel, dueAt }),
  );

interface Opening {
  readonly kind: 'opened' | 'reopened' | 'worsened';
  readonly at: EpochMs;
  readonly policy: AlertPolicy;
  readonly diagnosable: boolean;
}

/**
 * What an incident owes when it opens: a diagnosis now, one notification per channel that gives the diagnosis a little
 * time, an event. Ids of reopenings carry their time, since each reopening is told.
 */
export const openingSteps = ({ kind, at, policy, diagnosable }: Opening): readonly Step[] => {
  const name = kind === 'opened' ? 'opened' : `${kind}-${at.toString(36)}`;
  const notification = kind === 'opened' ? 'opened' : 'reopened';
  const tellAt = diagnosable ? at + policy.waitForDiagnosisMs : at;
  return [
    ...(diagnosable ? [pending({ id: `diagnose:${name}`, kind: 'diagnose', dueAt: at })] : []),
    ...notifications(notification, name, policy.notify, tellAt),
    pending({ id: `publish:${name}`, kind: 'publish', notification, dueAt: at }),
    ...(kind === 'worsened' ? [] : reminders(policy, at)),
  ];
};

/** What an incident owes when it is over. */
export const resolvingSteps = (policy: AlertPolicy, at: EpochMs): readonly Step[] => {
  const name = `resolved-${at.toString(36)}`;
  return [
    ...notifications('resolved', name, policy.notify, at),
    pending({ id: `publish:${name}`, kind: 'publish', notification: 'resolved', dueAt: at }),
  ];
};

/**
 * What a finished diagnosis sets going: a notification that still waits for it goes out now; where one went out
 * before, one follow-up.
 */
export const stepsAfterDiagnosis = (incident: Incident, step: Step, now: EpochMs): readonly Step[] => {
  const name = step.id.slice('diagnose:'.length);
  const opening = incident.steps.filter(
    (other) => other.kind === 'notify' && other.id.startsWith(`notify:${name}:`),
  );
  const waiting = opening
    .filter((other) => other.status === 'pending')
    .map((other) => ({ ...other, dueAt: Math.min(other.dueAt, now) }));
  const told = opening.filter((other) => other.status === 'done').map((other) => other.channel ?? '');
  return [
    ...waiting,
    ...notifications('diagnosed', `diagnosed-${name}`, told, now),
    pending({ id: `publish:diagnosed-${name}`, kind: 'publish', notification: 'diagnosed', dueAt: now }),
  ];
};

/** The next reminder of every channel; none where the policy wants none. */
export const reminders = (policy: AlertPolicy, from: EpochMs): readonly Step[] =>
  policy.remindEveryMs > 0
    ? notifications('reminder', `reminder-${from.toString(36)}`, policy.notify, from + policy.remindEveryMs)
    : [];

/** Whether nobody wants to hear this reminder any more: the incident is over, or a later reminder is planned. */
export const isStaleReminder = (incident: Incident, step: Step): boolean =>
  step.notification === 'reminder' &&
  (incident.status === 'resolved' ||
    incident.steps.some(
      (other) =>
        other.notification === 'reminder' &&
        other.channel === step.channel &&
        other.status === 'pending' &&
        other.dueAt > step.dueAt,
    ));

/** Whether the channel still owes an earlier word, so that nobody hears of the end before the beginning. */
export const isOutOfOrder = (incident: Incident, step: Step): boolean =>
  step.notification === 'resolved' &&
  incident.steps.some(
    (other) =>
      other.kind === 'notify' &&
      other.channel === step.channel &&
      other.status === 'pending' &&
      other.notification !== 'reminder' &&
      other.notification !== 'resolved',
  );
