import { describe, expect, it } from 'vitest';

import type { StateChange } from '../../lib/core/incident/change.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import type { Parent } from '../../lib/core/incident/storm.ts';
import type { StateStore } from '../../lib/core/ports.ts';
import { checkState, incident, step } from '../support/incident.ts';
import type { StorePlace } from './state-store.ts';

const parent = (joinedAt: number, incidentId = 'parent', shared = 'rds:db'): Parent => ({
  incidentId,
  shared,
  joinedAt,
});

const opening = (opened: Incident): StateChange => ({
  checkName: opened.checkName,
  expectedVersion: 0,
  state: checkState({ checkName: opened.checkName, incidentId: opened.id, severity: opened.severity }),
  incident: { kind: 'opened', incident: opened },
});

const member = (name: string, joined: Parent): Incident =>
  incident({
    id: `i-${name}`,
    checkName: name,
    parent: joined,
    steps: [step({ id: 'join:opened', kind: 'join' })],
  });

const ending = (name: string): StateChange => ({
  checkName: name,
  expectedVersion: 1,
  state: undefined,
  incident: {
    kind: 'resolved',
    incidentId: `i-${name}`,
    at: 9_000,
    steps: [
      step({ id: 'notify:resolved:oncall', kind: 'notify', notification: 'resolved', channel: 'oncall' }),
      step({ id: 'publish:resolved', kind: 'publish', notification: 'resolved' }),
    ],
  },
});

const finish = async (store: StateStore, name: string, outcome: Parameters<StateStore['finishStep']>[2]) => {
  expect(await store.takeStep(`i-${name}`, 'join:opened', 1_000, 4_000)).toBe(true);
  return store.finishStep(`i-${name}`, { id: 'join:opened', taken: 1 }, outcome);
};

/** What every state store must do with incidents that come together. */
export const stormsConformance = (name: string, open: () => Promise<StorePlace>): void => {
  describe(`${name}: claims`, () => {
    it('are nobody’s at first', async () => {
      await using place = await open();
      expect(await (await place.connect()).claims(['down oncall rds:db', 'down oncall rds:other'])).toEqual(
        [],
      );
    });

    it('go to exactly one of many who want one, and all learn who it is', async () => {
      await using place = await open();
      const stores = await Promise.all([place.connect(), place.connect(), place.connect()]);
      const held = await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          stores[index % 3]!.claim({ key: 'k', incidentId: `i${index}`, until: 120_000 }, undefined),
        ),
      );
      expect(new Set(held.map(({ incidentId }) => incidentId)).size).toBe(1);
      expect(await stores[0].claims(['k', 'other'])).toEqual([held[0]]);
    });

    it('are replaced only by who saw the one that stands', async () => {
      await using place = await open();
      const store = await place.connect();
      const first = { key: 'k', incidentId: 'a', until: 120_000 };
      await store.claim(first, undefined);
      const late = { key: 'k', incidentId: 'b', until: 300_000 };
      expect(await store.claim(late, { ...first, until: 1 })).toEqual(first);
      expect(await store.claim(late, { ...first, incidentId: 'c' })).toEqual(first);
      expect(await store.claim(late, first)).toEqual(late);
      expect(await store.claims(['k'])).toEqual([late]);
      expect(await store.claim({ key: 'new', incidentId: 'b', until: 1 }, first)).toMatchObject({
        key: 'new',
      });
    });
  });

  describe(`${name}: storms`, () => {
    it('count those that joined, and name the first of those that still fail', async () => {
      await using place = await open();
      const store = await place.connect();
      await store.commit(opening(incident({ id: 'parent', checkName: 'leader' })));
      for (const [index, each] of ['g', 'b', 'c', 'a', 'e', 'f', 'd'].entries())
        await store.commit(
          opening(member(each, parent(index, 'parent', index === 3 ? 'lambda:fn' : 'rds:db'))),
        );
      const other = await place.connect();
      expect(await other.stormOf('parent')).toEqual({
        total: 7,
        open: 7,
        checks: ['g', 'b', 'c', 'a', 'e'],
        shared: ['rds:db', 'lambda:fn'],
        newestAt: 6,
      });
      await store.commit(ending('g'));
      await store.commit(ending('c'));
      expect(await other.stormOf('parent')).toMatchObject({
        total: 7,
        open: 5,
        checks: ['b', 'a', 'e', 'f', 'd'],
      });
      expect(await other.stormOf('i-g')).toEqual({ total: 0, open: 0, checks: [], shared: [] });
    });

    it('lists the parent alone, and those that joined once they speak for themselves', async () => {
      await using place = await open();
      const store = await place.connect();
      await store.commit(opening(incident({ id: 'parent', checkName: 'leader' })));
      await store.commit(opening(member('a', parent(1))));
      const ids = async () => (await store.incidents({ limit: 9 })).map(({ id }) => id).sort();
      expect(await ids()).toEqual(['parent']);
      const role = { storm: { total: 0, open: 0, checks: [], shared: [] } };
      expect(await finish(store, 'a', { kind: 'done', role })).toBe(true);
      expect(await ids()).toEqual(['i-a', 'parent']);
      expect(await store.stormOf('parent')).toMatchObject({ total: 0 });
      expect(await store.incident('i-a')).not.toHaveProperty('parent');
    });

    it('lose those that move to another parent', async () => {
      await using place = await open();
      const store = await place.connect();
      await store.commit(opening(member('a', parent(1))));
      await store.commit(opening(member('b', parent(2))));
      await finish(store, 'a', { kind: 'done', role: { parent: parent(3, 'other') } });
      expect(await store.stormOf('parent')).toMatchObject({ total: 1, checks: ['b'] });
      expect(await store.stormOf('other')).toMatchObject({ total: 1, checks: ['a'], newestAt: 3 });
    });

    it('tell nobody of the end of one that joined', async () => {
      await using place = await open();
      const store = await place.connect();
      await store.commit(opening(member('a', parent(1))));
      await store.commit(ending('a'));
      expect((await store.incident('i-a'))?.steps.map(({ id }) => id)).toEqual([
        'join:opened',
        'publish:resolved',
      ]);
    });

    it('wait without counting a try', async () => {
      await using place = await open();
      const store = await place.connect();
      await store.commit(opening(member('a', parent(1))));
      await finish(store, 'a', { kind: 'wait', dueAt: 5_000, reason: 'not yet' });
      expect((await store.incident('i-a'))?.steps[0]).toMatchObject({ taken: 1, waited: 1, dueAt: 5_000 });
    });

    it('hold 300 that join at the same time', async () => {
      await using place = await open();
      const stores = await Promise.all([place.connect(), place.connect()]);
      await stores[0].commit(opening(incident({ id: 'parent', checkName: 'leader' })));
      const joins = Array.from({ length: 300 }, (_, index) =>
        stores[index % 2]!.commit(opening(member(`c${index}`, parent(index)))),
      );
      expect(new Set(await Promise.all(joins))).toEqual(new Set(['committed']));
      expect(await stores[1].stormOf('parent')).toMatchObject({ total: 300, open: 300, newestAt: 299 });
    });
  });
};
