import type { DueStep, StepOutcome } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import { doStep } from './do-step.ts';
import type { Incident, Step } from './incident.ts';
import { triesOf } from './step-lease.ts';
import { isOutOfOrder } from './steps.ts';
import type { WorkPorts } from './work-ports.ts';

/** Longer than the slowest diagnosis may take, so that a lease ends only when its holder is dead. */
const LEASE_MS: Milliseconds = 180_000;

/** Waits 5 s, 10 s, 20 s … 10 min between tries: 200 of them are more than a day. */
const WAIT = { baseMs: 5_000, capMs: 600_000 } as const;

/** Tries before a step is given up. */
const TRIES: Readonly<Record<Step['kind'], number>> = {
  notify: 200,
  diagnose: 4,
  publish: 200,
  join: 200,
  recount: 200,
};

/** Time between two looks whether a maintenance window is over. */
const MUTED_WAIT_MS: Milliseconds = 600_000;

/** Time that a step out of order waits for the one before it. */
const ORDER_WAIT_MS: Milliseconds = 1_000;

/** Takes one due step: exactly one of many callers does it; what fails is taken again later, then parked. */
export const workStep = async (
  due: DueStep,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<StepOutcome['kind'] | 'taken'> => {
  const now = ports.clock.now();
  const { incidentId } = due;
  if (!(await ports.store.takeStep(incidentId, due.step.id, now, now + LEASE_MS))) return 'taken';
  const incident = await ports.store.incident(incidentId);
  const step = incident?.steps.find((other) => other.id === due.step.id);
  if (!incident || !step) return 'taken';
  const outcome = await attempt(incident, step, ports, signal);
  await ports.store.finishStep(incidentId, step, outcome);
  return outcome.kind;
};

/** A step that was taken, and how it went. */
export interface Worked {
  readonly due: DueStep;
  readonly outcome: StepOutcome['kind'];
}

/** Takes everything that is due, the sweep of the design; what others hold already is left to them. */
export const sweep = async (
  ports: WorkPorts,
  limit: number,
  signal: AbortSignal,
): Promise<readonly Worked[]> => {
  const dueSteps = await ports.store.dueSteps(ports.clock.now(), limit);
  const worked = await Promise.all(
    dueSteps.map(async (due) => ({ due, outcome: await workStep(due, ports, signal) })),
  );
  return worked.flatMap(({ due, outcome }) => (outcome === 'taken' ? [] : [{ due, outcome }]));
};

const attempt = async (
  incident: Incident,
  step: Step,
  ports: WorkPorts,
  signal: AbortSignal,
): Promise<StepOutcome> => {
  const now = ports.clock.now();
  if (triesOf(step) > TRIES[step.kind])
    return {
      kind: 'parked',
      error: step.lastError ?? `its worker died in each of ${TRIES[step.kind]} tries`,
    };
  if (isOutOfOrder(incident, step))
    return { kind: 'wait', dueAt: now + ORDER_WAIT_MS, reason: 'waits for an earlier notification' };
  try {
    if (step.kind === 'notify' && (await ports.isMuted(incident.checkName)))
      return {
        kind: 'wait',
        dueAt: now + MUTED_WAIT_MS,
        reason: 'waits for the end of a maintenance window',
      };
    return await doStep(incident, step, ports, signal);
  } catch (error) {
    return retryLater(step, error instanceof Error ? error.message : String(error), ports.clock.now());
  }
};

/** The try was counted when the step was taken, so the first failure counts 1. */
const retryLater = (step: Step, error: string, now: EpochMs): StepOutcome => {
  const tries = triesOf(step);
  if (tries >= TRIES[step.kind]) return { kind: 'parked', error };
  return { kind: 'again', dueAt: now + Math.min(WAIT.capMs, WAIT.baseMs * 2 ** (tries - 1)), error };
};
