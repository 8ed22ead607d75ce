import { describe, expect, it } from 'vitest';

import { hashOf } from '../../lib/core/config/plan.ts';
import type { IncidentChange, StateChange } from '../../lib/core/incident/change.ts';
import type { Incident, Step } from '../../lib/core/incident/incident.ts';
import type { HashRange, StateStore } from '../../lib/core/ports.ts';
import { failingAttempt } from '../support/failing-attempt.ts';
import { checkState, incident, step } from '../support/incident.ts';

/** One place where state is kept; every `connect` is what another process would have. */
export interface StorePlace extends AsyncDisposable {
  connect(): Promise<StateStore>;
}

const opening = (opened: Incident = incident(), expectedVersion = 0): StateChange => ({
  checkName: opened.checkName,
  expectedVersion,
  state: checkState({
    checkName: opened.checkName,
    version: expectedVersion + 1,
    incidentId: opened.id,
    severity: opened.severity,
  }),
  incident: { kind: 'opened', incident: opened },
});

const changing = (change: Exclude<IncidentChange, { kind: 'opened' }>, expectedVersion = 1): StateChange => ({
  checkName: 'orders',
  expectedVersion,
  state: checkState({ version: expectedVersion + 1, incidentId: change.incidentId }),
  incident: change,
});

const resolving = (steps: readonly Step[] = []): IncidentChange & { kind: 'resolved' } => ({
  kind: 'resolved',
  incidentId: 'orders-1',
  at: 9_000,
  steps,
});

const LEASE_MS = 3_000;
const EVERYTHING = { from: 0, to: 1 };

/** What every state store must do, whatever it is made of. */
export const stateStoreConformance = (name: string, open: () => Promise<StorePlace>): void => {
  const connected = async () => {
    const place = await open();
    return {
      place,
      store: await place.connect(),
      [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
    };
  };

  describe(`${name}: commit`, () => {
    it('knows nothing of a healthy check', async () => {
      await using at = await connected();
      expect(await at.store.state('orders')).toBeUndefined();
      expect(await at.store.incident('orders-1')).toBeUndefined();
      expect(await at.store.unhealthy(EVERYTHING)).toEqual([]);
      expect(await at.store.incidents({ limit: 10 })).toEqual([]);
      expect(await at.store.dueSteps(1e15, 10)).toEqual([]);
    });

    it('writes state and incident together, for every other process to see', async () => {
      await using at = await connected();
      const change = opening(incident({ failing: [failingAttempt({ bodyExcerpt: 'a 💥 "b"\n' })] }));
      expect(await at.store.commit(change)).toBe('committed');
      const other = await at.place.connect();
      expect(await other.state('orders')).toEqual(change.state);
      expect(await other.incident('orders-1')).toEqual(
        change.incident?.kind === 'opened' && change.incident.incident,
      );
    });

    it.each([0, 1, 3])('writes nothing at all from a stale version %d', async (stale) => {
      await using at = await connected();
      await at.store.commit(opening());
      await at.store.commit(changing(resolving()));
      const before = await at.store.incident('orders-1');
      const late = { ...opening(incident({ id: 'orders-2' }), stale), expectedVersion: stale };
      expect(await at.store.commit(late)).toBe('stale');
      expect(await at.store.incident('orders-2')).toBeUndefined();
      expect(await at.store.commit(changing(resolving([step({ id: 'late' })]), stale))).toBe('stale');
      expect(await at.store.incident('orders-1')).toEqual(before);
      expect((await at.store.state('orders'))?.version).toBe(2);
    });

    it('writes no state when its incident cannot be changed', async () => {
      await using at = await connected();
      await expect(at.store.commit(changing(resolving(), 0))).rejects.toThrow('orders-1');
      expect(await at.store.state('orders')).toBeUndefined();
    });

    it('drops the state of a check that is healthy again, and starts at version 0', async () => {
      await using at = await connected();
      await at.store.commit({ checkName: 'orders', expectedVersion: 0, state: checkState() });
      expect(await at.store.commit({ checkName: 'orders', expectedVersion: 1, state: undefined })).toBe(
        'committed',
      );
      expect(await at.store.state('orders')).toBeUndefined();
      expect(await at.store.unhealthy(EVERYTHING)).toEqual([]);
      expect(await at.store.commit(opening())).toBe('committed');
    });

    it('lets exactly one of many judges of a tick win', async () => {
      await using at = await connected();
      const stores = await Promise.all([at.place.connect(), at.place.connect(), at.place.connect()]);
      const judgements = Array.from({ length: 12 }, (_, index) =>
        stores[index % 3]!.commit(opening(incident({ reason: `judge ${index}` }))),
      );
      const outcomes = await Promise.all(judgements);
      expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
      expect((await at.store.incident('orders-1'))?.reason).toBe(`judge ${outcomes.indexOf('committed')}`);
    });
  });

  describe(`${name}: incidents`, () => {
    it('meets an incident that was opened before, and leaves it alone', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      await at.store.takeStep('orders-1', 'diagnose:opened', 0, LEASE_MS);
      const before = await at.store.incident('orders-1');
      await at.store.commit({ checkName: 'orders', expectedVersion: 1, state: undefined });
      expect(await at.store.commit(opening())).toBe('committed');
      expect(await at.store.incident('orders-1')).toEqual(before);
    });

    it('worsens, resolves and reopens, each with its steps', async () => {
      await using at = await connected();
      const told = (id: string) => [step({ id, kind: 'publish' })];
      const places = { locations: ['home'] };
      const common = { incidentId: 'orders-1', places, failing: [failingAttempt({ tick: 7 })] };
      await at.store.commit(opening(incident({ severity: 'degraded' })));
      await at.store.commit(
        changing({ ...common, kind: 'worsened', at: 8_000, reason: 'down', steps: told('w') }, 1),
      );
      expect(await at.store.incident('orders-1')).toMatchObject({ severity: 'down', reason: 'down' });
      await at.store.commit(changing(resolving(told('r')), 2));
      expect(await at.store.incident('orders-1')).toMatchObject({ status: 'resolved', resolvedAt: 9_000 });
      const again = { at: 10_000, severity: 'down', reason: 'down again', steps: told('o') } as const;
      await at.store.commit(changing({ ...common, kind: 'reopened', ...again }, 3));
      const reopened = await at.store.incident('orders-1');
      expect(reopened).toMatchObject({ status: 'open', reopenings: 1, failing: common.failing });
      expect(reopened).not.toHaveProperty('resolvedAt');
      expect(reopened?.steps.map(({ id }) => id)).toEqual(['diagnose:opened', 'w', 'r', 'o']);
    });

    it('raises the version of an incident with every write', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      const versions = [1];
      const note = async () => versions.push((await at.store.incident('orders-1'))?.version ?? 0);
      await at.store.takeStep('orders-1', 'diagnose:opened', 0, LEASE_MS);
      await note();
      await at.store.finishStep('orders-1', { id: 'diagnose:opened', taken: 1 }, { kind: 'done' });
      await note();
      await at.store.commit(changing(resolving()));
      await note();
      expect(versions).toEqual([1, 2, 3, 4]);
    });

    it('lists them newest first, by status, up to the limit', async () => {
      await using at = await connected();
      for (const n of [2, 1, 3])
        await at.store.commit(opening(incident({ id: `i${n}`, checkName: `c${n}`, openedAt: n * 1_000 })));
      const resolved = { checkName: 'c2', expectedVersion: 1, state: undefined };
      await at.store.commit({
        ...resolved,
        incident: { kind: 'resolved', incidentId: 'i2', at: 5_000, steps: [] },
      });
      const ids = async (filter: Parameters<StateStore['incidents']>[0]) =>
        (await at.store.incidents(filter)).map(({ id }) => id);
      expect(await ids({ limit: 10 })).toEqual(['i3', 'i2', 'i1']);
      expect(await ids({ limit: 2 })).toEqual(['i3', 'i2']);
      expect(await ids({ status: 'open', limit: 10 })).toEqual(['i3', 'i1']);
      expect(await ids({ status: 'resolved', limit: 10 })).toEqual(['i2']);
    });
  });

  describe(`${name}: hash ranges`, () => {
    it('gives each unhealthy check to exactly one shard', async () => {
      await using at = await connected();
      const names = Array.from({ length: 40 }, (_, index) => `check-${index}`);
      for (const checkName of names)
        await at.store.commit({ checkName, expectedVersion: 0, state: checkState({ checkName }) });
      const hashes = names.map(hashOf).sort((a, b) => a - b);
      const cuts = [0, hashes[10]!, hashes[25]!, 1];
      const shards = await Promise.all(
        cuts.slice(1).map((to, index) => at.store.unhealthy({ from: cuts[index]!, to })),
      );
      const found = shards.map((states) => states.map(({ checkName }) => checkName));
      expect(found.flat().sort()).toEqual(names.toSorted());
      found.forEach((shard, index) => {
        for (const checkName of shard) {
          expect(hashOf(checkName)).toBeGreaterThanOrEqual(cuts[index]!);
          expect(hashOf(checkName)).toBeLessThan(cuts[index + 1]!);
        }
      });
      expect(found.map((shard) => shard.length)).toEqual([10, 15, 15]);
    });

    it('finds those that hang among the others', async () => {
      await using at = await connected();
      const lane = { slowFrom: 120_000, quickInARow: 0 };
      for (const checkName of ['a', 'b', 'c', 'd'])
        await at.store.commit({
          checkName,
          expectedVersion: 0,
          state: checkState({ checkName, ...(checkName > 'b' && { lane }) }),
        });
      const hanging = async (range: HashRange) =>
        (await at.store.hanging(range)).map(({ checkName }) => checkName).sort();
      expect(await hanging(EVERYTHING)).toEqual(['c', 'd']);
      expect(await hanging({ from: hashOf('c'), to: hashOf('c') + 1e-9 })).toEqual(['c']);
      await at.store.commit({
        checkName: 'c',
        expectedVersion: 1,
        state: checkState({ checkName: 'c', version: 2 }),
      });
      expect(await hanging(EVERYTHING)).toEqual(['d']);
    });
  });

  describe(`${name}: steps`, () => {
    const three = incident({
      steps: [
        step({ id: 'late', dueAt: 3_000 }),
        step({ id: 'first', dueAt: 1_000 }),
        step({ id: 'second', dueAt: 2_000 }),
      ],
    });
    const due = async (store: StateStore, now: number, limit = 10) =>
      (await store.dueSteps(now, limit)).map((each) => each.step.id);

    it('gives those that are due, oldest first, up to the limit', async () => {
      await using at = await connected();
      await at.store.commit(opening(three));
      await at.store.commit(
        opening(incident({ id: 'i2', checkName: 'b', steps: [step({ id: 'b', dueAt: 1_500 })] })),
      );
      expect(await due(at.store, 999)).toEqual([]);
      expect(await due(at.store, 1_000)).toEqual(['first']);
      expect(await due(at.store, 9_000)).toEqual(['first', 'b', 'second', 'late']);
      expect(await due(at.store, 9_000, 2)).toEqual(['first', 'b']);
    });

    it('lets exactly one of many callers take a step', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      const stores = await Promise.all([at.place.connect(), at.place.connect(), at.place.connect()]);
      const taken = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          stores[index % 3]!.takeStep('orders-1', 'diagnose:opened', 1_000, 1_000 + LEASE_MS),
        ),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect((await at.store.incident('orders-1'))?.steps[0]).toMatchObject({ taken: 1, leasedUntil: 4_000 });
    });

    it('refuses a step before it is due, and one that does not exist', async () => {
      await using at = await connected();
      await at.store.commit(opening(three));
      expect(await at.store.takeStep('orders-1', 'late', 2_999, 9_000)).toBe(false);
      expect(await at.store.takeStep('orders-1', 'nothing', 9_000, 12_000)).toBe(false);
      expect(await at.store.takeStep('nothing', 'late', 9_000, 12_000)).toBe(false);
      expect(await at.store.takeStep('orders-1', 'late', 3_000, 9_000)).toBe(true);
    });

    it('makes a step due again when its lease ends, and refuses the one who held it', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      await at.store.takeStep('orders-1', 'diagnose:opened', 1_000, 4_000);
      expect(await due(at.store, 3_999)).toEqual([]);
      expect(await due(at.store, 4_000)).toEqual(['diagnose:opened']);
      const other = await at.place.connect();
      expect(await other.takeStep('orders-1', 'diagnose:opened', 4_000, 7_000)).toBe(true);
      const finish = (store: StateStore, taken: number) =>
        store.finishStep('orders-1', { id: 'diagnose:opened', taken }, { kind: 'done' });
      expect(await finish(at.store, 1)).toBe(false);
      expect(await finish(other, 2)).toBe(true);
      expect(await finish(other, 2)).toBe(false);
    });

    it('finishes a step with its diagnosis, and adds and moves others in the same write', async () => {
      await using at = await connected();
      const waiting = step({ id: 'notify:opened:oncall', kind: 'notify', dueAt: 20_000 });
      await at.store.commit(opening(incident({ steps: [step(), waiting] })));
      await at.store.takeStep('orders-1', 'diagnose:opened', 1_000, 4_000);
      const published = step({ id: 'publish:diagnosed', kind: 'publish', dueAt: 1_700 });
      const held = { id: 'diagnose:opened', taken: 1 };
      const steps = [{ ...waiting, dueAt: 1_600 }, published];
      expect(await at.store.finishStep('orders-1', held, { kind: 'done', diagnosis: DIAGNOSIS, steps })).toBe(
        true,
      );
      const after = await (await at.place.connect()).incident('orders-1');
      expect(after?.diagnosis).toEqual(DIAGNOSIS);
      expect(after?.steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
        'diagnose:opened done',
        'notify:opened:oncall pending',
        'publish:diagnosed pending',
      ]);
      expect(await due(at.store, 1_600)).toEqual(['notify:opened:oncall']);
      expect(await due(at.store, 1_700)).toEqual(['notify:opened:oncall', 'publish:diagnosed']);
    });

    it('takes a step again at the time that its failed try asked for', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      await at.store.takeStep('orders-1', 'diagnose:opened', 1_000, 4_000);
      const held = { id: 'diagnose:opened', taken: 1 };
      await at.store.finishStep('orders-1', held, { kind: 'again', dueAt: 6_000, error: 'HTTP 503' });
      expect(await due(at.store, 5_999)).toEqual([]);
      expect(await at.store.takeStep('orders-1', 'diagnose:opened', 5_999, 9_000)).toBe(false);
      expect(await due(at.store, 6_000)).toEqual(['diagnose:opened']);
      expect((await at.store.incident('orders-1'))?.steps[0]).toEqual(
        step({ dueAt: 6_000, taken: 1, lastError: 'HTTP 503' }),
      );
    });

    it('parks a step for good', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      await at.store.takeStep('orders-1', 'diagnose:opened', 1_000, 4_000);
      const held = { id: 'diagnose:opened', taken: 1 };
      await at.store.finishStep('orders-1', held, { kind: 'parked', error: 'HTTP 404' });
      expect(await due(at.store, 1e15)).toEqual([]);
      expect((await at.store.incident('orders-1'))?.steps[0]).toEqual(
        step({ taken: 1, status: 'parked', lastError: 'HTTP 404' }),
      );
    });

    it('still owes the steps of an incident that was resolved', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      await at.store.commit(changing(resolving([step({ id: 'publish:resolved', dueAt: 9_000 })])));
      expect(await due(at.store, 9_000)).toEqual(['diagnose:opened', 'publish:resolved']);
    });

    it('keeps what others write to an incident while a step is held', async () => {
      await using at = await connected();
      await at.store.commit(opening());
      await at.store.takeStep('orders-1', 'diagnose:opened', 1_000, 4_000);
      const other = await at.place.connect();
      await other.commit(changing(resolving([step({ id: 'publish:resolved' })])));
      await at.store.finishStep('orders-1', { id: 'diagnose:opened', taken: 1 }, { kind: 'done' });
      const after = await at.store.incident('orders-1');
      expect(after?.status).toBe('resolved');
      expect(after?.steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
        'diagnose:opened done',
        'publish:resolved pending',
      ]);
    });

    it('finishes every step once when many workers sweep at the same time', async () => {
      await using at = await connected();
      for (let n = 0; n < 10; n++)
        await at.store.commit(
          opening(
            incident({ id: `i${n}`, checkName: `c${n}`, steps: [step({ id: 'a' }), step({ id: 'b' })] }),
          ),
        );
      const done: string[] = [];
      const worker = async () => {
        const store = await at.place.connect();
        for (const { incidentId, step: given } of await store.dueSteps(1_000, 50)) {
          if (!(await store.takeStep(incidentId, given.id, 1_000, 4_000))) continue;
          const held = { id: given.id, taken: 1 };
          if (await store.finishStep(incidentId, held, { kind: 'done' })) done.push(incidentId + given.id);
        }
      };
      await Promise.all(Array.from({ length: 6 }, worker));
      expect(done).toHaveLength(20);
      expect(new Set(done).size).toBe(20);
      expect(await due(at.store, 1_000)).toEqual([]);
    });
  });

  describe(`${name}: recurrence`, () => {
    it('counts an incident once, and says how many had the fingerprint before', async () => {
      await using at = await connected();
      const first = { count: 0, firstSeenAt: 1_000, lastSeenAt: 1_000 };
      expect(await at.store.recur('f1', 'i1', 1_000)).toEqual(first);
      expect(await at.store.recur('f1', 'i1', 1_500)).toMatchObject({ count: 0 });
      expect(await at.store.recur('f2', 'i1', 1_000)).toEqual(first);
      const second = { count: 1, firstSeenAt: 1_000, lastSeenAt: 1_000 };
      expect(await at.store.recur('f1', 'i2', 2_000)).toEqual(second);
      const third = { count: 2, firstSeenAt: 1_000, lastSeenAt: 2_000 };
      expect(await at.store.recur('f1', 'i3', 3_000)).toEqual(third);
      expect(await at.store.recur('f1', 'i3', 4_000)).toEqual(third);
      expect(await at.store.recur('f1', 'i2', 5_000)).toEqual(second);
    });
  });

  describe(`${name}: kills`, () => {
    /** What a process does to an incident from its opening to its end, repeated by whoever starts after a kill. */
    const calls: readonly ((store: StateStore) => Promise<unknown>)[] = [
      (store) => store.commit(opening(incident({ steps: [step()] }))),
      (store) => store.takeStep('orders-1', 'diagnose:opened', 1_000, 4_000),
      (store) => store.recur('f1', 'orders-1', 1_000),
      (store) =>
        store.finishStep('orders-1', { id: 'diagnose:opened', taken: 1 }, { kind: 'done', steps: NOTIFY }),
      (store) => store.takeStep('orders-1', 'notify:opened:oncall', 2_000, 5_000),
      (store) => store.finishStep('orders-1', { id: 'notify:opened:oncall', taken: 1 }, { kind: 'done' }),
      (store) => store.commit(changing(resolving(RESOLVED))),
      (store) => store.takeStep('orders-1', 'notify:resolved:oncall', 9_000, 12_000),
      (store) => store.finishStep('orders-1', { id: 'notify:resolved:oncall', taken: 1 }, { kind: 'done' }),
    ];

    it.each(calls.map((_, index) => index))('goes on after a kill behind call %d', async (killedAfter) => {
      await using at = await connected();
      for (const call of calls.slice(0, killedAfter + 1)) await call(at.store);
      const survivor = await at.place.connect();
      // A new process repeats everything, since it cannot know how far the other came.
      if ((await survivor.state('orders')) === undefined) await survivor.commit(opening());
      await drain(survivor, 20_000);
      if ((await survivor.incident('orders-1'))?.status === 'open')
        expect(await survivor.commit(changing(resolving(RESOLVED)))).toBe('committed');
      await drain(survivor, 40_000);
      const after = await survivor.incident('orders-1');
      expect(after?.status).toBe('resolved');
      expect(after?.steps.map(({ id, status }) => `${id} ${status}`).sort()).toEqual([
        'diagnose:opened done',
        'notify:opened:oncall done',
        'notify:resolved:oncall done',
      ]);
      expect((await survivor.recur('f1', 'orders-2', 50_000)).count).toBe(1);
    });

    const takenOf = async (store: StateStore, incidentId: string, stepId: string): Promise<number> =>
      (await store.incident(incidentId))?.steps.find(({ id }) => id === stepId)?.taken ?? 0;

    const drain = async (store: StateStore, now: number): Promise<void> => {
      for (let due = await store.dueSteps(now, 10); due.length > 0; due = await store.dueSteps(now, 10))
        for (const { incidentId, step: given } of due) {
          if (!(await store.takeStep(incidentId, given.id, now, now + LEASE_MS))) continue;
          if (given.kind === 'diagnose') await store.recur('f1', incidentId, now);
          const steps = given.kind === 'diagnose' ? NOTIFY : [];
          await store.finishStep(
            incidentId,
            { id: given.id, taken: await takenOf(store, incidentId, given.id) },
            { kind: 'done', steps },
          );
        }
    };
  });

  it(`${name}: holds 1,000 incidents`, async () => {
    await using at = await connected();
    for (let n = 0; n < 1_000; n++)
      await at.store.commit(
        opening(incident({ id: `i${n}`, checkName: `c${n}`, openedAt: n, steps: [step({ dueAt: n })] })),
      );
    expect(await at.store.unhealthy(EVERYTHING)).toHaveLength(1_000);
    expect((await at.store.incidents({ status: 'open', limit: 3 })).map(({ id }) => id)).toEqual([
      'i999',
      'i998',
      'i997',
    ]);
    expect((await at.store.dueSteps(2_000, 3)).map(({ incidentId }) => incidentId)).toEqual([
      'i0',
      'i1',
      'i2',
    ]);
    expect(await at.store.dueSteps(499, 10_000)).toHaveLength(500);
  }, 60_000);
};

const NOTIFY = [step({ id: 'notify:opened:oncall', kind: 'notify', dueAt: 2_000 })];
const RESOLVED = [step({ id: 'notify:resolved:oncall', kind: 'notify', dueAt: 9_000 })];

const DIAGNOSIS: NonNullable<Incident['diagnosis']> = {
  correlation: 'request',
  cause: null,
  alternatives: [],
  exception: null,
  snippet: [],
  evidence: [{ text: 'found by its request id', source: 'app.log', line: 7 }],
  ruledOut: [],
  gaps: [],
  remedy: [],
  fingerprint: 'f1',
  read: { bytes: 100, records: 2 },
};
