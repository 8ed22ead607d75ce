import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, stat, truncate, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { openDatabase } from '../../lib/local/sqlite/database.ts';
import { openLocalStore, type LocalStore } from '../../lib/local/sqlite/local-store.ts';
import { metricSinkConformance } from '../conformance/metric-sink.ts';
import { poisonConformance, type Poisoned } from '../conformance/poison.ts';
import { stateStoreConformance } from '../conformance/state-store.ts';
import { stormsConformance } from '../conformance/storms.ts';
import { checkState, incident, step } from '../support/incident.ts';
import { probeResult } from '../support/probe-result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const place = async () => {
  const folder = await temporaryFolder();
  const opened: LocalStore[] = [];
  return {
    connect: async () => {
      const store = openLocalStore(folder.file('whydown.db'), { leftOut: () => undefined });
      opened.push(store);
      return store.state;
    },
    poison: async ({ state, incident: spoilt, text }: Poisoned) => {
      const store = openLocalStore(folder.file('whydown.db'));
      const change = { checkName: state.checkName, expectedVersion: 0, state };
      await store.state.commit({ ...change, incident: { kind: 'opened', incident: spoilt } });
      store.close();
      for (const table of ['check_state', 'incident'])
        spoil(
          folder.file('whydown.db'),
          `UPDATE ${table} SET body = '${text}' WHERE check_name = '${state.checkName}'`,
        );
    },
    [Symbol.asyncDispose]: async () => {
      for (const store of opened) store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
};

stateStoreConformance('SQLite', place);
stormsConformance('SQLite', place);
poisonConformance('SQLite', place);

describe('rows that cannot be read', () => {
  it('are told once each, with the file and the key', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('whydown.db');
    const told: string[] = [];
    using store = openLocalStore(path, { leftOut: (message) => told.push(message) });
    await store.state.commit({ checkName: 'orders', expectedVersion: 0, state: checkState() });
    await store.results.record([probeResult({ tick: 1 }), probeResult({ tick: 2 })]);
    spoil(path, "UPDATE check_state SET body = '{'");
    spoil(path, "UPDATE result SET body = '{' WHERE tick = 2");
    for (let times = 0; times < 2; times++) {
      expect(await store.state.unhealthy({ from: 0, to: 1 })).toEqual([]);
      expect((await store.results.last('orders', 1)).map(({ tick }) => tick)).toEqual([1]);
    }
    expect(told).toEqual([
      `database ${path}: row orders of check_state holds no JSON; delete it to go on`,
      `database ${path}: row orders 2 of result holds no JSON; delete it to go on`,
    ]);
  });

  it('count for nothing in the number of steps that a sweep takes', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('whydown.db');
    using store = openLocalStore(path, { leftOut: () => undefined });
    for (const [n, id] of ['first', 'second'].entries()) {
      const opened = incident({ id, checkName: id, steps: [step({ dueAt: n })] });
      const change = { checkName: id, expectedVersion: 0, state: undefined };
      await store.state.commit({ ...change, incident: { kind: 'opened', incident: opened } });
    }
    spoil(path, "UPDATE incident SET body = '[]' WHERE id = 'first'");
    expect((await store.state.dueSteps(1_000, 1)).map(({ incidentId }) => incidentId)).toEqual(['second']);
  });
});

metricSinkConformance('SQLite', async () => {
  const store = openLocalStore(':memory:');
  return {
    sink: store.metrics,
    read: (name, from, to) => store.metrics.read({ name, from, to }),
    [Symbol.asyncDispose]: async () => store.close(),
  };
});

describe('a database file', () => {
  it('is made with its folder, which only its owner may enter', async () => {
    await using folder = await temporaryFolder();
    using _ = openLocalStore(folder.file('.whydown/whydown.db'));
    expect((await stat(folder.file('.whydown'))).mode & 0o777).toBe(0o700);
  });

  it('keeps everything over a restart', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('whydown.db');
    const first = openLocalStore(path);
    await first.state.commit({ checkName: 'orders', expectedVersion: 0, state: checkState() });
    first.close();
    using second = openLocalStore(path);
    expect(await second.state.state('orders')).toEqual(checkState());
  });

  it('is opened by several processes at the same moment', async () => {
    await using folder = await temporaryFolder();
    const children = Array.from({ length: 4 }, () => startLoop(folder.file('whydown.db')));
    const exits = await Promise.all(
      children.map(async (child) => {
        const [word] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
        child.kill('SIGKILL');
        return String(word);
      }),
    );
    // Three of four meet stale versions only, which is what they should meet, and go on.
    expect(exits).toEqual(Array.from({ length: 4 }, () => 'under way\n'));
  });

  it('holds a state for every incident and an incident for every state after its writer was killed', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('whydown.db');
    const child = startLoop(path);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    using store = openLocalStore(path);
    const states = await store.state.unhealthy({ from: 0, to: 1 });
    const incidents = await store.state.incidents({ limit: 1e9 });
    expect(incidents.length).toBeGreaterThan(20);
    expect(new Set(states.map(({ incidentId }) => incidentId))).toEqual(
      new Set(incidents.map(({ id }) => id)),
    );
    expect(states).toHaveLength(incidents.length);
  });

  it.each([
    [
      'garbage',
      (path: string) => writeFile(path, 'not a database, '.repeat(100)),
      'file is not a database: it is damaged: move the file and its -wal and -shm away',
    ],
    [
      'cut short',
      async (path: string) => {
        const store = openLocalStore(path);
        for (let n = 0; n < 200; n++) await store.results.record([probeResult({ tick: n })]);
        store.close();
        await truncate(path, (await stat(path)).size / 2);
      },
      'is malformed: it is damaged: move the file and its -wal and -shm away',
    ],
    [
      'overwritten in the middle',
      async (path: string) => {
        const store = openLocalStore(path);
        for (let n = 0; n < 200; n++) await store.results.record([probeResult({ tick: n })]);
        store.close();
        const { size } = await stat(path);
        await using file = await open(path, 'r+');
        await file.write(Buffer.alloc(size / 2, 0xaa), 0, size / 2, 8_192);
      },
      'is damaged (',
    ],
    [
      'of a newer whydown',
      async (path: string) => {
        openLocalStore(path).close();
        const file = new DatabaseSync(path);
        file.exec('PRAGMA user_version = 99');
        file.close();
      },
      'was written by a newer whydown (schema 99, this one knows up to 3): update whydown',
    ],
    [
      'of another program',
      async (path: string) => {
        const file = new DatabaseSync(path);
        file.exec('CREATE TABLE theirs (id INTEGER)');
        file.close();
      },
      'belongs to another program: move it away, or choose another folder',
    ],
  ])('%s is refused and left as it is', async (_, make, message) => {
    await using folder = await temporaryFolder();
    const path = folder.file('whydown.db');
    await make(path);
    const { size } = await stat(path);
    expect(() => openLocalStore(path)).toThrow(`database ${path}`);
    expect(() => openLocalStore(path)).toThrow(message);
    expect((await stat(path)).size).toBe(size);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('whose folder cannot be made is refused with the reason', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file('taken'), '');
    const path = folder.file('taken/whydown.db');
    expect(() => openLocalStore(path)).toThrow(/its folder cannot be made: (ENOTDIR|EEXIST)/);
  });

  it('that is a folder is refused with what to check', async () => {
    await using folder = await temporaryFolder();
    expect(() => openLocalStore(folder.path)).toThrow('check that its folder exists');
  });

  it('that another process holds says so, once it has waited', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('whydown.db');
    using database = openDatabase(path, { busyTimeoutMs: 20 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    expect(() => database.write(() => 'never')).toThrow(
      `database ${path}: database is locked: another process holds it for long`,
    );
    other.close();
    expect(database.write(() => 'now')).toBe('now');
  });
});

describe('results', () => {
  it('keeps what is worth keeping, and neither headers nor bodies', async () => {
    using store = openLocalStore(':memory:');
    await store.results.record([probeResult({ tick: 60_000 })]);
    const [kept] = await store.results.last('orders', 5);
    expect(kept).toEqual({
      checkName: 'orders',
      location: 'home',
      tick: 60_000,
      startedAt: 60_000,
      endedAt: 60_012,
      verdict: 'down',
      attempts: [
        {
          number: 1,
          outcome: 'failed',
          backoffMs: 0,
          startedAt: 60_000,
          durationMs: 12,
          phases: { connect: 1, ttfb: 10, transfer: 1 },
          requestId: 'wd-1',
          status: 500,
          failure: { kind: 'status', code: '500', message: 'status (500) == 2xx' },
          failedAssertions: ['status (500) == 2xx'],
        },
      ],
    });
    expect(JSON.stringify(kept)).not.toContain('hunter2');
  });

  it('gives the newest first, and one per tick and location', async () => {
    using store = openLocalStore(':memory:');
    const given = [1, 3, 2].map((tick) => probeResult({ tick }));
    await store.results.record([...given, probeResult({ tick: 3, location: 'abroad' })]);
    await store.results.record([probeResult({ tick: 3, verdict: 'up' })]);
    const last = await store.results.last('orders', 3);
    expect(last.map(({ tick, location, verdict }) => `${tick} ${location} ${verdict}`)).toEqual([
      '3 abroad down',
      '3 home up',
      '2 home down',
    ]);
    expect(await store.results.last('payments', 3)).toEqual([]);
  });

  it('counts uptime by verdict within a time', async () => {
    using store = openLocalStore(':memory:');
    const verdicts = ['up', 'up', 'flaky', 'down', 'degraded', 'up', 'down'] as const;
    await store.results.record(verdicts.map((verdict, tick) => probeResult({ tick, verdict })));
    expect(await store.results.uptime('orders', 1, 6)).toEqual({
      probes: 5,
      verdicts: { up: 2, flaky: 1, down: 1, degraded: 1 },
      percent: 80,
    });
    expect((await store.results.uptime('orders', 100, 200)).percent).toBeUndefined();
  });
});

describe('retention', () => {
  const retention = { metricsMs: 100, resultsMs: 200, incidentsMs: 300 };

  it('deletes results and samples that are older than their time', async () => {
    await using folder = await temporaryFolder();
    using store = openLocalStore(folder.file('whydown.db'), { retention });
    await store.results.record([799, 800].map((tick) => probeResult({ tick })));
    await store.metrics.put([899, 900].map((timestamp) => ({ ...FAILED, timestamp })));
    store.prune(1_000);
    expect((await store.results.last('orders', 9)).map(({ tick }) => tick)).toEqual([800]);
    const left = await store.metrics.read({ from: 0, to: 1e9 });
    expect(left.map(({ timestamp }) => timestamp)).toEqual([900]);
  });

  it.each([
    ['a resolved one that is old', { resolvedAt: 699 }, 'gone'],
    ['a resolved one that is young', { resolvedAt: 700 }, 'kept'],
    ['an old one that owes a step', { resolvedAt: 699, steps: [step()] }, 'kept'],
    ['an old one that is open', { status: 'open' }, 'kept'],
  ] as const)('of incidents, %s', async (_, overrides, fate) => {
    using store = openLocalStore(':memory:', { retention });
    const given = incident({ status: 'resolved', steps: [], ...overrides });
    const change = { checkName: 'orders', expectedVersion: 0, state: undefined };
    await store.state.commit({ ...change, incident: { kind: 'opened', incident: given } });
    store.prune(1_000);
    expect((await store.state.incident('orders-1')) ? 'kept' : 'gone').toBe(fate);
  });
});

const spoil = (path: string, sql: string): void => {
  const file = new DatabaseSync(path);
  file.exec(sql);
  file.close();
};

const FAILED = {
  name: 'Failed',
  unit: 'Count',
  dimensions: { CheckName: 'orders' },
  values: [1],
  counts: [1],
} as const;

const startLoop = (path: string) =>
  spawn(process.execPath, [fileURLToPath(new URL('../support/commit-loop.ts', import.meta.url)), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
