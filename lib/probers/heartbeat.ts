import * as v from 'valibot';

import { duration, formatDuration } from '../core/config/duration.ts';
import { described, text } from '../core/config/fields.ts';
import type { Beat } from '../core/probe/beat.ts';
import { defineProber } from '../core/probe/contract.ts';
import type { Failure } from '../core/probe/failure.ts';
import type { Milliseconds } from '../core/time.ts';

/** Waits for a job that calls us, instead of calling it. */
export const heartbeat = defineProber({
  type: 'heartbeat',
  summary: 'A job that calls us when it has run: it is down when it fails, is late, or does not end.',
  only: 'home',
  entries: {
    period: described(duration({ min: 60_000 }), 'Time between two runs of the job.'),
    grace: v.optional(described(duration({ min: 0 }), 'How late it may be.'), '5m'),
    runTime: v.optional(
      described(
        duration({ min: 1_000 }),
        'How long a run may take, where the job says when it starts; as long as `grace` when it is left out.',
      ),
    ),
    token: v.optional(
      described(text(), 'What the job must send along, as bearer token or password: `${secret:…}`.'),
    ),
  },
  expects: ['latency'],
  describe: ({ period }) => `heartbeat every ${formatDuration(period)}`,
  // Looking again does no harm, and changes nothing.
  idempotent: () => true,
  probe: async ({ period, grace, runTime = grace }, { id, lastBeat }) => {
    const now = Date.now();
    const beat = await lastBeat?.();
    const failure = beat ? failureOf(beat, { now, period, grace, runTime }) : NOWHERE;
    return {
      startedAt: now,
      durationMs: beat?.tookMs ?? 0,
      errorBarMs: 0,
      phases: {},
      id,
      answeredIds: {},
      protocol: 'heartbeat',
      ...(beat && { values: valuesOf(beat) }),
      ...(failure && { failure }),
    };
  },
});

const NOWHERE: Failure = {
  kind: 'prober',
  code: 'NO_HEARTBEATS',
  message: 'no heartbeats can be received here',
};

const valuesOf = ({ at, kind, exitCode, message, runningSince }: Beat) => ({
  lastBeat: new Date(at).toISOString(),
  kind,
  ...(exitCode !== undefined && { exitCode }),
  ...(message !== undefined && { message }),
  ...(runningSince !== undefined && { runningSince: new Date(runningSince).toISOString() }),
});

interface Rhythm {
  readonly now: number;
  readonly period: Milliseconds;
  readonly grace: Milliseconds;
  readonly runTime: Milliseconds;
}

const failureOf = (beat: Beat, rhythm: Rhythm): Failure | undefined =>
  reported(beat) ?? (beat.runningSince === undefined ? late(beat, rhythm) : endless(beat, rhythm));

/** A failure is one until a run succeeds. */
const reported = ({ kind, message, exitCode }: Beat): Failure | undefined => {
  if (kind !== 'failure') return undefined;
  const what = exitCode === undefined ? 'job reported a failure' : `job ended with exit code ${exitCode}`;
  return { kind: 'status', code: 'FAILED', message: `${what}${message ? `: ${message}` : ''}` };
};

/** Who runs is not late. */
const endless = ({ runningSince = 0 }: Beat, { now, runTime }: Rhythm): Failure | undefined => {
  const ageMs = now - runningSince;
  if (ageMs <= runTime) return undefined;
  const message = `job has been running for ${rough(ageMs)}; its end was expected within ${formatDuration(runTime)}`;
  return { kind: 'timeout', code: 'RUNNING', message };
};

const late = ({ kind, at }: Beat, { now, period, grace }: Rhythm): Failure | undefined => {
  const ageMs = now - at;
  if (ageMs <= period + grace) return undefined;
  const expected = `one was expected every ${formatDuration(period)}, ${formatDuration(grace)} late at most`;
  return kind === 'watched'
    ? {
        kind: 'timeout',
        code: 'NEVER',
        message: `no heartbeat in the ${rough(ageMs)} since the check began; ${expected}`,
      }
    : { kind: 'timeout', code: 'MISSED', message: `last heartbeat ${rough(ageMs)} ago; ${expected}` };
};

/** In whole minutes, or seconds below one. */
const rough = (ms: Milliseconds): string =>
  formatDuration(Math.floor(ms / (ms < 60_000 ? 1_000 : 60_000)) * (ms < 60_000 ? 1_000 : 60_000));
