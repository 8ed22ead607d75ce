import { describe, expect, it } from 'vitest';

import type { CheckState, Incident } from '../../lib/core/incident/incident.ts';
import { checkState, incident, step } from '../support/incident.ts';
import type { StorePlace } from './state-store.ts';

/** What lies in a store, and the text that lies there in its place. */
export interface Poisoned {
  readonly state: CheckState;
  readonly incident: Incident;
  readonly text: string;
}

/** A place where what is kept can be spoiled behind the store's back. */
export interface SpoiltPlace extends StorePlace {
  poison(poisoned: Poisoned): Promise<void>;
}

const TEXTS: readonly (readonly [string, string])[] = [
  ['no JSON', '{"checkName":'],
  ['nothing', 'null'],
  ['something else', '{"a":1}'],
];

const ALL = { from: 0, to: 1 };

const known = (name: string, openedAt: number) => ({
  state: checkState({ checkName: name, incidentId: `i-${name}`, severity: 'down' }),
  incident: incident({ id: `i-${name}`, checkName: name, openedAt, steps: [step({ dueAt: openedAt })] }),
});

/** What every state store must do with what it cannot read. */
export const poisonConformance = (name: string, open: () => Promise<SpoiltPlace>): void => {
  describe.each(TEXTS)(`${name}: a state and an incident that hold %s`, (_, text) => {
    const spoilt = async () => {
      const place = await open();
      const store = await place.connect();
      for (const each of [known('before', 1_000), known('after', 3_000)])
        await store.commit({
          checkName: each.state.checkName,
          expectedVersion: 0,
          state: each.state,
          incident: { kind: 'opened', incident: each.incident },
        });
      await place.poison({ ...known('poisoned', 2_000), text });
      return { store, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
    };

    it('take no other along', async () => {
      await using at = await spoilt();
      const states = await at.store.unhealthy(ALL);
      expect(states.map(({ checkName }) => checkName).sort()).toEqual(['after', 'before']);
      expect(await at.store.hanging(ALL)).toEqual([]);
      const incidents = await at.store.incidents({ limit: 10 });
      expect(incidents.map(({ checkName }) => checkName)).toEqual(['after', 'before']);
      const due = await at.store.dueSteps(9_000, 10);
      expect(due.map(({ incidentId }) => incidentId)).toEqual(
        expect.arrayContaining(['i-before', 'i-after']),
      );
    });

    it('are named to whoever asks for them, and stay as they are', async () => {
      await using at = await spoilt();
      const isNamed = /poisoned.* holds no (?:JSON|state|incident); delete it to go on/;
      await expect(at.store.state('poisoned')).rejects.toThrow(isNamed);
      await expect(at.store.incident('i-poisoned')).rejects.toThrow(isNamed);
      await expect(at.store.takeStep('i-poisoned', 'diagnose:opened', 9_000, 9_999)).rejects.toThrow(isNamed);
      await expect(at.store.incident('i-poisoned')).rejects.toThrow(isNamed);
      expect(await at.store.takeStep('i-after', 'diagnose:opened', 9_000, 9_999)).toBe(true);
    });
  });
};
