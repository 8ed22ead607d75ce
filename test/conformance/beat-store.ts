import { describe, expect, it } from 'vitest';

import type { BeatStore } from '../../lib/core/ports.ts';

/** What every store of signs of life keeps, whatever it is made of. */
export const describeBeatStore = (name: string, open: () => BeatStore): void => {
  describe(`${name} keeps signs of life`, () => {
    it('notes since when a job is waited for, once', async () => {
      const beats = open();
      expect(await beats.last('job', 1_000)).toEqual({ kind: 'watched', at: 1_000 });
      expect(await beats.last('job', 9_000)).toEqual({ kind: 'watched', at: 1_000 });
    });

    it('keeps the last one of each job', async () => {
      const beats = open();
      await beats.record('job', { kind: 'success', at: 5_000 });
      await beats.record('job', { kind: 'failure', at: 6_000, exitCode: 3, message: 'disk full' });
      await beats.record('other/job', { kind: 'success', at: 7_000 });
      expect(await beats.last('job', 9_000)).toEqual({
        kind: 'failure',
        at: 6_000,
        exitCode: 3,
        message: 'disk full',
      });
      expect(await beats.last('other/job', 9_000)).toMatchObject({ kind: 'success', at: 7_000 });
    });

    it('lets no older one replace it', async () => {
      const beats = open();
      await beats.record('job', { kind: 'success', at: 5_000 });
      await beats.record('job', { kind: 'failure', at: 4_000 });
      expect(await beats.last('job', 9_000)).toEqual({ kind: 'success', at: 5_000 });
    });

    it('knows how long a run took', async () => {
      const beats = open();
      await beats.record('job', { kind: 'start', at: 5_000 });
      expect(await beats.last('job', 6_000)).toEqual({ kind: 'watched', at: 5_000, runningSince: 5_000 });
      await beats.record('job', { kind: 'success', at: 7_500 });
      expect(await beats.last('job', 9_000)).toEqual({ kind: 'success', at: 7_500, tookMs: 2_500 });
    });

    it('takes many calls at once, and keeps the latest', async () => {
      const beats = open();
      const calls = [3, 1, 4, 2].map((at) => beats.record('job', { kind: 'success', at }));
      await Promise.all(calls);
      expect(await beats.last('job', 9_000)).toEqual({ kind: 'success', at: 4 });
    });
  });
};
