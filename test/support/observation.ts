import type { Observation } from '../../lib/core/probe/observation.ts';

/** An observation for tests, a plain 200. */
export const observation = (overrides: Partial<Observation> = {}): Observation => ({
  startedAt: 0,
  durationMs: 12,
  errorBarMs: 0,
  phases: { connect: 1, ttfb: 10, transfer: 1 },
  id: {
    requestId: '1'.repeat(32),
    traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`,
    amznTraceId: `Root=1-${'1'.repeat(8)}-${'1'.repeat(24)};Sampled=0`,
  },
  answeredIds: {},
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: { text: '{}', bytes: 2, truncated: false },
  ...overrides,
});
