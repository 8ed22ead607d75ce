import type { AlertPolicy } from '../../lib/core/incident/policy.ts';

/** A policy for tests; the fields under test are overridden. */
export const alertPolicy = (overrides: Partial<AlertPolicy> = {}): AlertPolicy => ({
  failureThreshold: 2,
  successThreshold: 2,
  flaky: { count: 3, of: 6 },
  quorum: 'any',
  reopenWithinMs: 600_000,
  waitForDiagnosisMs: 20_000,
  remindEveryMs: 0,
  notify: ['oncall'],
  ...overrides,
});
