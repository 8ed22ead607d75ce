import type { Incident } from '../incident/incident.ts';

/** Lets work on an incident begin when its turn has come. */
export type InTurn = <Value>(
  incident: Pick<Incident, 'severity' | 'openedAt'>,
  work: () => Promise<Value>,
) => Promise<Value>;

interface Waiting {
  readonly incident: Pick<Incident, 'severity' | 'openedAt'>;
  readonly begin: () => void;
}

/** So many works at once; of those that wait, what is down comes before what is degraded, and the oldest first. */
export const byUrgency = (atOnce: number): InTurn => {
  const waiting: Waiting[] = [];
  let running = 0;
  const next = (): void => {
    if (running >= atOnce || waiting.length === 0) return;
    waiting.sort(moreUrgent);
    running += 1;
    waiting.shift()?.begin();
  };
  /** All that come at once are there before the first of them begins. */
  const soon = async (): Promise<void> => {
    await Promise.resolve();
    next();
  };
  return async (incident, work) => {
    await new Promise<void>((begin) => {
      waiting.push({ incident, begin });
      void soon();
    });
    try {
      return await work();
    } finally {
      running -= 1;
      next();
    }
  };
};

const moreUrgent = ({ incident: a }: Waiting, { incident: b }: Waiting): number =>
  rank(a) - rank(b) || a.openedAt - b.openedAt;

const rank = ({ severity }: Waiting['incident']): number => (severity === 'down' ? 0 : 1);
