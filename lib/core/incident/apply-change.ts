import type { IncidentChange } from './change.ts';
import type { FailingAttempt, Incident, Step } from './incident.ts';

/**
 * The incident after a change, for stores to write under the condition that `incident` is still what they read. Gives
 * the same incident back where the change was made before, and throws when there is nothing that it could change.
 */
export const applyChange = (incident: Incident | undefined, change: IncidentChange): Incident => {
  if (change.kind === 'opened') return incident ?? change.incident;
  if (!incident)
    throw new Error(`incident ${change.incidentId} is not in the store, so it cannot be ${change.kind}`);
  const next = { ...incident, steps: withNew(incident.steps, change.steps), version: incident.version + 1 };
  switch (change.kind) {
    case 'reopened': {
      const { resolvedAt: _, ...open } = next;
      const { severity, reason } = change;
      const failing = newest(incident, change.failing);
      return { ...open, status: 'open', reopenings: incident.reopenings + 1, severity, reason, failing };
    }
    case 'worsened': {
      const failing = newest(incident, change.failing);
      return { ...next, severity: 'down', reason: change.reason, failing };
    }
    case 'resolved':
      return { ...next, status: 'resolved', resolvedAt: change.at };
  }
};

/** The attempts of a change replace those before; a change that brings none leaves something to diagnose. */
const newest = (incident: Incident, failing: readonly FailingAttempt[]): readonly FailingAttempt[] =>
  failing.length > 0 ? failing : incident.failing;

const withNew = (steps: readonly Step[], added: readonly Step[]): readonly Step[] => {
  const known = new Set(steps.map((step) => step.id));
  return [...steps, ...added.filter((step) => !known.has(step.id))];
};
