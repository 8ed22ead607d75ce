import type { FailingAttempt } from '../../lib/core/incident/incident.ts';

/** A failing attempt for tests, a plain 500. */
export const failingAttempt = (overrides: Partial<FailingAttempt> = {}): FailingAttempt => ({
  tick: 0,
  location: 'home',
  number: 1,
  startedAt: 0,
  durationMs: 12,
  phases: { connect: 1, ttfb: 10, transfer: 1 },
  id: {
    requestId: 'wd-1',
    traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`,
    amznTraceId: 'Root=1-00000000-1',
  },
  answeredIds: {},
  target: 'GET http://127.0.0.1/orders',
  method: 'GET',
  path: '/orders',
  status: 500,
  failure: { kind: 'status', code: '500', message: 'status (500) == 2xx' },
  failedAssertions: ['status (500) == 2xx'],
  ...overrides,
});
