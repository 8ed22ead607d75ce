import { describe, expect, it, onTestFinished } from 'vitest';

import { virtualTime } from '../../bench/sim/virtual-time.ts';
import { probeShard } from '../../lib/aws/probe-shard.ts';
import { probeSlowLane, type SlowLanePorts } from '../../lib/aws/probe-slow-lane.ts';
import type { TickPorts } from '../../lib/aws/probe-tick.ts';
import type { Check } from '../../lib/core/check.ts';
import { rangesOf, shardOf } from '../../lib/core/config/plan.ts';
import { shardTicks, ticksIn, type SlowTicks } from '../../lib/core/dispatch.ts';
import type { MetricDatum } from '../../lib/core/metrics/metric.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { http } from '../../lib/probers/http.ts';
import { alertPolicy } from '../support/alert-policy.ts';
import { checkState } from '../support/incident.ts';
import { probeCheck } from '../support/probe-check.ts';
import { probeResult } from '../support/probe-result.ts';

const ALL = { from: 0, to: 1 };
const MINUTE = 60_000;
const START = 1_700_000_040_000;
const SHARDS = 4;
const target = { url: 'https://example.com/', method: 'GET' };
const alert = alertPolicy({ failureThreshold: 2 });

/** `down` hangs for as long as a timeout takes; `up` answers at once. */
const world = (checks: readonly Check[], start = START) => {
  const local = openLocalStore(':memory:');
  onTestFinished(() => local.close());
  const time = virtualTime(start);
  const { clock } = time;
  const metrics: MetricDatum[] = [];
  const probed: { readonly name: string; readonly tick: number; readonly alreadyDown: boolean }[] = [];
  const asked: {
    readonly tick: number;
    readonly runs: readonly (readonly [string, number | undefined])[];
  }[] = [];
  const parts: SlowTicks[] = [];
  const running: Promise<void>[] = [];
  const common: TickPorts = {
    loadProber: async () => http,
    monitor: {
      store: local.state,
      clock,
      queue: { wake: async () => undefined },
      bus: { publish: async () => undefined },
    },
    probeHere: async ({ name }, { tick, location, alreadyDown }) => {
      probed.push({ name, tick, alreadyDown });
      const hangs = name.startsWith('down');
      const result = probeResult({ checkName: name, tick, location, verdict: hangs ? 'down' : 'up' });
      return { ...result, endedAt: result.startedAt + (hangs ? 10_000 : 80) };
    },
    cpuShare: 1,
    countedTogether: 'fleet',
    askLocation: async ({ location, tick, runs }) => {
      asked.push({ tick, runs: runs.map(({ check, tick: own }) => [check.name, own] as const) });
      await clock.sleep(10_000);
      return new Map(
        runs.map(({ check, tick: own = tick }) => {
          const result = probeResult({ checkName: check.name, tick: own, location, verdict: 'down' });
          return [check.name, { ...result, endedAt: result.startedAt + 10_000 }];
        }),
      );
    },
    metrics: { put: async (data) => void metrics.push(...data) },
    results: { record: async () => undefined },
  };
  const ports: SlowLanePorts = {
    ...common,
    plan: {
      schedule: async () => ({ shards: SHARDS, intervalsMs: [10_000, MINUTE] }),
      check: async (name) => checks.find((check) => check.name === name),
    },
    enqueue: async (more) => {
      parts.push(...more);
      for (const part of more) time.at(part.from, () => call(part));
    },
  };
  const call = (slow: SlowTicks) => {
    running.push(probeSlowLane(slow, ports, new AbortController().signal));
  };
  const minute = async (at: number, until = at + MINUTE + 20_000) => {
    call({ range: ALL, from: at, to: at + MINUTE });
    await time.runUntil(until);
    await Promise.all(running);
  };
  const shard = (tick: Parameters<typeof probeShard>[0]) =>
    probeShard(
      tick,
      {
        ...common,
        plan: {
          checksIn: async ({ from }) => checks.filter(({ name }) => shardOf(name, SHARDS).from === from),
        },
      },
      new AbortController().signal,
    );
  return { minute, shard, probed, asked, parts, metrics, time, store: local.state };
};

const hanging = (checkName: string, more: Parameters<typeof checkState>[0] = {}) => ({
  checkName,
  expectedVersion: 0,
  state: checkState({ checkName, lane: { slowFrom: START, quickInARow: 0 }, ...more }),
});

describe('the slow lane', () => {
  it('probes what hangs, of all shards, each at its own ticks, and nothing else', async () => {
    const checks = [
      probeCheck({ name: 'down-a', target, alert }),
      probeCheck({ name: 'down-b', target, alert, intervalMs: 10_000 }),
      probeCheck({ name: 'up', target }),
    ];
    const at = world(checks);
    await at.store.commit(hanging('down-a'));
    await at.store.commit(hanging('down-b'));
    await at.minute(START);
    const ticksOf = (name: string) => at.probed.filter((each) => each.name === name).map(({ tick }) => tick);
    const window = { from: START, to: START + MINUTE };
    expect(ticksOf('down-a')).toEqual(ticksIn(shardOf('down-a', SHARDS), MINUTE, window));
    expect(ticksOf('down-b')).toEqual(ticksIn(shardOf('down-b', SHARDS), 10_000, window));
    expect(ticksOf('down-b')).toHaveLength(6);
    expect(ticksOf('up')).toEqual([]);
  });

  it('judges each tick on the one before, and tries once what is down', async () => {
    const at = world([probeCheck({ name: 'down', target, alert, intervalMs: 10_000 })]);
    await at.store.commit(hanging('down', { downInARow: 0, unclean: [], lastTick: 0 }));
    await at.minute(START);
    expect(at.probed.map(({ alreadyDown }) => alreadyDown)).toEqual([false, false, true, true, true, true]);
    expect(await at.store.incidents({ limit: 5 })).toHaveLength(1);
  });

  it('asks a location once for the ticks of ten seconds, so that one function waits there for what hangs', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `down-${index}`);
    const checks = names.map((name) =>
      probeCheck({ name, target, alert, locations: ['west'], intervalMs: 10_000 }),
    );
    const at = world(checks);
    for (const name of names) await at.store.commit(hanging(name));
    await at.minute(START);
    // Four shards, each with a moment of its own in every ten seconds.
    expect(at.asked.length).toBeLessThanOrEqual(7);
    const ticks = at.asked.flatMap(({ runs }) => runs);
    expect(ticks.length).toBe(8 * 6);
    for (const { tick, runs } of at.asked)
      for (const [name, own = 0] of runs) {
        expect(own - tick).toBeLessThan(10_000);
        expect(ticksIn(shardOf(name, SHARDS), 10_000, { from: own, to: own + 1 })).toEqual([own]);
      }
    expect(at.metrics.filter(({ name }) => name === 'MissedProbes')).toEqual([]);
  });

  it('does nothing where nothing hangs', async () => {
    const at = world([probeCheck({ name: 'up', target })]);
    await at.store.commit({ checkName: 'up', expectedVersion: 0, state: checkState({ checkName: 'up' }) });
    await at.minute(START);
    expect([at.probed, at.metrics]).toEqual([[], []]);
  });

  it('leaves out a check that left the config, and one whose time in the lane is not this minute', async () => {
    const at = world([probeCheck({ name: 'later', target }), probeCheck({ name: 'over', target })]);
    await at.store.commit(hanging('gone'));
    await at.store.commit(hanging('later', { lane: { slowFrom: START + MINUTE, quickInARow: 0 } }));
    await at.store.commit(hanging('over', { lane: { slowFrom: 0, quickInARow: 3, fastFrom: START } }));
    await at.minute(START);
    expect(at.probed).toEqual([]);
  });

  it('counts as missed what it is called too late for', async () => {
    const at = world([probeCheck({ name: 'down', target, intervalMs: 10_000 })], START + 31_000);
    await at.store.commit(hanging('down'));
    await at.minute(START);
    const missed = at.metrics.filter(({ name }) => name === 'MissedProbes').flatMap(({ counts }) => counts);
    expect({ probed: at.probed.length, missed: missed.length }).toEqual({ probed: 3, missed: 3 });
  });

  it('is divided where more hangs than a function has sockets', async () => {
    const checks = Array.from({ length: 901 }, (_, n) => probeCheck({ name: `down-${n}`, target }));
    const at = world(checks);
    for (const { name } of checks) await at.store.commit(hanging(name));
    await at.minute(START);
    const minute = { from: START, to: START + MINUTE };
    expect(at.parts.slice(0, 2)).toEqual([
      { range: { from: 0, to: 0.5 }, ...minute },
      { range: { from: 0.5, to: 1 }, ...minute },
    ]);
    expect(new Set(at.probed.map(({ name }) => name)).size).toBe(901);
    expect(at.probed).toHaveLength(901);
  });

  it('sleeps through no gap: what is due later is a message of its own', async () => {
    const at = world(['down-a', 'down-b'].map((name) => probeCheck({ name, target })));
    await at.store.commit(hanging('down-a'));
    await at.store.commit(hanging('down-b'));
    await at.minute(START);
    const ticks = at.probed.map(({ tick }) => tick).sort((a, b) => a - b);
    expect(at.parts).toEqual([...new Set(ticks)].map((tick) => ({ range: ALL, from: tick, to: tick + 1 })));
    expect(at.probed).toHaveLength(2);
  });
});

it('both lanes together probe every tick of a check once, while it hangs, recovers and hangs again', async () => {
  const names = Array.from({ length: 12 }, (_, n) => `check-${n}`);
  const checks = names.map((name, n) =>
    probeCheck({ name, target, alert, intervalMs: n % 2 ? MINUTE : 20_000 }),
  );
  const at = world(checks);
  const seen: string[] = [];
  // Hangs in a pattern of its own: some minutes on, some off.
  const hangs = (name: string, tick: number) => ((tick / MINUTE + name.length) | 0) % 9 < 4;
  for (let minute = START; minute < START + 40 * MINUTE; minute += MINUTE) {
    const ticks = shardTicks(rangesOf(SHARDS), [20_000, MINUTE], { from: minute, to: minute + MINUTE });
    for (const tick of ticks) at.time.at(tick.tick, () => void at.shard(tick));
    await at.minute(minute, minute + MINUTE - 1);
    seen.push(...at.probed.splice(0).map(({ name, tick }) => `${name} ${tick}`));
    for (const name of names) {
      const known = await at.store.state(name);
      const lane = hangs(name, minute)
        ? (known?.lane ?? { slowFrom: minute + 2 * MINUTE, quickInARow: 0 })
        : known?.lane && { ...known.lane, fastFrom: known.lane.fastFrom ?? minute + 2 * MINUTE };
      if (lane?.fastFrom !== undefined && lane.fastFrom <= minute) {
        await at.store.commit({ checkName: name, expectedVersion: known!.version, state: undefined });
      } else if (lane) {
        const version = (known?.version ?? 0) + 1;
        const state = checkState({ checkName: name, lastTick: 0, unclean: [], downInARow: 0, lane, version });
        await at.store.commit({ checkName: name, expectedVersion: known?.version ?? 0, state });
      }
    }
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(40 * (6 * 3 + 6));
});
