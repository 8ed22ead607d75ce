import { describe, expect, it, onTestFinished } from 'vitest';

import { isAlarmEvent, judgeAlarm, type AlarmEvent, type AlarmPorts } from '../../lib/aws/alarm-change.ts';
import { alarmCheckOf } from '../../lib/aws/alarm-check.ts';
import type { DiagnosedAlarms } from '../../lib/core/config/alarm-section.ts';
import type { DueStep } from '../../lib/core/ports.ts';
import { openLocalStore } from '../../lib/local/sqlite/local-store.ts';
import { fakeClock } from '../support/probe-check.ts';

const APP = { kind: 'logGroup', name: '/shop/app' } as const;
const named: DiagnosedAlarms = {
  match: { kind: 'name', name: 'orders-5xx' },
  components: [APP],
  notify: ['oncall'],
};
const tagged: DiagnosedAlarms = {
  match: { kind: 'tags', tags: { team: 'shop' } },
  components: [APP],
  notify: undefined,
};

const event = (value: 'ALARM' | 'OK', minute: number, alarmName = 'orders-5xx'): AlarmEvent => ({
  'detail-type': 'CloudWatch Alarm State Change',
  resources: [`arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${alarmName}`],
  detail: {
    alarmName,
    state: { value, reason: '12 > 10', timestamp: new Date(minute * 60_000).toISOString() },
  },
});

const world = (overrides: Partial<AlarmPorts> = {}) => {
  const local = openLocalStore(':memory:');
  onTestFinished(() => local.close());
  const { state: store } = local;
  const woken: DueStep[] = [];
  const ports: AlarmPorts = {
    store,
    clock: fakeClock(),
    queue: { wake: async (due) => void woken.push(due) },
    bus: { publish: async () => undefined },
    selections: [named],
    notifiers: ['oncall', 'mail'],
    tagsOf: async () => ({}),
    ownPrefix: 'Shop-Probes',
    ...overrides,
  };
  return { store, woken, judge: (each: AlarmEvent) => judgeAlarm(each, ports) };
};

const all = { limit: 10 };

describe('an alarm', () => {
  it('that goes off opens an incident that owes a diagnosis, and is resolved when it is OK', async () => {
    const { store, judge, woken } = world();
    await judge(event('ALARM', 1));
    const [open] = await store.incidents(all);
    expect(open).toMatchObject({
      checkName: 'alarm/orders-5xx',
      status: 'open',
      failing: [{ target: 'alarm orders-5xx' }],
    });
    expect(open!.steps.map(({ id }) => id)).toEqual([
      'diagnose:opened',
      'notify:opened:oncall',
      'publish:opened',
      expect.stringMatching(/^recount:/),
    ]);
    expect(woken.map(({ step }) => step.id)).toEqual(open!.steps.map(({ id }) => id));
    await judge(event('OK', 2));
    expect((await store.incidents(all)).map(({ status }) => status)).toEqual(['resolved']);
  });

  it('whose event comes twice, or after a later one, changes nothing', async () => {
    const { store, judge } = world();
    await judge(event('ALARM', 3));
    await judge(event('ALARM', 3));
    await judge(event('OK', 2));
    const found = await store.incidents(all);
    expect(found.map(({ status, version }) => [status, version])).toEqual([['open', 1]]);
  });

  it.each<{ tags: Record<string, string>; incidents: number }>([
    { tags: { team: 'shop', tier: '1' }, incidents: 1 },
    { tags: { team: 'billing' }, incidents: 0 },
    { tags: {}, incidents: 0 },
  ])(
    'with the tags $tags opens $incidents incidents where team: shop is diagnosed',
    async ({ tags, incidents }) => {
      const { store, judge } = world({
        selections: [tagged],
        tagsOf: async () => tags,
      });
      await judge(event('ALARM', 1));
      expect(await store.incidents(all)).toHaveLength(incidents);
    },
  );

  it.each(['another', 'Shop-ProbesOwnDispatchErrors'])(
    'that is not diagnosed opens nothing: %s',
    async (name) => {
      const everything: DiagnosedAlarms = {
        match: { kind: 'prefix', prefix: 'Shop' },
        components: [],
        notify: undefined,
      };
      const { store, judge } = world({ selections: [named, everything] });
      await judge(event('ALARM', 1, name));
      expect(await store.incidents(all)).toEqual([]);
    },
  );
});

it.each([
  [event('OK', 1), true],
  [{ incidentId: 'i', stepId: 's' }, false],
  [null, false],
])('tells events from steps', (message, isEvent) => {
  expect(isAlarmEvent(message)).toBe(isEvent);
});

describe('the check that stands for an alarm', () => {
  it('takes components and channels from the selection that names it, before those by tags', () => {
    const check = alarmCheckOf('alarm/orders-5xx', [tagged, named], ['oncall', 'mail']);
    expect(check).toMatchObject({ components: [APP], alert: { notify: ['oncall'] } });
  });

  it('tells everybody where the selection names nobody', () => {
    expect(alarmCheckOf('alarm/x', [tagged], ['oncall', 'mail'])?.alert.notify).toEqual(['oncall', 'mail']);
  });

  it('is none for a plain check', () => {
    expect(alarmCheckOf('orders', [tagged], [])).toBeUndefined();
  });
});
