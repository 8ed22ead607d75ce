import type { Incident } from '../incident/incident.ts';
import { NO_STORM } from '../incident/storm.ts';
import type { Notification, Detail } from './contract.ts';
import { grouped, otherChecks } from './storm-text.ts';
import { roughDuration } from './rough-duration.ts';

/** The one line that must be enough: which check, what is the matter, and why. */
export const headlineOf = (notification: Notification, detail: Detail = 'full'): string => {
  const why = whyOf(notification, detail);
  if (why === '') return situation(notification);
  return `${situation(notification)}${notification.kind === 'resolved' ? ', it was' : ''}: ${why}`;
};

const situation = (notification: Notification): string => {
  const { kind, incident } = notification;
  const who = subjectOf(notification);
  const seen = `${incident.severity}${placeOf(incident)}`;
  switch (kind) {
    case 'opened':
    case 'grown':
      return `${who} ${seen}`;
    case 'reopened':
      return `${who} ${seen} again`;
    case 'diagnosed':
      return `${who} ${seen}, ${incident.diagnosis?.cause ? 'cause found' : 'no cause found'}`;
    case 'reminder':
      return `${who} still ${seen} after ${lasted(notification)}`;
    case 'resolved':
      return incident.retired
        ? `${notification.check.name} left the config after ${lasted(notification)}`
        : `${who} up again after ${lasted(notification)}`;
  }
};

/** Said where other places see the check well, and where one check alone is meant. */
const placeOf = ({ locations, elsewhere = [], storm = NO_STORM }: Incident): string =>
  elsewhere.length === 0 || locations.length === 0 || storm.open > 0
    ? ''
    : ` from ${locations.join(' and ')} only`;

/** A storm is over when the last of its checks is. */
const lasted = ({ kind, at, incident }: Notification): string => {
  const isOfOne = (incident.storm?.total ?? 0) === 0;
  return roughDuration(
    (kind === 'resolved' && isOfOne ? (incident.resolvedAt ?? at) : at) - incident.openedAt,
  );
};

/** Who it is about: all checks of a storm when it is over, else those that fail, the check itself first. */
const subjectOf = ({ kind, incident: { storm = NO_STORM, status }, check }: Notification): string => {
  const others = kind === 'resolved' ? storm.total : storm.open;
  if (others === 0) return `${check.name} is`;
  if (kind !== 'resolved' && status === 'resolved')
    return `${grouped(others)} of ${grouped(storm.total + 1)} checks ${others === 1 ? 'is' : 'are'}`;
  return `${check.name} and ${otherChecks(others)} are`;
};

/** Without a cause, what the probe saw; a channel that may see a link alone hears neither names nor messages. */
const whyOf = ({ incident, kind }: Notification, detail: Detail): string => {
  const cause = incident.diagnosis?.cause;
  if (cause) return detail === 'link' ? cause.title : `${cause.title} (${cause.component})`;
  if (detail === 'link' || kind === 'resolved') return '';
  return incident.failing.at(-1)?.failure.message ?? incident.reason;
};
