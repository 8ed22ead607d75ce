import { describe, expect, it } from 'vitest';

import type { StateStore } from '../../lib/core/ports.ts';
import { FunctionsWorld, type Process } from '../support/functions-world.ts';
import { shopConfig } from '../support/shop-config.ts';
import type { StorePlace } from './state-store.ts';

/** The target is down for so many ticks, then up; the rest is for whoever must catch up after a kill. */
const [DOWN_TICKS, TICKS] = [5, 18];

/** What ends a process. */
class Killed extends Error {}

/** A process that dies right behind its n-th effect: that one happens, and nothing else does. */
class Life implements Process {
  effects = 0;
  /** What the effect behind which it died told. */
  lastTold: string | undefined;
  readonly #last: number;
  constructor(last: number) {
    this.#last = last;
  }
  get isOver(): boolean {
    return this.effects >= this.#last;
  }
  effect = async <Value>(_: string, run: () => Promise<Value>): Promise<Value> => {
    if (this.isOver) throw new Killed('this process is dead');
    this.effects += 1;
    const value = await run();
    if (this.isOver) throw new Killed('killed behind its effect');
    return value;
  };
  excuses = (error: unknown): boolean => error instanceof Killed || this.isOver;
}

/** The first process that dies is followed by others that live. */
const live = async (store: StateStore, names: readonly string[], life: Life): Promise<FunctionsWorld> => {
  const world: FunctionsWorld = new FunctionsWorld({
    config: shopConfig(names),
    store,
    begin: () => (life.isOver ? new Life(Infinity) : mourned(life)),
    verdict: (minute) => (minute < DOWN_TICKS ? 'down' : 'up'),
  });
  const mourned = (dying: Life): Process => ({
    effect: (what, run) =>
      dying.effect(what, async () => {
        const before = world.told.length;
        const value = await run();
        if (dying.isOver && world.told.length > before) dying.lastTold = world.told.at(-1);
        return value;
      }),
    excuses: dying.excuses,
  });
  await world.run(TICKS);
  return world;
};

/** Whom it takes to be told, and how often: once each. */
const TOLD = [
  'Incident Diagnosed',
  'Incident Opened',
  'Incident Resolved',
  'opened https://one.example.com/',
  'opened https://two.example.com/',
  'resolved https://one.example.com/',
  'resolved https://two.example.com/',
];

const LATE = ['diagnosed https://one.example.com/', 'diagnosed https://two.example.com/'];

/** The effects of an incident from its first bad tick to its end: a little more than were counted. */
const EFFECTS = 72;

/** Kills the process behind each of its effects in turn; whoever comes after must neither lose nor double anything. */
export const killsConformance = (name: string, open: () => Promise<StorePlace>, every = 1): void => {
  describe(`${name}: a process that dies`, () => {
    it.each(Array.from({ length: Math.floor(EFFECTS / every) }, (_, index) => (index + 1) * every))(
      'behind effect %d loses nothing and doubles nothing',
      async (last) => {
        await using place = await open();
        const store = await place.connect();
        const life = new Life(last);
        const world = await live(store, ['orders'], life);
        const incidents = await store.incidents({ limit: 10 });
        expect(incidents.map(({ status }) => status)).toEqual(['resolved']);
        const { steps, diagnosis } = incidents[0]!;
        expect(steps.filter(({ status }) => status !== 'done')).toEqual([]);
        expect(diagnosis).toBeDefined();
        const told = world.told.filter((what) => what !== 'Check State Change');
        // Nobody can tell and write in one: who dies in between is told again, and no other word is.
        const once = told.filter((what, index) => what !== life.lastTold || told.indexOf(what) === index);
        // A diagnosis whose worker died comes too late for the first word, and is told by one of its own.
        const isLate = once.some((what) => what.startsWith('diagnosed '));
        expect(once.toSorted()).toEqual((isLate ? [...TOLD, ...LATE] : TOLD).toSorted());
      },
    );

    it('has fewer effects than were tried', async () => {
      await using place = await open();
      const life = new Life(10_000);
      await live(await place.connect(), ['orders'], life);
      expect(life.effects).toBeGreaterThan(EFFECTS / 2);
      expect(life.effects).toBeLessThanOrEqual(EFFECTS);
    });
  });
};

const STORM = ['orders', 'billing', 'search'];

/** What three checks with one component make their world hear: one page, and every event. */
const STORM_TOLD = [
  ...STORM.flatMap(() => ['Incident Opened', 'Incident Resolved']),
  'Incident Diagnosed',
  ...TOLD.filter((what) => !what.startsWith('Incident')),
];

const STORM_EFFECTS = 140;

/** A word that may be told as well: of a diagnosis that came late, of checks that joined after the first word. */
const isFollowUp = (what: string): boolean => /^(?:diagnosed|grown) /.test(what);

/** The same for checks that fail together: whoever dies, one of them speaks for all, and all are told of. */
export const stormKillsConformance = (name: string, open: () => Promise<StorePlace>, every = 1): void => {
  describe(`${name}: a process that dies in a storm`, () => {
    it.each(Array.from({ length: Math.floor(STORM_EFFECTS / every) }, (_, index) => (index + 1) * every))(
      'behind effect %d leaves one incident that speaks for all',
      async (last) => {
        await using place = await open();
        const store = await place.connect();
        const life = new Life(last);
        const world = await live(store, STORM, life);
        const found = await Promise.all([...world.incidentIds].map((id) => store.incident(id)));
        const incidents = found.flatMap((incident) => incident ?? []);
        expect(incidents.map(({ checkName }) => checkName).sort()).toEqual(STORM.toSorted());
        expect(new Set(incidents.map(({ status }) => status))).toEqual(new Set(['resolved']));
        expect(incidents.flatMap(({ steps }) => steps.filter(({ status }) => status !== 'done'))).toEqual([]);
        const speaking = incidents.filter(({ parent }) => parent === undefined);
        expect(speaking).toHaveLength(1);
        expect(await store.stormOf(speaking[0]!.id)).toMatchObject({ total: 2, open: 0 });
        const told = world.told.filter((what) => what !== 'Check State Change');
        const again = told.lastIndexOf(life.lastTold ?? '');
        const isTwice =
          told.filter((what) => what === life.lastTold).length >
          STORM_TOLD.filter((what) => what === life.lastTold).length;
        const once = isTwice ? told.toSpliced(again, 1) : told;
        const words = once.filter((what) => !isFollowUp(what));
        expect(words.toSorted()).toEqual(STORM_TOLD.toSorted());
        expect(once.filter(isFollowUp).length).toBeLessThanOrEqual(4);
      },
    );

    it('has fewer effects than were tried', async () => {
      await using place = await open();
      const life = new Life(10_000);
      await live(await place.connect(), STORM, life);
      expect(life.effects).toBeGreaterThan(STORM_EFFECTS / 2);
      expect(life.effects).toBeLessThanOrEqual(STORM_EFFECTS);
    });
  });
};
