import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Check } from '../../../lib/core/check.ts';
import type { Incident } from '../../../lib/core/incident/incident.ts';
import { countStorm, grewMuch, inCharge, NO_STORM, stormKeys } from '../../../lib/core/incident/storm.ts';
import type { WorkPorts } from '../../../lib/core/incident/work-ports.ts';
import { sweep } from '../../../lib/core/incident/work.ts';
import { monitorCheck } from '../../../lib/core/monitor.ts';
import { headlineOf } from '../../../lib/core/notify/headline.ts';
import { notificationOf } from '../../../lib/core/notify/notification-of.ts';
import type { Verdict } from '../../../lib/core/probe/result.ts';
import { openLocalStore, type LocalStore } from '../../../lib/local/sqlite/local-store.ts';
import { configOf } from '../../support/config-of.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { incident, step } from '../../support/incident.ts';
import { diagnosis } from '../../support/notification.ts';
import { probeResult } from '../../support/probe-result.ts';

const MINUTE = 60_000;

const yaml = (names: readonly string[], more = ''): string => `
defaults:
  diagnose: { components: [{ file: db.log }] }
  alert: { failureThreshold: 1, successThreshold: 1, flaky: { count: 2, of: 6 }, notify: [slack] }
checks:
${names.map((name) => `  - { name: ${name}, url: "https://example.com/${name}" }`).join('\n')}
${more}
notifiers: { slack: { type: terminal }, pager: { type: terminal } }
`;

/** Checks with a log of their own each. */
const apart = (...names: readonly string[]): string =>
  names
    .map(
      (name) =>
        `  - { name: ${name}, url: "https://example.com/", diagnose: { components: [{ file: ${name}.log }] } }`,
    )
    .join('\n');

/** Checks of which each has a log in common with the one before it, and one with the one behind it. */
const linked = (names: readonly string[]): string =>
  names
    .map(
      (name, n) =>
        `  - { name: ${name}, url: "https://example.com/", diagnose: { components: [{ file: ${n}.log }, { file: ${n + 1}.log }] } }`,
    )
    .join('\n');

/** A world with a clock that moves by hand, a real store, and a channel that writes down the headlines. */
class World {
  now = 10 * MINUTE;
  readonly store: LocalStore = openLocalStore(':memory:');
  readonly told: string[] = [];
  readonly diagnosed: string[] = [];
  readonly muted = new Set<string>();
  /** What a diagnosis finds behind a check; nothing by default. */
  causeOf: (name: string) => string | undefined = () => undefined;
  diagnosable = true;
  readonly checks: ReadonlyMap<string, Check>;

  constructor(config: string) {
    this.checks = new Map(configOf(config).checks.map((check) => [check.name, check]));
  }

  get ports(): WorkPorts {
    return {
      store: this.store.state,
      clock: { now: () => this.now, monotonic: () => this.now, sleep: async () => undefined },
      bus: { publish: async () => undefined },
      sender: {
        send: async (request) => void this.told.push(request.transport === 'terminal' ? request.text : ''),
      },
      isMuted: async (name) => this.muted.has(name),
      checkOf: (name) => this.checks.get(name),
      diagnose: async ({ checkName }) => {
        if (!this.diagnosable) throw new Error('no logs today');
        this.diagnosed.push(checkName);
        const component = this.causeOf(checkName);
        const cause = component === undefined ? null : { ...diagnosis().cause!, component };
        return diagnosis({ cause, snippet: [] });
      },
      notificationOf: (given, kind) =>
        notificationOf(given, { kind, at: this.now, check: this.checks.get(given.checkName) }),
      requestOf: async (channel, notification) => ({
        transport: 'terminal',
        text: `${channel}: ${headlineOf(notification, 'link')}`,
      }),
    };
  }

  async judge(verdict: Verdict, ...names: readonly string[]): Promise<void> {
    this.now += 100;
    for (const name of names) {
      const check = this.checks.get(name)!;
      const known = await this.store.state.state(name);
      await monitorCheck(check, this.now, known, {
        ...this.ports,
        queue: { wake: async () => undefined },
        probe: async () => probeResult({ checkName: name, tick: this.now, verdict }),
        failingOf: () => (verdict === 'up' ? [] : [failingAttempt({ tick: this.now })]),
      });
    }
  }

  /** Lets time pass, with a sweep each second or so. */
  async pass(ms: number, everyMs = 1_000): Promise<void> {
    for (const end = this.now + ms; this.now < end; this.now += everyMs) await this.sweep();
  }

  async sweep(): Promise<void> {
    const { signal } = new AbortController();
    while ((await sweep(this.ports, 500, signal)).some(({ outcome }) => outcome === 'done'));
  }

  incidentOf = async (name: string): Promise<Incident | undefined> => {
    const state = await this.store.state.state(name);
    return state?.incidentId === undefined ? undefined : this.store.state.incident(state.incidentId);
  };
}

describe('a storm', () => {
  let world: World;
  const start = (names: readonly string[], more?: string): void => {
    world = new World(yaml(names, more));
  };
  beforeEach(() => start(['orders', 'billing', 'search']));
  afterEach(() => world.store.close());

  it('is one page, one diagnosis and one end', async () => {
    await world.judge('down', 'orders', 'billing', 'search');
    await world.pass(30_000);
    expect(world.told).toEqual(['slack: orders and 2 other checks are down']);
    expect(world.diagnosed).toEqual(['orders']);
    await world.judge('up', 'orders', 'billing', 'search');
    await world.pass(30_000);
    expect(world.told.slice(1)).toEqual(['slack: orders and 2 other checks are up again after 30s']);
    await world.pass(5 * MINUTE);
    expect(world.told).toHaveLength(2);
    expect(await world.store.state.dueSteps(1e15, 10)).toEqual([]);
  });

  it('is over when the last of its checks is', async () => {
    await world.judge('down', 'orders', 'billing', 'search');
    await world.pass(30_000);
    await world.judge('up', 'orders', 'search');
    await world.pass(10 * MINUTE);
    expect(world.told).toHaveLength(1);
    await world.judge('up', 'billing');
    await world.pass(MINUTE);
    expect(world.told.slice(1)).toEqual([
      expect.stringMatching(/^slack: orders and 2 other checks are up again after 10m/),
    ]);
  });

  it('tells once more of checks that joined after the first word', async () => {
    await world.judge('down', 'orders');
    await world.pass(30_000);
    await world.judge('down', 'billing', 'search');
    await world.pass(3 * MINUTE);
    expect(world.told).toEqual(['slack: orders is down', 'slack: orders and 2 other checks are down']);
  });

  it('lasts as long as others keep joining, and no longer', async () => {
    start(['a', 'b', 'c', 'd']);
    await world.judge('down', 'a');
    await world.pass(100_000);
    await world.judge('down', 'b');
    await world.pass(100_000);
    await world.judge('down', 'c');
    await world.pass(MINUTE * 3);
    await world.judge('down', 'd');
    await world.pass(MINUTE * 3);
    expect(world.told).toEqual([
      'slack: a is down',
      'slack: a and 1 other check are down',
      'slack: a and 2 other checks are down',
      'slack: d is down',
    ]);
  });

  it('is not joined by who tells others, or shares nothing', async () => {
    start(
      ['orders'],
      `  - { name: paged, url: "https://example.com/", alert: { failureThreshold: 1, notify: [pager] } }
  - { name: apart, url: "https://example.com/", diagnose: { components: [{ file: other.log }] } }
  - { name: blind, url: "https://example.com/", diagnose: { components: [] } }`,
    );
    await world.judge('down', 'orders', 'paged', 'apart', 'blind');
    await world.pass(MINUTE);
    expect(world.told.toSorted()).toEqual([
      'pager: paged is down',
      'slack: apart is down',
      'slack: blind is down',
      'slack: orders is down',
    ]);
  });

  it('that is degraded speaks for none that is down, which speaks for those that get worse', async () => {
    for (const verdict of ['flaky', 'flaky'] as const)
      await world.judge(verdict, 'orders', 'billing', 'search');
    await world.pass(MINUTE);
    expect(world.told).toEqual(['slack: orders and 2 other checks are degraded']);
    await world.judge('down', 'billing', 'search', 'orders');
    await world.pass(MINUTE);
    expect(world.told.slice(1)).toEqual([
      'slack: billing and 1 other check are down again',
      'slack: orders is down again',
    ]);
  });

  it('takes back who fails again, and hears nothing of it', async () => {
    await world.judge('down', 'orders', 'billing', 'search');
    await world.pass(4 * MINUTE);
    await world.judge('up', 'billing');
    await world.pass(MINUTE);
    await world.judge('down', 'billing');
    await world.pass(MINUTE);
    expect((await world.incidentOf('billing'))?.parent?.incidentId).toBe(
      (await world.incidentOf('orders'))?.id,
    );
    expect(world.told).toHaveLength(1);
  });

  it('hears nothing of its first check going up and down while others stay down', async () => {
    await world.judge('down', 'orders', 'billing');
    await world.pass(4 * MINUTE);
    for (let round = 0; round < 3; round++) {
      await world.judge('up', 'orders');
      await world.pass(MINUTE);
      await world.judge('down', 'orders');
      await world.pass(MINUTE);
    }
    expect(world.told).toHaveLength(1);
    await world.judge('up', 'orders', 'billing');
    await world.pass(MINUTE);
    expect(world.told.slice(1)).toEqual([expect.stringContaining('orders and 1 other check are up again')]);
  });

  it('whose first check is in maintenance is told by another', async () => {
    world.muted.add('orders');
    await world.judge('down', 'orders', 'billing', 'search');
    await world.pass(2 * MINUTE);
    expect(world.told).toEqual([
      expect.stringMatching(/^slack: (?:billing|search) and 1 other check are down$/),
    ]);
  });

  it('is told by those that joined when what they joined never came', async () => {
    const [key] = stormKeys(world.checks.get('orders')!, 'down');
    await world.store.state.claim(
      { key: key!.key, incidentId: 'died', until: world.now + 2 * MINUTE },
      undefined,
    );
    await world.judge('down', 'orders', 'billing');
    await world.pass(MINUTE);
    expect(world.told).toEqual([
      expect.stringMatching(/^slack: (?:orders|billing) and 1 other check are down$/),
    ]);
  });

  it('that is over is joined by nobody', async () => {
    await world.judge('down', 'orders');
    await world.pass(10_000);
    await world.judge('up', 'orders');
    await world.pass(10_000);
    await world.judge('down', 'billing');
    await world.pass(10_000);
    expect(world.told.map((line) => line.replace(/ after .*/, ''))).toEqual([
      'slack: orders is down',
      'slack: orders is up again',
      'slack: billing is down',
    ]);
  });

  it('comes together by what was diagnosed, where the checks share nothing in the config', async () => {
    start([], apart('a', 'b', 'c', 'd'));
    world.causeOf = (name) => `postgres ${name === 'd' ? 'other' : 'db'}.internal:5432`;
    await world.judge('down', 'a', 'b', 'c', 'd');
    await world.pass(3 * MINUTE);
    expect(world.told.toSorted()).toEqual([
      'slack: a and 2 other checks are down: the datastore cannot be reached',
      'slack: d is down: the datastore cannot be reached',
    ]);
    expect(world.diagnosed.toSorted()).toEqual(['a', 'b', 'c', 'd']);
    await world.judge('up', 'a', 'b', 'c', 'd');
    await world.pass(MINUTE);
    const ends = world.told.slice(2).map((line) => line.replace(/ after .*/, ''));
    expect(ends.toSorted()).toEqual(['slack: a and 2 other checks are up again', 'slack: d is up again']);
    expect(await world.store.state.dueSteps(1e15, 10)).toEqual([]);
  });

  it('holds together a chain of checks that share something in pairs', async () => {
    start([], linked(['a', 'b', 'c', 'd', 'e', 'f']));
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await world.judge('down', name);
      await world.pass(3_000);
    }
    await world.pass(3 * MINUTE);
    expect(world.told).toEqual(['slack: a is down', 'slack: a and 5 other checks are down']);
    expect(world.diagnosed).toEqual(['a']);
    await world.judge('up', 'a', 'b', 'c', 'd', 'e', 'f');
    await world.pass(MINUTE);
    expect(world.told.slice(2)).toEqual([expect.stringMatching(/^slack: a and 5 other checks are up again/)]);
  });

  it('of a chain is over when nobody joins it any more: who shares its last link later is told', async () => {
    start([], linked(['a', 'b', 'c']));
    await world.judge('down', 'a', 'b');
    await world.pass(2 * MINUTE);
    await world.judge('down', 'c');
    await world.pass(3 * MINUTE);
    expect(world.told).toEqual(['slack: a and 1 other check are down', 'slack: c is down']);
  });

  it('lets who was told before its diagnosis tell its own end', async () => {
    start([], apart('a', 'b'));
    world.causeOf = () => 'postgres db.internal:5432';
    world.diagnosable = false;
    await world.judge('down', 'a', 'b');
    await world.pass(30_000);
    world.diagnosable = true;
    await world.pass(3 * MINUTE);
    await world.judge('up', 'a', 'b');
    await world.pass(MINUTE);
    const ends = world.told.filter((line) => line.includes('up again'));
    expect(ends.map((line) => line.replace(/ up again.*/, '')).toSorted()).toEqual([
      'slack: a is',
      'slack: b is',
    ]);
  });

  it('of 5,000 checks behind one database is two words and an end', async () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `c${index}`);
    world.store.close();
    start(names);
    for (let part = 0; part < 50; part++) {
      await world.judge('down', ...names.slice(part * 100, part * 100 + 100));
      await world.pass(1_200, 600);
    }
    await world.pass(3 * MINUTE, 2_000);
    expect(world.told).toHaveLength(2);
    expect(world.told[1]).toBe('slack: c0 and 4,999 other checks are down');
    expect(world.diagnosed).toEqual(['c0']);
    for (let part = 0; part < 50; part++) {
      await world.judge('up', ...names.slice(part * 100, part * 100 + 100));
      await world.pass(1_200, 600);
    }
    await world.pass(2 * MINUTE, 2_000);
    expect(world.told.slice(2)).toEqual([
      expect.stringMatching(/^slack: c0 and 4,999 other checks are up again/),
    ]);
  }, 120_000);
});

describe('the keys of a check', () => {
  const check = configOf(`
checks:
  - name: orders
    url: https://example.com/
    alert: { notify: [pager, mail] }
    diagnose:
      components: [{ rds: db }, { lambda: fn }, { rds: db, region: eu-west-1 }, { ecs: shop/orders }, { git: . }, { rds: db }]
notifiers: { mail: { type: terminal }, pager: { type: terminal } }
`).checks[0]!;

  it('are its components, by severity and channels; what only changes is none', () => {
    expect(stormKeys(check, 'down')).toEqual([
      { key: 'down mail,pager ecs:shop/orders', shared: 'ecs:shop/orders' },
      { key: 'down mail,pager eu-west-1 rds:db', shared: 'rds:db' },
      { key: 'down mail,pager lambda:fn', shared: 'lambda:fn' },
      { key: 'down mail,pager rds:db', shared: 'rds:db' },
    ]);
    expect(stormKeys(check, 'degraded')[3]?.key).toBe('degraded mail,pager rds:db');
  });
});

describe('who is in charge', () => {
  const word = (overrides: Parameters<typeof step>[0] = {}) =>
    step({
      id: `notify:resolved-${(9_000).toString(36)}:${overrides.channel ?? 'a'}`,
      kind: 'notify',
      notification: 'resolved',
      ...overrides,
    });
  const over = (...steps: Incident['steps']) => incident({ status: 'resolved', resolvedAt: 9_000, steps });

  it.each<[string, Incident, string]>([
    ['an open incident', incident(), 'yes'],
    ['one that joined another', incident({ parent: { incidentId: 'p', shared: 's', joinedAt: 1 } }), 'no'],
    ['one that is over, and has nothing to say', over(), 'no'],
    ['one that is over, and waits to say so', over(word({ taken: 1, waited: 1 })), 'yes'],
    ['one that says so now', over(word({ leasedUntil: 5 })), 'unclear'],
    ['one that said so', over(word({ status: 'done' })), 'no'],
    ['one that said so to some', over(word({ status: 'done' }), word({ channel: 'b' })), 'no'],
  ])('%s', (_, given, expected) => {
    expect(inCharge(given)).toBe(expected);
  });
});

it.each([
  [0, 0, false],
  [0, 1, true],
  [1, 2, true],
  [3, 4, false],
  [3, 5, true],
])('from %i others told to %i counted: worth telling is %s', (told, counted, expected) => {
  expect(grewMuch({ ...NO_STORM, open: told }, { ...NO_STORM, open: counted })).toBe(expected);
});

it('names those that joined when all of them are well again', () => {
  const joined = { checkName: 'a', isOpen: false, joinedAt: 1, shared: 'rds:db' };
  expect(countStorm([joined])).toMatchObject({ total: 1, open: 0, checks: ['a'] });
});
