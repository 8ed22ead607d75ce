import type { Notification, Detail } from './contract.ts';
import { roughDuration } from './rough-duration.ts';

/** The one line that must be enough: which check, what is the matter, and why. */
export const headlineOf = (notification: Notification, detail: Detail = 'full'): string => {
  const why = whyOf(notification, detail);
  if (why === '') return situation(notification);
  return `${situation(notification)}${notification.kind === 'resolved' ? ', it was' : ''}: ${why}`;
};

const situation = ({ kind, at, incident, check }: Notification): string => {
  const lasted = roughDuration((incident.resolvedAt ?? at) - incident.openedAt);
  switch (kind) {
    case 'opened':
      return `${check.name} is ${incident.severity}`;
    case 'reopened':
      return `${check.name} is ${incident.severity} again`;
    case 'diagnosed':
      return `${check.name} is ${incident.severity}, ${incident.diagnosis?.cause ? 'cause found' : 'no cause found'}`;
    case 'reminder':
      return `${check.name} is still ${incident.severity} after ${lasted}`;
    case 'resolved':
      return `${check.name} is up again after ${lasted}`;
  }
};

/** Without a cause, what the probe saw; a channel that may see a link alone hears neither names nor messages. */
const whyOf = ({ incident, kind }: Notification, detail: Detail): string => {
  const cause = incident.diagnosis?.cause;
  if (cause) return detail === 'link' ? cause.title : `${cause.title} (${cause.component})`;
  if (detail === 'link' || kind === 'resolved') return '';
  return incident.failing.at(-1)?.failure.message ?? incident.reason;
};
