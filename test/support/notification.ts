import type { Diagnosis } from '../../lib/core/diagnosis/diagnosis.ts';
import type { Incident, NotificationKind } from '../../lib/core/incident/incident.ts';
import type { Notification } from '../../lib/core/notify/contract.ts';
import { failingAttempt } from './failing-attempt.ts';
import { incident } from './incident.ts';

const OPENED_AT = Date.UTC(2026, 10, 25, 3, 0, 0);

/** A diagnosis for tests: a database that refuses connections. */
export const diagnosis = (overrides: Partial<Diagnosis> = {}): Diagnosis => ({
  correlation: 'request',
  cause: {
    id: 'datastore.unreachable',
    title: 'the datastore cannot be reached',
    confidence: 0.93,
    component: 'postgres db.internal:5432',
    summary: 'postgres db.internal:5432 refuses connections',
  },
  alternatives: [],
  exception: {
    type: 'psycopg2.OperationalError',
    message: 'connection refused\nIs the server running?',
    code: 'ECONNREFUSED',
    inAppFrame: { file: '/srv/shop/orders.py', line: 42, function: 'load_orders' },
  },
  snippet: [
    { source: '/var/log/shop.log', line: 10, text: 'GET /orders', role: 'context' },
    { source: '/var/log/shop.log', line: 11, text: 'Traceback (most recent call last):', role: 'exception' },
    { source: '/var/log/shop.log', line: 12, text: '  File "orders.py", line 42', role: 'frame' },
    { source: '/var/log/shop.log', line: 13, text: 'OperationalError: connection refused', role: 'cause' },
  ],
  evidence: [],
  ruledOut: [],
  gaps: [],
  remedy: [
    { action: 'start postgres on db.internal', verify: 'pg_isready -h db.internal -p 5432' },
    { action: 'open port 5432' },
  ],
  fingerprint: 'f1',
  read: { bytes: 100, records: 4 },
  ...overrides,
});

/** A notification for tests, three minutes after the opening. */
export const notification = (
  kind: NotificationKind = 'opened',
  overrides: Partial<Incident> = {},
  check: Partial<Notification['check']> = {},
): Notification => ({
  kind,
  at: OPENED_AT + 180_000,
  incident: incident({
    openedAt: OPENED_AT,
    failing: [failingAttempt({ target: 'GET https://shop.example.com/orders' })],
    diagnosis: diagnosis(),
    steps: [],
    ...overrides,
  }),
  check: {
    name: 'orders',
    target: 'GET https://shop.example.com/orders',
    runbook: 'https://wiki.example.com/orders',
    ...check,
  },
  link: 'https://console.example.com/i/1',
});
