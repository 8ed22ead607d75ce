import { describe, expect, it } from 'vitest';

import type { Beat } from '../../lib/core/probe/beat.ts';
import { heartbeat } from '../../lib/probers/heartbeat.ts';
import { probeTarget } from '../support/probe-target.ts';

const HOUR_MS = 3_600_000;

const beat = (kind: Beat['kind'], ageMs: number, message?: string): Beat => ({
  kind,
  at: Date.now() - ageMs,
  ...(message !== undefined && { message }),
});

const look = (last: Beat, more: object = {}) =>
  probeTarget(heartbeat, { period: '1h', grace: '10m', ...more }, { lastBeat: async () => last });

describe('heartbeat', () => {
  it.each([
    ['came in time', beat('success', HOUR_MS / 2)],
    ['is late, within its grace', beat('success', HOUR_MS + 9 * 60_000)],
    ['is waited for since a moment ago', beat('watched', 60_000)],
    ['is late, but has begun', { ...beat('success', 3 * HOUR_MS), runningSince: Date.now() - 9 * 60_000 }],
  ])('is content when the job %s', async (_what, last) => {
    const seen = await look(last);
    expect(seen).not.toHaveProperty('failure');
    expect(seen.values).toMatchObject({ lastBeat: new Date(last.at).toISOString() });
  });

  it.each([
    [
      'is late',
      beat('success', 2 * HOUR_MS),
      'timeout',
      'MISSED',
      'last heartbeat 2h ago; one was expected every 1h, 10m late at most',
    ],
    [
      'never came',
      beat('watched', 90 * 60_000),
      'timeout',
      'NEVER',
      'no heartbeat in the 90m since the check began; one was expected every 1h, 10m late at most',
    ],
    [
      'says that it failed',
      beat('failure', 1_000, 'disk full'),
      'status',
      'FAILED',
      'job reported a failure: disk full',
    ],
    [
      'ends with an exit code',
      { ...beat('failure', 1_000, 'disk full'), exitCode: 3 },
      'status',
      'FAILED',
      'job ended with exit code 3: disk full',
    ],
    [
      'does not end',
      { ...beat('success', HOUR_MS), runningSince: Date.now() - 11 * 60_000 },
      'timeout',
      'RUNNING',
      'job has been running for 11m; its end was expected within 10m',
    ],
    ['just says that it failed', beat('failure', 1_000), 'status', 'FAILED', 'job reported a failure'],
  ])('fails when the job %s', async (...[, last, kind, code, message]) => {
    expect((await look(last)).failure).toEqual({ kind, code, message });
  });

  it('lets a run take as long as it may', async () => {
    const running = { ...beat('success', HOUR_MS), runningSince: Date.now() - 40 * 60_000 };
    expect((await look(running)).failure).toMatchObject({ code: 'RUNNING' });
    expect(await look(running, { runTime: '45m' })).not.toHaveProperty('failure');
  });

  it('takes the time of the last run for its own', async () => {
    const seen = await look({ ...beat('success', 1_000), tookMs: 90_000 });
    expect(seen.durationMs).toBe(90_000);
  });

  it('blames itself where no heartbeat can be received', async () => {
    const seen = await probeTarget(heartbeat, { period: '1h' });
    expect(seen.failure).toMatchObject({ kind: 'prober', code: 'NO_HEARTBEATS' });
  });
});
