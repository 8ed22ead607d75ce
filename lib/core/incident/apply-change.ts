import type { IncidentChange } from './change.ts';
import type { FailingAttempt, Incident, Step } from './incident.ts';
import { hasTried } from './step-lease.ts';
import { inRole, type StormRole } from './storm.ts';

/**
 * The incident after a change, for stores to write under the condition that `incident` is still what they read. Gives
 * the same incident back where the change was made before, and throws when there is nothing that it could change.
 */
export const applyChange = (incident: Incident | undefined, change: IncidentChange): Incident => {
  if (change.kind === 'opened') return incident ?? change.incident;
  if (!incident)
    throw new Error(`incident ${change.incidentId} is not in the store, so it cannot be ${change.kind}`);
  switch (change.kind) {
    case 'reopened': {
      const unheard = unheardOf(incident);
      const kept = { ...incident, steps: incident.steps.filter((step) => !isEnd(step, unheard)) };
      const added = change.steps.filter(
        ({ notification, channel }) => notification !== 'reopened' || !unheard.has(channel),
      );
      const { resolvedAt: _, elsewhere: __, ...open } = withSteps(kept, added);
      const { severity, reason, places } = change;
      const failing = newest(incident, change.failing);
      const reopenings = incident.reopenings + 1;
      const reopened: Incident = {
        ...open,
        status: 'open',
        reopenings,
        severity,
        reason,
        ...places,
        failing,
      };
      return inRole(reopened, roleAfter(incident, change.role));
    }
    case 'worsened': {
      const failing = newest(incident, change.failing);
      const { reason, places } = change;
      const { elsewhere: _, ...next } = withSteps(incident, change.steps);
      const worse: Incident = { ...next, severity: 'down', reason, ...places, failing };
      return inRole(worse, roleAfter(incident, change.role));
    }
    case 'resolved': {
      const told = incident.parent ? change.steps.filter(({ kind }) => kind !== 'notify') : change.steps;
      const { at: resolvedAt, retired } = change;
      return { ...withSteps(incident, told), status: 'resolved', resolvedAt, ...(retired && { retired }) };
    }
  }
};

/** The attempts of a change replace those before; a change that brings none leaves something to diagnose. */
const newest = (incident: Incident, failing: readonly FailingAttempt[]): readonly FailingAttempt[] =>
  failing.length > 0 ? failing : incident.failing;

/** Who spoke for others before goes on to, and remembers what was told. */
const roleAfter = ({ storm }: Incident, role: StormRole | undefined): StormRole | undefined =>
  role && 'storm' in role && storm ? { storm } : role;

const withSteps = (incident: Incident, added: readonly Step[]): Incident => {
  const known = new Set(incident.steps.map((step) => step.id));
  const steps = [...incident.steps, ...added.filter((step) => !known.has(step.id))];
  return { ...incident, steps, version: incident.version + 1 };
};

/** Channels that never heard that it was over: a storm that goes on, a maintenance window. They need not hear that it began again. */
const unheardOf = (incident: Incident): ReadonlySet<string | undefined> =>
  new Set(
    incident.steps.flatMap((step) =>
      isWord(step) && step.status === 'pending' && !hasTried(step) ? [step.channel] : [],
    ),
  );

const isWord = ({ notification, kind }: Step): boolean => kind === 'notify' && notification === 'resolved';

const isEnd = (step: Step, channels: ReadonlySet<string | undefined>): boolean =>
  isWord(step) && step.status === 'pending' && channels.has(step.channel);
