import { array, assert, asyncProperty, integer } from 'fast-check';
import { expect, it } from 'vitest';

import { virtualTime } from '../../bench/sim/virtual-time.ts';

const START = 1_700_000_000_000;

it('calls back in the order of time, however far apart the moments are', async () => {
  await assert(
    asyncProperty(array(integer({ min: 0, max: 1_000_000 }), { maxLength: 40 }), async (moments) => {
      const time = virtualTime(START);
      const seen: number[] = [];
      for (const moment of moments)
        void time.clock.sleep(moment).then(() => seen.push(time.clock.now() - START));
      await time.runUntil(START + 1_000_000);
      expect(seen).toEqual(moments.toSorted((a, b) => a - b));
      expect(time.clock.now()).toBe(START + 1_000_000);
    }),
    { numRuns: 30 },
  );
});

it('stands still while a promise can settle, and while real input is awaited', async () => {
  const time = virtualTime(START);
  const seen: string[] = [];
  const say = (what: string): void => void seen.push(`${time.clock.now() - START} ${what}`);
  time.at(START + 5, () => {
    void (async () => {
      for (let hop = 0; hop < 100; hop++) await Promise.resolve();
      say('a hundred hops');
      await time.outside(new Promise((resolve) => setTimeout(resolve, 20)));
      say('a file was read');
    })();
  });
  time.at(START + 6, () => say('next'));
  await time.runUntil(START + 10);
  expect(seen).toEqual(['5 a hundred hops', '5 a file was read', '6 next']);
});

it('calls what is added at the very moment at which it stopped, and nothing that was called off', async () => {
  const time = virtualTime(START);
  const seen: string[] = [];
  await time.runUntil(START + 200_000);
  time.at(START, () => seen.push('late'));
  time.at(START + 300_000, () => seen.push('off'))();
  time.at(START + 300_000, () => seen.push('on'));
  await time.runUntil(START + 300_000);
  expect(seen).toEqual(['late', 'on']);
});
