import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';

import { startTurn as startTurnOrNow } from '../../../lib/probers/transport/start-gate.ts';

/** Nothing means at once. */
const startTurn = async (): Promise<void> => startTurnOrNow();

/** Keeps the loop busy. */
const work = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe('startTurn', () => {
  /** The turns of the loop in which many begin that work for so long each. */
  const turnsOf = async (workMs: number): Promise<readonly number[]> => {
    const turns: number[] = [];
    let turn = 0;
    const count = (): void => {
      turn += 1;
      if (turns.length < 50) setImmediate(count);
    };
    count();
    const begin = async (): Promise<void> => {
      await startTurn();
      turns.push(turn);
      work(workMs);
    };
    await Promise.all(Array.from({ length: 50 }, begin));
    return turns;
  };

  it('lets one begin in each turn of the loop when each has much to do', async () => {
    expect(new Set(await turnsOf(1)).size).toBeGreaterThan(45);
  });

  it('lets several begin in a turn as long as it is short', async () => {
    expect(new Set(await turnsOf(0)).size).toBeLessThan(25);
  });

  it('lets what begins in a turn work before the next begins', async () => {
    const order: string[] = [];
    const begin = async (name: string): Promise<void> => {
      await startTurn();
      order.push(`${name} begins`);
      await Promise.resolve();
      process.nextTick(() => order.push(`${name} connects`));
      work(0.6);
    };
    await Promise.all(['one', 'two'].map(begin));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['one begins', 'one connects', 'two begins', 'two connects']);
  });

  it('lets them begin in the order in which they came', async () => {
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => startTurn().then(() => order.push(n))));
    expect(order).toEqual([1, 2, 3]);
  });

  it('lets what piled up be served before the next begins', async () => {
    const order: string[] = [];
    const begin = (name: string): void => {
      order.push(name);
      // Held up by the work.
      setTimeout(() => order.push(`event of ${name}`), 1);
      work(3);
    };
    await Promise.all(['one', 'two', 'three'].map((name) => startTurn().then(() => begin(name))));
    expect(order.slice(0, 4)).toEqual(['one', 'event of one', 'two', 'event of two']);
  });

  it('holds nobody back for much longer than a second, however busy the loop', async () => {
    let busy = true;
    const spin = (): void => {
      work(8);
      if (busy) setImmediate(spin);
    };
    spin();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await startTurn();
    busy = false;
    expect(performance.now() - began).toBeGreaterThan(500);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
