import type { CheckState, Incident, Step } from '../../lib/core/incident/incident.ts';
import { failingAttempt } from './failing-attempt.ts';

/** A step for tests, due at once. */
export const step = (overrides: Partial<Step> = {}): Step => ({
  id: 'diagnose:opened',
  kind: 'diagnose',
  dueAt: 0,
  status: 'pending',
  taken: 0,
  ...overrides,
});

/** An open incident for tests, which owes one diagnosis. */
export const incident = (overrides: Partial<Incident> = {}): Incident => ({
  id: 'orders-1',
  checkName: 'orders',
  severity: 'down',
  status: 'open',
  openedAt: 0,
  reopenings: 0,
  reason: 'down 2 times in a row',
  locations: ['home'],
  failing: [failingAttempt()],
  steps: [step()],
  version: 1,
  ...overrides,
});

/** The state of a check for tests, with its first verdict down. */
export const checkState = (overrides: Partial<CheckState> = {}): CheckState => ({
  checkName: 'orders',
  lastTick: 60_000,
  downInARow: 1,
  cleanInARow: 0,
  unclean: [{ tick: 60_000, verdict: 'down' }],
  failing: [],
  version: 1,
  ...overrides,
});
