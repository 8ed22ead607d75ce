import { describe, expect, it } from 'vitest';

import { afterSignal, type Beat, type BeatSignal } from '../../../lib/core/probe/beat.ts';

const success: Beat = { kind: 'success', at: 1_000, tookMs: 10 };

describe('afterSignal', () => {
  it.each<{ title: string; last: Beat | undefined; signal: BeatSignal; next: Beat }>([
    {
      title: 'begins with the first end',
      last: undefined,
      signal: { kind: 'success', at: 5 },
      next: { kind: 'success', at: 5 },
    },
    {
      title: 'waits since the first start',
      last: undefined,
      signal: { kind: 'start', at: 5 },
      next: { kind: 'watched', at: 5, runningSince: 5 },
    },
    {
      title: 'keeps the last end while a run is under way',
      last: success,
      signal: { kind: 'start', at: 2_000 },
      next: { ...success, runningSince: 2_000 },
    },
    {
      title: 'begins anew with a second start',
      last: { ...success, runningSince: 2_000 },
      signal: { kind: 'start', at: 3_000 },
      next: { ...success, runningSince: 3_000 },
    },
    {
      title: 'ends the run, and knows how long it took',
      last: { ...success, runningSince: 2_000 },
      signal: { kind: 'failure', at: 2_700, exitCode: 1 },
      next: { kind: 'failure', at: 2_700, exitCode: 1, tookMs: 700 },
    },
    {
      title: 'does not take over the time of an earlier run',
      last: success,
      signal: { kind: 'success', at: 9_000 },
      next: { kind: 'success', at: 9_000 },
    },
    {
      title: 'leaves alone what came before the last end',
      last: success,
      signal: { kind: 'failure', at: 999 },
      next: success,
    },
    {
      title: 'leaves alone what came before the run began',
      last: { ...success, runningSince: 2_000 },
      signal: { kind: 'success', at: 1_999 },
      next: { ...success, runningSince: 2_000 },
    },
  ])('$title', ({ last, signal, next }) => {
    expect(afterSignal(last, signal)).toEqual(next);
  });
});
