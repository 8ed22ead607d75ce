import { describe, expect, it } from 'vitest';
import { findSources } from '../../../lib/core/diagnosis/gather.ts';
import { diagnoseIncident, type DiagnosePorts } from '../../../lib/core/diagnosis/diagnose-incident.ts';
import type { Check } from '../../../lib/core/check.ts';
import type { LogEvent } from '../../../lib/core/logs/event.ts';
import type { ComponentResolver, LogQuery, LogRead, LogSource } from '../../../lib/core/ports.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { eventsOf } from '../../support/evidence.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { incident, step } from '../../support/incident.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const AT = Date.parse('2026-11-22T10:02:36.000Z');
const ID = 'hp-orders-01JD3ZK7Q-1';

const attempt = failingAttempt({
  startedAt: AT,
  durationMs: 50,
  path: '/orders',
  id: { requestId: ID, traceparent: '', amznTraceId: '' },
});

const opened = incident({ failing: [attempt], openedAt: AT, lastGoodAt: AT - 60_000 });

const check = { name: 'orders', components: [{ kind: 'file', path: 'app.log' }] } as unknown as Check;

const CAUSE = (tie: string) =>
  `2026-11-22T10:02:36.020Z ERROR ${tie} Access denied for user 'shop'@'db' (using password: YES)`;

interface World {
  /** What the source delivers at the n-th look, by query. */
  readonly read?: (query: LogQuery, look: number) => Partial<LogRead>;
  readonly resolver?: Partial<ComponentResolver>;
  readonly seen?: number;
  readonly age?: number;
  readonly isGone?: boolean;
  readonly lagMs?: number;
  /** When the diagnosis was due. */
  readonly dueAt?: number;
  readonly shallowAfterMs?: number;
}

const ask = async ({
  read = () => ({}),
  resolver = {},
  seen = 1,
  age = 100,
  isGone = false,
  lagMs,
  dueAt = AT,
  shallowAfterMs,
}: World) => {
  const clock = new FakeClock(AT + age);
  const queries: LogQuery[] = [];
  const source = {
    name: 'app.log',
    ...(lagMs === undefined ? {} : { lagMs }),
    read: (query: LogQuery) => {
      queries.push(query);
      return Promise.resolve({ events: [], gaps: [], ...read(query, clock.slept.length + 1) });
    },
  };
  const counted: string[] = [];
  const ports: DiagnosePorts = {
    clock,
    resolver: {
      logs: () => Promise.resolve({ sources: [source], gaps: [] }),
      changes: () => Promise.resolve([]),
      ...resolver,
    },
    store: {
      recur: (fingerprint) => {
        counted.push(fingerprint);
        return Promise.resolve({ count: seen, firstSeenAt: AT - 86_400_000, lastSeenAt: AT });
      },
    },
    formats: LOG_FORMATS,
    rules: CAUSE_RULES,
    signal: new AbortController().signal,
    ...(shallowAfterMs !== undefined && { shallowAfterMs }),
  };
  const due = { ...opened, steps: [step({ dueAt })] };
  const diagnosis = await diagnoseIncident(due, isGone ? undefined : check, ports);
  return { diagnosis, slept: clock.slept, queries, counted };
};

/** Only the wide window holds the events, as a source that respects its query. */
const inWindow = (events: readonly LogEvent[]) => (query: LogQuery) =>
  query.to > AT ? { events } : { events: [] };

describe('diagnoseIncident', () => {
  it('answers at once when the id of the request stands beside the cause', async () => {
    const { diagnosis, slept } = await ask({ read: inWindow(eventsOf(CAUSE(ID))) });
    expect(diagnosis).toMatchObject({ correlation: 'request', cause: { id: 'datastore.auth' }, tookMs: 50 });
    expect(slept).toEqual([]);
  });

  it('looks again after 2, 5, 10, 20 and 40 seconds while nothing explains the failure', async () => {
    const { diagnosis, slept } = await ask({});
    expect(diagnosis.cause).toBeNull();
    expect(slept).toEqual([2_000, 5_000, 10_000, 20_000, 40_000]);
  });

  it('does not wait longer than a source says that it is late', async () => {
    expect((await ask({ lagMs: 3_000 })).slept).toEqual([2_000, 5_000]);
  });

  it('finds lines that arrive late', async () => {
    const { diagnosis, slept } = await ask({
      read: (query, look) => (look >= 3 ? inWindow(eventsOf(CAUSE(ID)))(query) : {}),
    });
    expect(diagnosis.cause?.id).toBe('datastore.auth');
    expect(slept).toEqual([2_000, 5_000]);
  });

  it('does not wait for lines of a failure that is long past', async () => {
    expect((await ask({ age: 70_000 })).slept).toEqual([]);
  });

  it('waits on while it sees an effect only', async () => {
    const effect =
      '2026/11/22 10:02:36 [error] 1#1: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: shop, request: "GET /orders HTTP/1.1", upstream: "http://127.0.0.1:7001/orders", host: "shop"';
    const { diagnosis, slept } = await ask({ read: inWindow(eventsOf(effect)) });
    expect(diagnosis.cause?.id).toBe('upstream.down');
    expect(slept.length).toBeGreaterThan(2);
  });

  it('reads two minutes before the attempt to half a minute after it, and what was usual up to the last good probe', async () => {
    const { queries } = await ask({ age: 70_000 });
    expect(queries.map(({ from, to }) => [from - AT, to - AT])).toEqual([
      [-120_000, 30_050],
      [-120_000, -60_000],
    ]);
  });

  it('reads by id and by the near window when the budget cut the wide one', async () => {
    const gap = { missing: 'older events: the byte budget was spent' };
    const { diagnosis, queries } = await ask({
      age: 70_000,
      read: (query) =>
        query.ids.length > 0 ? { events: eventsOf(CAUSE(ID)) } : { events: eventsOf('cut'), gaps: [gap] },
    });
    expect(queries.filter(({ ids }) => ids.includes(ID))).toHaveLength(1);
    expect(diagnosis).toMatchObject({ correlation: 'request', gaps: [gap] });
  });

  it.each([
    [
      'a source that throws',
      {
        read: () => {
          throw new Error('socket closed');
        },
      },
      'app.log: socket closed',
    ],
    [
      'a component that cannot be resolved',
      { resolver: { logs: () => Promise.reject(new Error('no such lambda')) } },
      'component file: no such lambda',
    ],
  ] as const)('makes a gap of %s', async (_, world, missing) => {
    const { diagnosis } = await ask({ ...world, age: 70_000 });
    expect(diagnosis.gaps.map((gap) => gap.missing)).toContain(missing);
  });

  it('goes on without changes that cannot be had', async () => {
    const broken = {
      changes: () => Promise.reject(new Error('changes of shop: throttled')),
      trends: () => Promise.reject(new Error('trends of shop: throttled')),
    };
    const { diagnosis } = await ask({
      read: inWindow(eventsOf(CAUSE(ID))),
      resolver: { changes: () => Promise.resolve([broken]) },
    });
    expect(diagnosis.cause?.id).toBe('datastore.auth');
    // A change may bring a wrong password; a trend does not.
    const gaps = diagnosis.gaps
      .map(({ missing }) => missing)
      .filter((missing) => missing.includes('throttled'));
    expect(gaps).toEqual(['changes of shop: throttled']);
  });

  it('that begins long after it was due, behind many others, reads the logs and asks for no changes', async () => {
    const asked: string[] = [];
    const source = {
      changes: async () => (asked.push('changes'), []),
      trends: async () => (asked.push('trends'), []),
    };
    const world = {
      read: inWindow(eventsOf(CAUSE(ID))),
      resolver: { changes: () => Promise.resolve([source]) },
      shallowAfterMs: 180_000,
    };
    const early = await ask({ ...world, dueAt: AT - 100_000 });
    expect(early.diagnosis.cause?.id).toBe('datastore.auth');
    expect(asked.toSorted()).toEqual(['changes', 'trends']);
    const late = await ask({ ...world, dueAt: AT - 300_000 });
    expect(late.diagnosis.cause?.id).toBe('datastore.auth');
    expect(asked).toHaveLength(2);
    expect(late.diagnosis.gaps.map(({ missing }) => missing)).toContain(
      'changes and trends: the diagnosis began 5 minutes late, when many others waited',
    );
  });

  it('knows a log that two components name once', async () => {
    const source: LogSource = { name: 'app.log', read: async () => ({ events: [], gaps: [] }) };
    const { logs } = await findSources(
      [
        { kind: 'file', path: 'a' },
        { kind: 'file', path: 'b' },
      ],
      {
        logs: async () => ({ sources: [source], gaps: [] }),
        changes: async () => [],
      },
    );
    expect(logs).toEqual([source]);
  });

  it('says that the check left the config', async () => {
    const { diagnosis } = await ask({ age: 70_000, isGone: true });
    expect(diagnosis.gaps.map(({ missing }) => missing)).toContain('check orders left the config');
  });

  it.each([
    [1, 0],
    [2, 0],
    [3, 1],
    [9, 1],
  ])('seen %i times, asks for %i or more reviews', async (seen, least) => {
    const { diagnosis, counted } = await ask({ read: inWindow(eventsOf(CAUSE(ID))), seen });
    expect(counted).toEqual([diagnosis.fingerprint]);
    expect(diagnosis.recurrence?.count).toBe(seen);
    const reviews = diagnosis.recurrence?.review.length ?? -1;
    expect(least === 0 ? reviews === 0 : reviews >= least).toBe(true);
  });

  it('counts nothing where no cause was found', async () => {
    const { counted, diagnosis } = await ask({ age: 70_000 });
    expect(counted).toEqual([]);
    expect(diagnosis.recurrence).toBeUndefined();
  });
});
