import { describe, expect, it, onTestFinished } from 'vitest';

import { probeShard, type ShardPorts } from '../../lib/aws/probe-shard.ts';
import type { LocationTick } from '../../lib/aws/location-probers.ts';
import type { Check } from '../../lib/core/check.ts';
import { nextShardTick } from '../../lib/core/dispatch.ts';
import type { MetricDatum } from '../../lib/core/metrics/metric.ts';
import type { DueStep, StateStore } from '../../lib/core/ports.ts';
import type { ProbeResult } from '../../lib/core/probe/result.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { http } from '../../lib/probers/http.ts';
import { fakeClock, probeCheck } from '../support/probe-check.ts';
import { probeResult } from '../support/probe-result.ts';
import { alertPolicy } from '../support/alert-policy.ts';

const ALL = { from: 0, to: 1 };
const TICK = nextShardTick(ALL, 60_000, 1_700_000_000_000);
const target = { url: 'https://example.com/', method: 'GET' };
const alert = alertPolicy({ failureThreshold: 1 });

interface Options {
  readonly checks: readonly Check[];
  readonly lateMs?: number;
  readonly answers?: (request: LocationTick) => readonly ProbeResult[];
  readonly countedTogether?: ShardPorts['countedTogether'];
  readonly store?: (store: StateStore) => StateStore;
}

const world = ({
  checks,
  lateMs = 0,
  answers = () => [],
  store = (each) => each,
  countedTogether = 'fleet',
}: Options) => {
  const local = openLocalStore(':memory:');
  onTestFinished(() => local.close());
  const metrics: MetricDatum[] = [];
  const results: ProbeResult[] = [];
  const probed: string[] = [];
  const asked: LocationTick[] = [];
  const woken: DueStep[] = [];
  const ports: ShardPorts = {
    plan: { checksIn: async () => checks },
    loadProber: async () => http,
    monitor: {
      store: store(local.state),
      clock: fakeClock(TICK + lateMs),
      queue: { wake: async (due) => void woken.push(due) },
      bus: { publish: async () => undefined },
    },
    probeHere: async (check, run) => {
      probed.push(check.name);
      const verdict = check.name.startsWith('down') ? 'down' : 'up';
      return probeResult({ checkName: check.name, tick: run.tick, verdict, location: run.location });
    },
    cpuShare: 1,
    countedTogether,
    askLocation: async (request) => {
      asked.push(request);
      return new Map(answers(request).map((result) => [result.checkName, result]));
    },
    metrics: { put: async (data) => void metrics.push(...data) },
    results: { record: async (more) => void results.push(...more) },
  };
  const run = () => probeShard({ range: ALL, tick: TICK }, ports, new AbortController().signal);
  const missed = () =>
    metrics
      .filter(({ name }) => name === 'MissedProbes')
      .map(({ dimensions, counts }) => ({ ...dimensions, missed: counts[0] }));
  return { run, metrics, results, probed, asked, woken, missed, store: local.state };
};

describe('a shard', () => {
  it('probes what is due, judges it, and records metrics and results', async () => {
    const checks = [
      probeCheck({ name: 'up', target }),
      probeCheck({ name: 'down', target, alert }),
      probeCheck({ name: 'not due', target, intervalMs: 7 * 60_000 + 1_000 }),
    ];
    const at = world({ checks });
    await at.run();
    expect(at.probed.sort()).toEqual(['down', 'up']);
    expect(at.results.map(({ checkName }) => checkName).sort()).toEqual(['down', 'up']);
    const failed = at.metrics.filter(({ name }) => name === 'Failed');
    const byCheck = failed.map(({ dimensions, values }) => [dimensions['CheckName'], values]);
    expect(Object.fromEntries(byCheck)).toEqual({ down: [1], up: [0] });
    expect((await at.store.incidents({ limit: 5 })).map(({ checkName }) => checkName)).toEqual(['down']);
    expect(at.woken.length).toBeGreaterThan(0);
    expect(at.missed()).toEqual([]);
  });

  it.each([
    { countedTogether: 'fleet', groups: { fleet: 1 } },
    { countedTogether: 'all', groups: { fleet: 1, shop: 2 } },
  ] as const)('counts the probes of $countedTogether checks together: $groups', async (row) => {
    const checks = [
      probeCheck({ name: 'up-a', target, group: 'shop' }),
      probeCheck({ name: 'up-b', target, group: 'shop' }),
      probeCheck({ name: 'up-c', target, metrics: 'fleet' }),
    ];
    const at = world({ checks, countedTogether: row.countedTogether });
    await at.run();
    const counted = at.metrics.filter(({ name }) => name === 'Probes');
    expect(
      Object.fromEntries(counted.map(({ dimensions, values }) => [dimensions['Group'], values[0]])),
    ).toEqual(row.groups);
  });

  it('counts a tick that comes twice once', async () => {
    const at = world({
      checks: [probeCheck({ name: 'down', target, alert: alertPolicy({ failureThreshold: 2 }) })],
    });
    await at.run();
    await at.run();
    expect(await at.store.state('down')).toMatchObject({ downInARow: 1 });
    expect(await at.store.incidents({ limit: 5 })).toEqual([]);
  });

  it.each([
    { lateMs: 30_000, probed: ['a'], missed: [] },
    { lateMs: 30_001, probed: [], missed: [{ Location: 'home', missed: 1 }] },
  ])(
    '$lateMs ms late with an interval of 60 s: probes $probed, counts $missed as missed',
    async ({ lateMs, ...expected }) => {
      const at = world({ checks: [probeCheck({ name: 'a', target })], lateMs });
      await at.run();
      expect({ probed: at.probed, missed: at.missed() }).toEqual(expected);
    },
  );

  it('lets one check that cannot be judged harm no other, and counts it as missed', async () => {
    const failing = (store: StateStore): StateStore => ({
      ...store,
      commit: (change) =>
        change.checkName === 'down-poisoned' ? Promise.reject(new Error('poisoned')) : store.commit(change),
    });
    const checks = ['down-poisoned', 'down', 'up'].map((name) => probeCheck({ name, target, alert }));
    const at = world({ checks, store: failing });
    await at.run();
    expect((await at.store.incidents({ limit: 5 })).map(({ checkName }) => checkName)).toEqual(['down']);
    expect(at.missed()).toEqual([{ Location: 'home', missed: 1 }]);
  });

  it('fails as a whole when the states cannot be read, so that the message comes again', async () => {
    const at = world({
      checks: [probeCheck({ name: 'a', target })],
      store: (store) => ({ ...store, unhealthy: () => Promise.reject(new Error('table is away')) }),
    });
    await expect(at.run()).rejects.toThrow('table is away');
    expect(at.probed).toEqual([]);
  });
});

describe('another location', () => {
  const locations = ['home', 'eu-west-1'];

  it('is asked once for all of its checks, and votes', async () => {
    const checks = [
      probeCheck({
        name: 'up-a',
        target,
        locations,
        alert: alertPolicy({ failureThreshold: 1, quorum: 'any' }),
      }),
      probeCheck({ name: 'up-b', target, locations }),
      probeCheck({ name: 'up-c', target }),
    ];
    const at = world({
      checks,
      answers: ({ runs, location, tick }) =>
        runs.map(({ check }) =>
          probeResult({
            checkName: check.name,
            location,
            tick,
            verdict: check.name === 'up-a' ? 'down' : 'up',
          }),
        ),
    });
    await at.run();
    expect(at.asked.map(({ location, runs }) => [location, runs.map(({ check }) => check.name)])).toEqual([
      ['eu-west-1', ['up-a', 'up-b']],
    ]);
    const [open] = await at.store.incidents({ limit: 5 });
    expect(open).toMatchObject({ checkName: 'up-a', locations: ['eu-west-1'] });
    expect(at.missed()).toEqual([]);
  });

  it('that is silent does not vote, and is counted as missed', async () => {
    const at = world({ checks: [probeCheck({ name: 'up', target, locations })] });
    await at.run();
    expect(await at.store.incidents({ limit: 5 })).toEqual([]);
    expect(at.missed()).toEqual([{ Location: 'eu-west-1', missed: 1 }]);
  });
});
