import type { EpochMs, Milliseconds } from '../time.ts';
import type { Incident, NotificationKind, Step } from './incident.ts';
import type { AlertPolicy } from './policy.ts';
import { NO_STORM, STORM_WINDOW_MS } from './storm.ts';

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
export const resolvingSteps = (policy: Pick<AlertPolicy, 'notify'>, at: EpochMs): readonly Step[] => {
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

/** By then a parent that was claimed is written, and one that is over has said so. */
const JOIN_AFTER_MS: Milliseconds = 10_000;

/** What an incident owes that another speaks for: an event, and a look whether the other does. */
export const joinSteps = (planned: readonly Step[], at: EpochMs): readonly Step[] =>
  planned
    .filter(({ kind }) => kind === 'publish')
    .flatMap((step) => [step, joinStep(step.id.replace('publish:', ''), at)]);

/** A look whether somebody speaks for the incident, in a moment. */
export const joinStep = (name: string, at: EpochMs): Step =>
  pending({ id: `join:${name}`, kind: 'join', dueAt: at + JOIN_AFTER_MS });

/** A look whether the storm grew, once it is over unless others keep joining. */
export const recountStep = (at: EpochMs): Step =>
  pending({ id: `recount:${at.toString(36)}`, kind: 'recount', dueAt: at + STORM_WINDOW_MS });

/** What is told of a storm that grew, to the channels that owe no other word that would tell it. */
export const growthSteps = (
  incident: Incident,
  channels: readonly string[],
  now: EpochMs,
): readonly Step[] => {
  const owed = new Set(
    incident.steps.flatMap(({ status, notification, channel }) =>
      status === 'pending' && notification !== 'reminder' && notification !== 'resolved' ? [channel] : [],
    ),
  );
  const silent = channels.filter((channel) => !owed.has(channel));
  return notifications('grown', `grown-${now.toString(36)}`, silent, now);
};

/** The next reminder of every channel; none where the policy wants none. */
export const reminders = (policy: AlertPolicy, from: EpochMs): readonly Step[] =>
  policy.remindEveryMs > 0
    ? notifications('reminder', `reminder-${from.toString(36)}`, policy.notify, from + policy.remindEveryMs)
    : [];

/**
 * Whether nobody wants to hear this word any more: of an outage that is over, of an end after which it began again, twice of
 * one reminder.
 */
export const isStale = (incident: Incident, step: Step): boolean => {
  const { notification } = step;
  if (notification === 'resolved') return incident.status === 'open';
  if (notification !== 'grown' && notification !== 'reminder') return false;
  const isOver = incident.status === 'resolved' && (incident.storm ?? NO_STORM).open === 0;
  return isOver || (notification === 'reminder' && hasLaterReminder(incident, step));
};

const hasLaterReminder = ({ steps }: Incident, { channel, dueAt }: Step): boolean =>
  steps.some(
    (other) =>
      other.notification === 'reminder' &&
      other.channel === channel &&
      other.status === 'pending' &&
      other.dueAt > dueAt,
  );

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
