import type { OwedStep, StateStore } from '../ports.ts';
import { speakerOf } from './find-parent.ts';

/** What waits for the end of an incident that another speaks for: the words by which that one says that all is over. */
export const lastWordsOf = async (
  incidentId: string,
  store: Pick<StateStore, 'incident'>,
): Promise<readonly OwedStep[]> => {
  const parent = (await store.incident(incidentId))?.parent;
  const speaker = parent && (await speakerOf(parent.incidentId, store));
  if (!speaker) return [];
  return speaker.steps
    .filter(({ status, notification }) => status === 'pending' && notification === 'resolved')
    .map((step) => ({ incidentId: speaker.id, step, at: step.dueAt }));
};
