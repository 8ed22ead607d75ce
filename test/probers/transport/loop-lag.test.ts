import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';

import { moment } from '../../../lib/probers/transport/loop-lag.ts';

const work = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('moment', () => {
  it('knows of no lateness while the loop rests', async () => {
    moment();
    await turn();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(moment().lateMs).toBeLessThan(25);
  });

  it('bounds the lateness of a timer that was held up', async () => {
    moment();
    await turn();
    const due = performance.now() + 20;
    const lateness = new Promise<{ truly: number; bound: number }>((resolve) => {
      setTimeout(() => {
        const { at, lateMs } = moment();
        resolve({ truly: at - due, bound: lateMs });
      }, 20);
    });
    setImmediate(() => work(100));
    const { truly, bound } = await lateness;
    expect(truly).toBeGreaterThan(60);
    expect(bound).toBeGreaterThanOrEqual(truly - 1);
  });
});
