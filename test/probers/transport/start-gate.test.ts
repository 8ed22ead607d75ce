import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';

import { startTurn } from '../../../lib/probers/transport/start-gate.ts';

/** Keeps the loop busy. */
const work = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe('startTurn', () => {
  it('lets one begin in each turn of the loop', async () => {
    const turns: number[] = [];
    let turn = 0;
    const count = (): void => {
      turn += 1;
      if (turns.length < 50) setImmediate(count);
    };
    count();
    await Promise.all(Array.from({ length: 50 }, () => startTurn().then(() => turns.push(turn))));
    expect(new Set(turns).size).toBe(50);
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
