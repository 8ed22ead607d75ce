import { expect, it } from 'vitest';

import { virtualTime } from '../../bench/sim/virtual-time.ts';
import { startPace } from '../../lib/core/start-pace.ts';

const startsAt = async (probes: number, cpuMs: number, cpuShare: number): Promise<readonly number[]> => {
  const time = virtualTime(0);
  const turn = startPace(time.clock, cpuShare);
  const starts: number[] = [];
  for (let n = 0; n < probes; n++) void turn(cpuMs).then(() => starts.push(time.clock.now()));
  await time.runUntil(60_000);
  return starts;
};

it.each([
  { probes: 3, cpuMs: 2, cpuShare: 0.1, starts: [0, 20, 40] },
  { probes: 3, cpuMs: 5, cpuShare: 0.5, starts: [0, 10, 20] },
  { probes: 1, cpuMs: 2, cpuShare: 0.1, starts: [0] },
  { probes: 4, cpuMs: 0.5, cpuShare: 0.5, starts: [0, 0, 2, 3] },
])('$probes probes of $cpuMs ms on $cpuShare of a core start at $starts', async ({ starts, ...row }) => {
  expect(await startsAt(row.probes, row.cpuMs, row.cpuShare)).toEqual(starts);
});

it('owes nothing for the time in which nobody wanted to start', async () => {
  const time = virtualTime(0);
  const turn = startPace(time.clock, 0.1);
  await turn(2);
  await time.runUntil(5_000);
  const starts: number[] = [];
  for (let n = 0; n < 2; n++) void turn(2).then(() => starts.push(time.clock.now()));
  await time.runUntil(6_000);
  expect(starts).toEqual([5_000, 5_020]);
});
