import { describe, expect, it } from 'vitest';

import { dispatchMinute } from '../../lib/aws/dispatch-minute.ts';
import type { PlanFolder } from '../../lib/aws/plan-folder.ts';
import { probeShard } from '../../lib/aws/probe-shard.ts';
import { workMessage } from '../../lib/aws/work-message.ts';
import { NOTIFIERS } from '../../lib/catalog.ts';
import { diagnose } from '../../lib/core/diagnosis/diagnose.ts';
import type { Config } from '../../lib/core/config/config.ts';
import type { Clock, DueStep, EventBus, Sender, StateStore, StepQueue } from '../../lib/core/ports.ts';
import { http } from '../../lib/probers/http.ts';
import { configOf } from '../support/config-of.ts';
import { fakeClock } from '../support/probe-check.ts';
import { probeResult } from '../support/probe-result.ts';
import type { StorePlace } from './state-store.ts';

const MINUTE_MS = 60_000;
const START = Math.floor(1_700_000_000_000 / MINUTE_MS) * MINUTE_MS;
const ALL = { from: 0, to: 1 };

/** The target is down for so many ticks, then up; the rest is for whoever must catch up after a kill. */
const [DOWN_TICKS, TICKS] = [5, 18];

const configWith = (names: readonly string[]): Config =>
  configOf(`
defaults:
  diagnose: { components: [{ file: app.log }] }
  alert: { failureThreshold: 2, successThreshold: 2, reopenWithin: 0s, notify: [one, two] }
checks:
${names.map((name) => `  - { name: ${name}, url: "https://example.com/${name}" }`).join('\n')}
notifiers:
  one: { type: webhook, url: "https://one.example.com/" }
  two: { type: webhook, url: "https://two.example.com/" }
`);

/** What ends a process. */
class Killed extends Error {}

/** A process that dies right behind its n-th effect: that one happens, and nothing else does. */
class Life {
  effects = 0;
  readonly #last: number;
  constructor(last: number) {
    this.#last = last;
  }
  get isOver(): boolean {
    return this.effects >= this.#last;
  }
  async spend<Value>(effect: () => Promise<Value>): Promise<Value> {
    if (this.isOver) throw new Killed('this process is dead');
    this.effects += 1;
    const value = await effect();
    if (this.isOver) throw new Killed('killed behind its effect');
    return value;
  }
}

const mortalStore = (store: StateStore, life: Life): StateStore => ({
  ...store,
  commit: (change) => life.spend(() => store.commit(change)),
  takeStep: (...args) => life.spend(() => store.takeStep(...args)),
  finishStep: (...args) => life.spend(() => store.finishStep(...args)),
  recur: (...args) => life.spend(() => store.recur(...args)),
  claim: (...args) => life.spend(() => store.claim(...args)),
});

const planOf = ({ checks, ...settings }: Config): PlanFolder => ({
  settings: async () => settings,
  hash: async () => 'the plan of the test',
  schedule: async () => ({ shards: 1, intervalsMs: [MINUTE_MS] }),
  checksIn: async () => checks,
  check: async (name) => checks.find((check) => check.name === name),
});

/** What a process reaches the world by. */
interface Ports {
  readonly plan: PlanFolder;
  readonly clock: Clock;
  readonly queue: StepQueue;
  readonly bus: EventBus;
  readonly sender: Sender;
  readonly store: StateStore;
}

/** The world that outlives its processes: the store, the queue of messages, the channels and the bus. */
class World {
  readonly clock: Clock & { advance(ms: number): void } = fakeClock(START);
  readonly told: string[] = [];
  /** What the last effect of the process that was killed told. */
  lastTold: string | undefined;
  readonly #messages: { readonly due: DueStep; readonly at: number }[] = [];
  /** Every incident that was opened. */
  readonly incidentIds = new Set<string>();
  readonly #store: StateStore;
  readonly #plan: PlanFolder;

  constructor(store: StateStore, names: readonly string[]) {
    this.#store = {
      ...store,
      commit: (change) => {
        if (change.incident?.kind === 'opened') this.incidentIds.add(change.incident.incident.id);
        return store.commit(change);
      },
    };
    this.#plan = planOf(configWith(names));
  }

  /** Minute after minute: a tick, a sweep, the messages that are due. The first process that dies is followed by others that live. */
  async run(life: Life): Promise<void> {
    for (let minute = 0; minute < TICKS; minute++) {
      const tick = START + minute * MINUTE_MS;
      const verdict = minute < DOWN_TICKS ? 'down' : 'up';
      await this.#survive(life, (ports) =>
        probeShard(
          { range: ALL, tick },
          {
            ...ports,
            countedTogether: 'fleet',
            loadProber: async () => http,
            monitor: ports,
            probeHere: async ({ name }) => probeResult({ checkName: name, tick, verdict }),
            askLocation: async () => new Map(),
            metrics: { put: async () => undefined },
            results: { record: async () => undefined },
          },
          new AbortController().signal,
        ),
      );
      await this.#survive(life, (ports) =>
        dispatchMinute(tick, { ...ports, steps: ports.queue, enqueue: async () => undefined }),
      );
      for (let part = 0; part < 6; part++) {
        this.clock.advance(MINUTE_MS / 6);
        await this.#workOff(life);
      }
    }
  }

  async #workOff(life: Life): Promise<void> {
    const now = this.clock.now();
    const ready = this.#messages.filter(({ at }) => at <= now);
    for (const message of ready) {
      this.#messages.splice(this.#messages.indexOf(message), 1);
      await this.#survive(life, (ports) =>
        workMessage(
          message.due,
          {
            ...ports,
            secrets: { resolve: async () => '' },
            loadNotifier: async (type) => NOTIFIERS[type]!(),
            steps: ports.queue,
            diagnose: async (incident) => {
              await ports.store.recur('f', incident.id, incident.openedAt);
              const evidence = { window: null, events: [], baseline: [], changes: [], trends: [], gaps: [] };
              return diagnose(evidence, { formats: [], rules: [] });
            },
          },
          new AbortController().signal,
        ),
      );
    }
  }

  #ports(life: Life): Ports {
    const tell = (what: string) =>
      life.spend(async () => {
        this.told.push(what);
        this.lastTold = life.isOver ? what : this.lastTold;
      });
    const queue: StepQueue = {
      wake: (due, delayMs) =>
        life.spend(async () => void this.#messages.push({ due, at: this.clock.now() + delayMs })),
    };
    const bus: EventBus = { publish: ({ type }) => tell(type) };
    const sender: Sender = {
      send: async (request) => {
        if (request.transport !== 'http') throw new Error('only webhooks are configured');
        const { kind } = JSON.parse(request.body) as { readonly kind: string };
        await tell(`${kind} ${request.url}`);
      },
    };
    return { plan: this.#plan, clock: this.clock, queue, bus, sender, store: mortalStore(this.#store, life) };
  }

  async #survive(life: Life, run: (ports: Ports) => Promise<unknown>): Promise<void> {
    const own = life.isOver ? new Life(Infinity) : life;
    try {
      await run(this.#ports(own));
    } catch (error) {
      if (!(error instanceof Killed) && !own.isOver) throw error;
    }
  }
}

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
        const world = new World(store, ['orders']);
        await world.run(new Life(last));
        const incidents = await store.incidents({ limit: 10 });
        expect(incidents.map(({ status }) => status)).toEqual(['resolved']);
        const { steps, diagnosis } = incidents[0]!;
        expect(steps.filter(({ status }) => status !== 'done')).toEqual([]);
        expect(diagnosis).toBeDefined();
        const told = world.told.filter((what) => what !== 'Check State Change');
        // Nobody can tell and write in one: who dies in between is told again, and no other word is.
        const once = told.filter((what, index) => what !== world.lastTold || told.indexOf(what) === index);
        // A diagnosis whose worker died comes too late for the first word, and is told by one of its own.
        const isLate = once.some((what) => what.startsWith('diagnosed '));
        expect(once.toSorted()).toEqual((isLate ? [...TOLD, ...LATE] : TOLD).toSorted());
      },
    );

    it('has fewer effects than were tried', async () => {
      await using place = await open();
      const life = new Life(10_000);
      await new World(await place.connect(), ['orders']).run(life);
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
        const world = new World(store, STORM);
        await world.run(new Life(last));
        const found = await Promise.all([...world.incidentIds].map((id) => store.incident(id)));
        const incidents = found.flatMap((incident) => incident ?? []);
        expect(incidents.map(({ checkName }) => checkName).sort()).toEqual(STORM.toSorted());
        expect(new Set(incidents.map(({ status }) => status))).toEqual(new Set(['resolved']));
        expect(incidents.flatMap(({ steps }) => steps.filter(({ status }) => status !== 'done'))).toEqual([]);
        const speaking = incidents.filter(({ parent }) => parent === undefined);
        expect(speaking).toHaveLength(1);
        expect(await store.stormOf(speaking[0]!.id)).toMatchObject({ total: 2, open: 0 });
        const told = world.told.filter((what) => what !== 'Check State Change');
        const again = told.lastIndexOf(world.lastTold ?? '');
        const isTwice =
          told.filter((what) => what === world.lastTold).length >
          STORM_TOLD.filter((what) => what === world.lastTold).length;
        const once = isTwice ? told.toSpliced(again, 1) : told;
        const words = once.filter((what) => !isFollowUp(what));
        expect(words.toSorted()).toEqual(STORM_TOLD.toSorted());
        expect(once.filter(isFollowUp).length).toBeLessThanOrEqual(4);
      },
    );

    it('has fewer effects than were tried', async () => {
      await using place = await open();
      const life = new Life(10_000);
      await new World(await place.connect(), STORM).run(life);
      expect(life.effects).toBeGreaterThan(STORM_EFFECTS / 2);
      expect(life.effects).toBeLessThanOrEqual(STORM_EFFECTS);
    });
  });
};
