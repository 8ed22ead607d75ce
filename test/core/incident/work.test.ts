import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Diagnosis } from '../../../lib/core/diagnosis/diagnosis.ts';
import { transition } from '../../../lib/core/incident/transition.ts';
import type { WorkPorts } from '../../../lib/core/incident/work-ports.ts';
import { sweep } from '../../../lib/core/incident/work.ts';
import { notificationOf } from '../../../lib/core/notify/notification-of.ts';
import { openLocalStore, type LocalStore } from '../../../lib/local/sqlite/local-store.ts';
import { alertPolicy } from '../../support/alert-policy.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';

const MINUTE = 60_000;

const DIAGNOSIS: Diagnosis = {
  correlation: 'request',
  cause: null,
  alternatives: [],
  exception: null,
  snippet: [],
  evidence: [],
  ruledOut: [],
  gaps: [],
  remedy: [],
  fingerprint: 'f1',
  read: { bytes: 0, records: 0 },
};

/** A world with a clock that stands still, a real store, and channels that write down what they are sent. */
class World {
  now = 10 * MINUTE;
  readonly store: LocalStore = openLocalStore(':memory:');
  readonly sent: string[] = [];
  readonly published: string[] = [];
  broken = new Set<string>();
  muted = false;
  private readonly policy = alertPolicy({ notify: ['slack', 'pager'], remindEveryMs: 30 * MINUTE });

  readonly ports: WorkPorts = {
    store: this.store.state,
    clock: { now: () => this.now, monotonic: () => this.now, sleep: async () => undefined },
    bus: { publish: async ({ type }) => void this.published.push(type) },
    sender: {
      send: async (request) => {
        if (request.transport !== 'terminal') throw new Error('not a terminal');
        const channel = request.text.split(' ')[0] ?? '';
        if (this.broken.has(channel)) throw new Error(`${channel} is down`);
        this.sent.push(request.text);
      },
    },
    isMuted: async () => this.muted,
    checkOf: () => undefined,
    diagnose: async () => {
      if (this.broken.has('diagnose')) throw new Error('no logs today');
      return DIAGNOSIS;
    },
    notificationOf: (incident, kind) => notificationOf(incident, { kind, at: this.now, check: undefined }),
    requestOf: async (channel, { kind, incident }) => ({
      transport: 'terminal',
      text: `${channel} ${kind}${incident.diagnosis ? ' with diagnosis' : ''}`,
    }),
  };

  async judge(verdict: 'up' | 'down'): Promise<void> {
    this.now += MINUTE;
    const state = await this.store.state.state('orders');
    const votes = [{ location: 'home', verdict }];
    const failing = verdict === 'down' ? [failingAttempt({ tick: this.now })] : [];
    const tick = { checkName: 'orders', at: this.now, intervalMs: MINUTE, votes, failing, diagnosable: true };
    const change = transition(state, tick, this.policy, this.now);
    if (change) expect(await this.store.state.commit(change)).toBe('committed');
  }

  async open(): Promise<void> {
    await this.judge('down');
    await this.judge('down');
  }

  async work(afterMs = 0): Promise<void> {
    this.now += afterMs;
    const { signal } = new AbortController();
    while ((await sweep(this.ports, 100, signal)).some(({ outcome }) => outcome === 'done'));
  }
}

describe('working off what an incident owes', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.store.close());

  it('tells every channel once, with the diagnosis that was ready in time', async () => {
    await world.open();
    await world.work();
    await world.work(MINUTE);
    expect(world.sent.sort()).toEqual(['pager opened with diagnosis', 'slack opened with diagnosis']);
    expect(world.published.sort()).toEqual(['Incident Diagnosed', 'Incident Opened']);
  });

  it('tells without the diagnosis when that takes too long, and follows up once', async () => {
    world.broken.add('diagnose');
    await world.open();
    await world.work();
    await world.work(20_000);
    expect(world.sent.sort()).toEqual(['pager opened', 'slack opened']);
    world.broken.clear();
    await world.work(MINUTE);
    expect(world.sent.slice(2).sort()).toEqual([
      'pager diagnosed with diagnosis',
      'slack diagnosed with diagnosis',
    ]);
  });

  it('repeats a channel that is down, and not the other', async () => {
    world.broken.add('slack');
    await world.open();
    await world.work();
    for (let hour = 0; hour < 60; hour++) await world.work(MINUTE / 2);
    world.broken.clear();
    await world.work(10 * MINUTE);
    const opened = world.sent.filter((text) => text.includes('opened'));
    expect(opened.sort()).toEqual(['pager opened with diagnosis', 'slack opened with diagnosis']);
  });

  it('keeps the notifications of a maintenance window until its end', async () => {
    world.muted = true;
    await world.open();
    await world.work();
    await world.work(5 * MINUTE);
    expect(world.sent).toEqual([]);
    world.muted = false;
    await world.work(10 * MINUTE);
    expect(world.sent).toHaveLength(2);
  });

  it('says nothing of the end before the beginning', async () => {
    world.broken.add('slack');
    await world.open();
    await world.work();
    await world.judge('up');
    await world.judge('up');
    await world.work();
    expect(world.sent.filter((text) => text.startsWith('slack'))).toEqual([]);
    world.broken.clear();
    for (let tries = 0; tries < 10; tries++) await world.work(MINUTE);
    expect(world.sent.filter((text) => text.startsWith('slack'))).toEqual([
      'slack opened with diagnosis',
      'slack resolved with diagnosis',
    ]);
  });

  it('parks a diagnosis that keeps failing', async () => {
    world.broken.add('diagnose');
    await world.open();
    for (let tries = 0; tries < 10; tries++) await world.work(MINUTE);
    const [incident] = await world.store.state.incidents({ limit: 1 });
    expect(incident?.steps.find(({ kind }) => kind === 'diagnose')).toMatchObject({
      status: 'parked',
      taken: 4,
      lastError: 'no logs today',
    });
  });

  it('gives up a step whose worker dies in every try', async () => {
    await world.open();
    const id = (await world.store.state.incidents({ limit: 1 }))[0]?.id ?? '';
    for (let death = 0; death < 4; death++) {
      world.now += 4 * MINUTE;
      expect(await world.store.state.takeStep(id, 'diagnose:opened', world.now, world.now + 3 * MINUTE)).toBe(
        true,
      );
    }
    await world.work(4 * MINUTE);
    const steps = (await world.store.state.incident(id))?.steps ?? [];
    expect(steps.find((step) => step.id === 'diagnose:opened')).toMatchObject({
      status: 'parked',
      lastError: 'its worker died in each of 4 tries',
    });
    expect(world.sent.sort()).toEqual(['pager opened', 'slack opened']);
  });

  it('takes each step once when two workers sweep at the same time', async () => {
    await world.open();
    const { signal } = new AbortController();
    for (let round = 0; round < 4; round++)
      await Promise.all([sweep(world.ports, 100, signal), sweep(world.ports, 100, signal)]);
    expect(world.sent.sort()).toEqual(['pager opened with diagnosis', 'slack opened with diagnosis']);
  });

  it('takes up what a dead worker held, once its lease is over', async () => {
    await world.open();
    const dead: WorkPorts = { ...world.ports, diagnose: () => new Promise<never>(() => undefined) };
    void sweep(dead, 100, new AbortController().signal);
    await world.work(MINUTE);
    expect(world.sent.every((text) => !text.includes('diagnosis'))).toBe(true);
    await world.work(3 * MINUTE);
    expect(world.sent.filter((text) => text.includes('with diagnosis'))).toHaveLength(2);
  });
});
