import { describe, expect, it } from 'vitest';

import { dispatchMinute, minuteOf, type DispatchPorts } from '../../lib/aws/dispatch-minute.ts';
import type { ShardTick, SlowTicks } from '../../lib/core/dispatch.ts';
import type { OwedStep } from '../../lib/core/ports.ts';
import { fakeClock } from '../support/probe-check.ts';

const MINUTE = 1_700_000_040_000;

const world = (overrides: Partial<DispatchPorts> = {}) => {
  const ticks: ShardTick[] = [];
  const slow: SlowTicks[] = [];
  const woken: { readonly id: string; readonly delayMs: number }[] = [];
  const asked: number[] = [];
  const owed = (id: string, at: number): OwedStep => ({ incidentId: 'i', step: { id, kind: 'notify' }, at });
  const due: readonly OwedStep[] = [
    owed('waits in a long queue', MINUTE - 125_000),
    owed('overdue', MINUTE - 5_000),
    owed('soon', MINUTE + 40_000),
    owed('next minute', MINUTE + 119_000),
  ];
  const ports: DispatchPorts = {
    plan: { schedule: async () => ({ shards: 2, intervalsMs: [20_000, 60_000] }) },
    store: { dueSteps: async (now) => (asked.push(now), due) },
    clock: fakeClock(MINUTE + 25_000),
    enqueue: async (batch) => {
      for (const each of batch) {
        if ('tick' in each) ticks.push(each);
        else slow.push(each);
      }
    },
    steps: { wake: async (each, delayMs) => void woken.push({ id: each.step.id, delayMs }) },
    ...overrides,
  };
  return { ports, ticks, slow, woken, asked };
};

describe('a minute', () => {
  it('enqueues every tick of the minute after it, and none of its own', async () => {
    const { ports, ticks, slow } = world();
    await dispatchMinute(MINUTE, ports);
    expect(ticks).toHaveLength(6);
    expect(slow).toEqual([{ range: { from: 0, to: 1 }, from: MINUTE + 60_000, to: MINUTE + 120_000 }]);
    for (const { tick } of ticks) {
      expect(tick).toBeGreaterThanOrEqual(MINUTE + 60_000);
      expect(tick).toBeLessThan(MINUTE + 120_000);
    }
  });

  it('leaves no gap and no double between one minute and the next, wherever in the minute it is called', async () => {
    const { ports, ticks } = world();
    for (const minute of [0, 1, 2]) await dispatchMinute(MINUTE + minute * 60_000, ports);
    const first = ticks.filter(({ range }) => range.from === 0).map(({ tick }) => tick);
    const steps = first.slice(1).map((tick, index) => tick - first[index]!);
    expect(new Set(steps)).toEqual(new Set([20_000]));
    expect(first).toHaveLength(9);
  });

  it('wakes what is due until the end of the next minute, and what nobody took', async () => {
    const { ports, woken, asked } = world();
    await dispatchMinute(MINUTE, ports);
    expect(asked).toEqual([MINUTE + 120_000 - 1]);
    expect(woken).toEqual([
      { id: 'waits in a long queue', delayMs: 0 },
      { id: 'overdue', delayMs: 0 },
      { id: 'soon', delayMs: 15_000 },
      { id: 'next minute', delayMs: 94_000 },
    ]);
  });

  it('sweeps though the queue is away, and says so', async () => {
    const { ports, woken } = world({ enqueue: () => Promise.reject(new Error('queue is away')) });
    await expect(dispatchMinute(MINUTE, ports)).rejects.toThrow('queue is away');
    expect(woken).toHaveLength(4);
  });

  it('enqueues though the table is away, and says so', async () => {
    const store = { dueSteps: () => Promise.reject(new Error('table is away')) };
    const { ports, ticks } = world({ store });
    await expect(dispatchMinute(MINUTE, ports)).rejects.toThrow('table is away');
    expect(ticks).toHaveLength(6);
  });
});

it.each([
  { said: '2023-11-14T22:14:00Z', minute: MINUTE },
  { said: '2023-11-14T22:14:59.999Z', minute: MINUTE },
  { said: '<aws.scheduler.scheduled-time>', minute: MINUTE + 60_000 },
  { said: undefined, minute: MINUTE + 60_000 },
])('takes $said for the minute $minute', ({ said, minute }) => {
  expect(minuteOf(said, MINUTE + 60_001)).toBe(minute);
});
