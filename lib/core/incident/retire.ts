import type { StateStore } from '../ports.ts';
import type { EpochMs } from '../time.ts';
import type { StateChange } from './change.ts';
import type { CheckState, Incident } from './incident.ts';
import { resolvingSteps } from './steps.ts';

/**
 * Ends what is known of checks that left the config: nobody would ever see them up again, and an incident of theirs, or of a storm that
 * they are part of, would stay open for ever. Who heard of it hears why it ends.
 */
export const retireChecks = async (
  states: readonly CheckState[],
  now: EpochMs,
  store: Pick<StateStore, 'commit' | 'incident'>,
): Promise<void> => {
  await Promise.all(
    states.map(async (state) => {
      const incident = state.incidentId === undefined ? undefined : await store.incident(state.incidentId);
      await store.commit(retirement(state, incident, now));
    }),
  );
};

const retirement = (state: CheckState, incident: Incident | undefined, now: EpochMs): StateChange => {
  const change = { checkName: state.checkName, expectedVersion: state.version, state: undefined };
  if (!incident || incident.status === 'resolved') return change;
  const notify = new Set(incident.steps.flatMap(({ channel }) => channel ?? []));
  const steps = resolvingSteps({ notify: [...notify] }, now);
  const end = { kind: 'resolved', incidentId: incident.id, at: now, retired: true, steps } as const;
  return { ...change, incident: end };
};
