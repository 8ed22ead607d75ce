import { expect, it } from 'vitest';

import { virtualTime } from '../../bench/sim/virtual-time.ts';
import { probeRuns } from '../../lib/aws/probe-runs.ts';
import { probeCheck } from '../support/probe-check.ts';
import { probeResult } from '../support/probe-result.ts';

const START = 1_700_000_040_000;

const probing = async (ticks: readonly number[], cpuShare: number) => {
  const time = virtualTime(START);
  const { clock } = time;
  const starts: (readonly [number, number])[] = [];
  const runs = ticks.map((tick, index) => ({
    check: probeCheck({ name: `c${index}`, target: { url: 'http://example.com/' } }),
    alreadyDown: false,
    ...(tick > 0 && { tick: START + tick }),
  }));
  const done = probeRuns(
    { location: 'west', tick: START, runs },
    {
      clock,
      cpuShare,
      probe: async ({ name }, { tick, location }) => {
        starts.push([tick - START, clock.now() - START]);
        return probeResult({ checkName: name, tick, location });
      },
    },
    new AbortController().signal,
  );
  await time.runUntil(START + 60_000);
  return { starts, results: (await done).length };
};

it('a location starts its probes at the pace of home', async () => {
  // 0.4 ms of CPU each, on nine tenths of a hundredth of a core.
  const { starts, results } = await probing([0, 0, 0], 0.01);
  expect(results).toBe(3);
  expect(starts.map(([, at]) => at)).toEqual([0, 45, 89]);
});

it('a location probes each of its runs at its own moment', async () => {
  const { starts } = await probing([0, 7_000, 3_000], 1);
  expect(starts).toEqual([
    [0, 0],
    [3_000, 3_000],
    [7_000, 7_000],
  ]);
});
