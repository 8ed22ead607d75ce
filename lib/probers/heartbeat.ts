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
  summary: 'A job that calls us when it has run: it is down when it fails, or is late.',
  entries: {
    period: described(duration({ min: 60_000 }), 'Time between two runs of the job.'),
    grace: v.optional(described(duration({ min: 0 }), 'How late it may be.'), '5m'),
    token: v.optional(described(text(), 'What the job must send along: `${secret:…}`.')),
  },
  expects: ['latency'],
  describe: ({ period }) => `heartbeat every ${formatDuration(period)}`,
  // Looking again does no harm, and changes nothing.
  idempotent: () => true,
  probe: async ({ period, grace }, { id, lastBeat }) => {
    const now = Date.now();
    const beat = await lastBeat?.();
    const failure = lastBeat ? late(beat, { now, period, grace }) : NOWHERE;
    return {
      startedAt: now,
      durationMs: 0,
      errorBarMs: 0,
      phases: {},
      id,
      answeredIds: {},
      protocol: 'heartbeat',
      ...(beat && { values: { lastBeat: new Date(beat.at).toISOString(), kind: beat.kind } }),
      ...(failure && { failure }),
    };
  },
});

const NOWHERE: Failure = {
  kind: 'prober',
  code: 'NO_HEARTBEATS',
  message: 'no heartbeats can be received here',
};

interface Rhythm {
  readonly now: number;
  readonly period: Milliseconds;
  readonly grace: Milliseconds;
}

const late = (beat: Beat | undefined, { now, period, grace }: Rhythm): Failure | undefined => {
  if (!beat) return { kind: 'timeout', code: 'NEVER', message: 'no heartbeat has ever come' };
  if (beat.kind === 'failure')
    return {
      kind: 'status',
      code: 'FAILED',
      message: `job reported a failure${beat.message ? `: ${beat.message}` : ''}`,
    };
  const ageMs = now - beat.at;
  if (ageMs <= period + grace) return undefined;
  const minutes = formatDuration(Math.floor(ageMs / 60_000) * 60_000);
  const expected = `one was expected every ${formatDuration(period)}, ${formatDuration(grace)} late at most`;
  return beat.kind === 'watched'
    ? {
        kind: 'timeout',
        code: 'NEVER',
        message: `no heartbeat in the ${minutes} since the check began; ${expected}`,
      }
    : { kind: 'timeout', code: 'MISSED', message: `last heartbeat ${minutes} ago; ${expected}` };
};
