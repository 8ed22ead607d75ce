import type { OwedStep, StepOutcome } from '../ports.ts';
import type { EpochMs } from '../time.ts';
import type { Incident, Step } from './incident.ts';
import { inRole, roleAfterStep } from './storm.ts';

/** When a pending step may be taken: once it is due and nobody holds a lease on it; undefined when it is finished. */
export const takeableAt = (step: Step): EpochMs | undefined =>
  step.status === 'pending' ? Math.max(step.dueAt, step.leasedUntil ?? step.dueAt) : undefined;

/** When the next step of an incident may be taken, for the index of a store; undefined when it owes nothing. */
export const nextStepAt = (incident: Incident): EpochMs | undefined => {
  const times = incident.steps.flatMap((step) => takeableAt(step) ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
};

/** What an incident still owes. */
export const owedBy = ({ id: incidentId, steps }: Incident): readonly OwedStep[] =>
  steps.flatMap((step) => {
    const at = takeableAt(step);
    return at === undefined ? [] : [{ incidentId, step: { id: step.id, kind: step.kind }, at }];
  });

/** The steps that may be taken, oldest first. */
export const dueAmong = (owed: readonly OwedStep[], now: EpochMs, limit: number): readonly OwedStep[] =>
  owed
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at - b.at)
    .slice(0, limit);

/** The incident with a lease on the step; undefined when it is finished, not due, or held by another. */
export const takeStep = (
  incident: Incident,
  stepId: string,
  { now, leasedUntil }: { readonly now: EpochMs; readonly leasedUntil: EpochMs },
): Incident | undefined => {
  const step = incident.steps.find((other) => other.id === stepId);
  const at = step && takeableAt(step);
  if (!step || at === undefined || at > now) return undefined;
  return withStep(incident, { ...step, taken: step.taken + 1, leasedUntil });
};

/** The incident with the step's outcome; undefined when the step is finished, or was taken again by another meanwhile. */
export const finishStep = (
  incident: Incident,
  held: Pick<Step, 'id' | 'taken'>,
  outcome: StepOutcome,
): Incident | undefined => {
  const step = incident.steps.find((other) => other.id === held.id);
  if (step?.status !== 'pending' || step.taken !== held.taken || step.leasedUntil === undefined)
    return undefined;
  const { leasedUntil: _, ...released } = step;
  switch (outcome.kind) {
    case 'again':
      return withStep(incident, { ...released, dueAt: outcome.dueAt, lastError: outcome.error });
    case 'wait': {
      const waited = (step.waited ?? 0) + 1;
      return withStep(incident, { ...released, dueAt: outcome.dueAt, waited, lastError: outcome.reason });
    }
    case 'parked':
      return withStep(incident, { ...released, status: 'parked', lastError: outcome.error });
    case 'done':
      return done(withStep(incident, { ...released, status: 'done' }), step, outcome);
  }
};

const done = (incident: Incident, step: Step, outcome: StepOutcome & { readonly kind: 'done' }): Incident => {
  const planned = new Map((outcome.steps ?? []).map((each) => [each.id, each]));
  const known = new Set(incident.steps.map(({ id }) => id));
  const moved = incident.steps.map((each) =>
    each.status === 'pending' ? { ...each, dueAt: planned.get(each.id)?.dueAt ?? each.dueAt } : each,
  );
  const steps = [...moved, ...[...planned.values()].filter(({ id }) => !known.has(id))];
  const { diagnosis } = outcome;
  const role = roleAfterStep(incident, step, outcome.role);
  const hasLeft = role !== undefined && 'parent' in role;
  const kept = steps.filter((each) => isWorthKeeping(each) && !(hasLeft && isWordOfItsOwn(each)));
  return inRole({ ...incident, steps: kept, ...(diagnosis && { diagnosis }) }, role);
};

/** What an incident no longer owes for which another speaks. */
const isWordOfItsOwn = ({ kind, status }: Step): boolean =>
  status === 'pending' && (kind === 'notify' || kind === 'recount');

/** An incident of weeks sends hundreds of reminders, and a database item has a size limit. */
const isWorthKeeping = (step: Step): boolean =>
  step.status !== 'done' || (step.notification !== 'reminder' && step.kind !== 'recount');

/** How often the step was really tried, deaths of its workers included. */
export const triesOf = ({ taken, waited = 0 }: Step): number => taken - waited;

/** Whether the step may have been done already, in part or by somebody who died. */
export const hasTried = (step: Step): boolean => triesOf(step) > 0;

const withStep = (incident: Incident, step: Step): Incident => ({
  ...incident,
  steps: incident.steps.map((other) => (other.id === step.id ? step : other)),
  version: incident.version + 1,
});
