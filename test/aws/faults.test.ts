import { describe, expect, it, onTestFinished } from 'vitest';

import type { Incident } from '../../lib/core/incident/incident.ts';
import type { StateStore } from '../../lib/core/ports.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { FunctionsWorld, undisturbed, type Process, type WorldOptions } from '../support/functions-world.ts';
import { shopConfig } from '../support/shop-config.ts';

/** What one incident with two channels makes its world hear. */
const HEARD = [
  'Incident Diagnosed',
  'Incident Opened',
  'Incident Resolved',
  'opened https://one.example.com/',
  'opened https://two.example.com/',
  'resolved https://one.example.com/',
  'resolved https://two.example.com/',
];

const LATE = ['diagnosed https://one.example.com/', 'diagnosed https://two.example.com/'];

/** A shop that is down from minute 0 up to, and without, minute 5. */
const worldWith = (options: Partial<WorldOptions> & { readonly store?: StateStore } = {}) => {
  const local = openLocalStore(':memory:');
  onTestFinished(() => local.close());
  const store = options.store ?? local.state;
  const world = new FunctionsWorld({
    config: shopConfig(['orders']),
    store,
    verdict: (minute) => (minute < 5 ? 'down' : 'up'),
    ...options,
  });
  const incidents = async (): Promise<readonly Incident[]> =>
    (await Promise.all([...world.incidentIds].map((id) => store.incident(id)))).flatMap((each) => each ?? []);
  return { world, store, incidents };
};

/** Disturbs effects as long as it is switched on. */
const fault = (matches: RegExp, message: string) => {
  const state = { on: true, hits: 0 };
  const process: Process = {
    effect: async (what, run) => {
      if (!state.on || !matches.test(what)) return run();
      state.hits += 1;
      throw new Error(message);
    },
    excuses: (error) => error instanceof Error && error.message.includes(message),
  };
  return Object.assign(state, { begin: () => process });
};

const heard = ({ told }: FunctionsWorld): readonly string[] =>
  told.filter((what) => what !== 'Check State Change').toSorted();

const open = (incidents: readonly Incident[]) =>
  incidents.flatMap(({ steps }) => steps.filter(({ status }) => status !== 'done').map(({ id }) => id));

describe('nothing is lost, and nothing told twice, when', () => {
  it.each(['commit', 'takeStep', 'claim', 'recur'])('DynamoDB throttles %s for two minutes', async (what) => {
    const throttled = fault(new RegExp(`^${what}$`), 'ProvisionedThroughputExceededException');
    const { world, incidents } = worldWith({ begin: throttled.begin });
    await world.run(3);
    throttled.on = false;
    await world.run(20);
    expect(throttled.hits).toBeGreaterThan(0);
    const told = heard(world);
    expect(told.filter((word) => !LATE.includes(word))).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('DynamoDB throttles what notes that a word was told: it is told again', async () => {
    const throttled = fault(/^finishStep$/, 'ProvisionedThroughputExceededException');
    const { world, incidents } = worldWith({ begin: throttled.begin });
    await world.run(3);
    throttled.on = false;
    await world.run(20);
    const told = heard(world).filter((word) => !LATE.includes(word));
    expect([...new Set(told)]).toEqual(HEARD);
    expect(told.filter((word) => word.startsWith('resolved'))).toHaveLength(2);
    expect(open(await incidents())).toEqual([]);
  });

  it('another process wrote the state first', async () => {
    const { world, store, incidents } = worldWith({
      begin: () => ({
        ...undisturbed,
        effect: async (what, run) => {
          const value = await run();
          // The answer of a write that was made is lost on the way, so that it is made again.
          if (what === 'commit' && world.told.length === 0 && (await store.state('orders'))?.version === 2)
            return 'stale' as typeof value;
          return value;
        },
      }),
    });
    await world.run(12);
    expect(heard(world)).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('SQS delivers every message twice', async () => {
    const { world, incidents } = worldWith({ deliveries: 2 });
    await world.run(14);
    expect(heard(world)).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('SQS delivers every message 40 seconds late, which counts the probes as missed', async () => {
    const { world, incidents } = worldWith({ lateMs: 40_000 });
    await world.run(6);
    expect(world.missed).toBe(6);
    expect(await incidents()).toEqual([]);
  });

  it('SQS delivers every message 20 seconds late', async () => {
    const { world, incidents } = worldWith({ lateMs: 20_000 });
    await world.run(16);
    expect(world.missed).toBe(0);
    expect(heard(world).filter((word) => !LATE.includes(word))).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('waking a worker fails every time', async () => {
    const deaf = fault(/^wake$/, 'the queue is away');
    const { world, incidents } = worldWith({ begin: deaf.begin });
    await world.run(4);
    expect(heard(world)).toEqual([]);
    deaf.on = false;
    await world.run(16);
    expect(heard(world).filter((word) => !LATE.includes(word))).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('a channel is down for an hour, and the other is told at once', async () => {
    const down = fault(/^send https:\/\/one/, 'one.example.com answered 503');
    const { world, incidents } = worldWith({
      begin: down.begin,
      verdict: (minute) => (minute < 70 ? 'down' : 'up'),
    });
    await world.run(60);
    expect(heard(world)).toEqual([
      'Incident Diagnosed',
      'Incident Opened',
      'opened https://two.example.com/',
    ]);
    expect(down.hits).toBeGreaterThan(6);
    down.on = false;
    await world.run(40);
    expect(heard(world)).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('the bus is away for ten minutes', async () => {
    const away = fault(/^send the bus$/, 'the bus is away');
    const { world, incidents } = worldWith({ begin: away.begin });
    await world.run(10);
    away.on = false;
    await world.run(20);
    expect(heard(world)).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('a diagnosis fails twice: people hear of the incident in time, and of the cause later', async () => {
    let failures = 2;
    const { world, incidents } = worldWith({
      diagnose: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('the logs cannot be read');
        return (await import('../support/notification.ts')).diagnosis();
      },
    });
    await world.run(3);
    expect(heard(world)).toContain('opened https://one.example.com/');
    await world.run(14);
    expect(heard(world)).toEqual([...HEARD, ...LATE].toSorted());
    const [incident] = await incidents();
    expect(incident?.diagnosis?.cause?.id).toBe('datastore.unreachable');
  });

  it('a diagnosis never ends: it is given up after four tries, and people heard of the incident', async () => {
    const { world, incidents } = worldWith({
      diagnose: async () => {
        throw new Error('The operation was aborted due to timeout');
      },
    });
    await world.run(16);
    const [incident] = await incidents();
    const given = incident?.steps.filter(({ status }) => status === 'parked');
    expect(given).toMatchObject([{ id: 'diagnose:opened', taken: 4 }]);
    expect(heard(world)).toEqual(HEARD.filter((what) => what !== 'Incident Diagnosed'));
  });

  it('the clocks of the functions differ by two minutes', async () => {
    let turn = 0;
    const skews = [-60_000, 0, 60_000];
    const { world, incidents } = worldWith({
      begin: () => ({ ...undisturbed, skewMs: skews[turn++ % skews.length] ?? 0 }),
      verdict: (minute) => (minute < 10 ? 'down' : 'up'),
    });
    await world.run(30);
    expect(heard(world).filter((word) => !LATE.includes(word))).toEqual(HEARD);
    expect(open(await incidents())).toEqual([]);
  });

  it('a deploy in the middle of an incident changes the number of shards', async () => {
    const names = ['orders', 'cart', 'search', 'billing'];
    const { world, incidents } = worldWith({
      config: shopConfig(names),
      shards: (minute) => (minute < 3 ? 1 : minute < 4 ? 16 : 2),
    });
    await world.run(20);
    const found = await incidents();
    expect(found.map(({ checkName }) => checkName).sort()).toEqual(names.toSorted());
    expect(found.map(({ status }) => status)).toEqual(Array(4).fill('resolved'));
    expect(open(found)).toEqual([]);
    expect(heard(world).filter((what) => what.startsWith('opened https://one'))).toHaveLength(1);
  });

  it('a deploy in the middle of an incident takes its check out of the config', async () => {
    const { world, incidents } = worldWith({
      config: shopConfig(['orders', 'other']),
      verdict: (_, name) => (name === 'orders' ? 'down' : 'up'),
      isListed: (minute, name) => name === 'other' || minute < 4,
    });
    await world.run(10);
    expect(heard(world)).toEqual(HEARD);
    expect(await incidents()).toMatchObject([{ status: 'resolved', retired: true }]);
    expect(open(await incidents())).toEqual([]);
  });

  it('10,000 incidents open at once', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `check-${index}`);
    const { world } = worldWith({
      config: { ...shopConfig(names, ''), maintenance: [] },
      verdict: () => 'down',
      shards: () => 16,
    });
    await world.run(5, 2);
    const told = heard(world);
    for (const what of [
      'Incident Opened',
      'opened https://one.example.com/',
      'opened https://two.example.com/',
    ])
      expect(
        told.filter((each) => each === what),
        what,
      ).toHaveLength(10_000);
    expect(told).toHaveLength(30_000);
  }, 180_000);
});
