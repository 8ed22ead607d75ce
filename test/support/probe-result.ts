import type { ProbeResult } from '../../lib/core/probe/result.ts';
import { failingAttempt } from './failing-attempt.ts';

/** The result of a probe for tests: one attempt, a plain 500 with a secret in its body and its headers. */
export const probeResult = (overrides: Partial<ProbeResult> = {}): ProbeResult => {
  const { durationMs, phases, id, failure } = failingAttempt();
  const tick = overrides.tick ?? 0;
  const passed = { fact: 'latency', relation: '<', expected: 500, severity: 'degraded' } as const;
  const failed = { fact: 'status', relation: '==', expected: '2xx', severity: 'down' } as const;
  return {
    checkName: 'orders',
    location: 'home',
    tick,
    startedAt: tick,
    endedAt: tick + durationMs,
    verdict: 'down',
    attempts: [
      {
        number: 1,
        backoffMs: 0,
        outcome: 'failed',
        ...(failure && { failure }),
        observation: {
          startedAt: tick,
          durationMs,
          errorBarMs: 0,
          phases,
          id,
          answeredIds: {},
          status: 500,
          headers: { 'set-cookie': 'session=hunter2' },
          body: { text: 'password=hunter2', bytes: 16, truncated: false },
        },
        assertions: [
          { assertion: passed, passed: true, text: 'latency (12) < 500' },
          { assertion: failed, passed: false, text: 'status (500) == 2xx' },
        ],
      },
    ],
    ...overrides,
  };
};
