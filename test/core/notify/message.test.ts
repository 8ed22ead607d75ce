import { describe, expect, it } from 'vitest';

import { headlineOf } from '../../../lib/core/notify/headline.ts';
import { messageOf } from '../../../lib/core/notify/message.ts';
import { plainText } from '../../../lib/core/notify/plain-text.ts';
import { roughDuration } from '../../../lib/core/notify/rough-duration.ts';
import { diagnosis, notification } from '../../support/notification.ts';

describe('the headline', () => {
  const cause = 'the datastore cannot be reached (postgres db.internal:5432)';

  it.each([
    { kind: 'opened', line: `orders is down: ${cause}` },
    { kind: 'reopened', line: `orders is down again: ${cause}` },
    { kind: 'diagnosed', line: `orders is down, cause found: ${cause}` },
    { kind: 'reminder', line: `orders is still down after 3m: ${cause}` },
    { kind: 'resolved', line: `orders is up again after 3m, it was: ${cause}` },
  ] as const)('says $line', ({ kind, line }) => {
    expect(headlineOf(notification(kind))).toBe(line);
  });

  it('says what the probe saw where there is no cause', () => {
    const blind = { diagnosis: diagnosis({ cause: null }) };
    expect(headlineOf(notification('opened', blind))).toBe('orders is down: status (500) == 2xx');
    expect(headlineOf(notification('diagnosed', blind))).toBe(
      'orders is down, no cause found: status (500) == 2xx',
    );
    expect(headlineOf(notification('resolved', blind))).toBe('orders is up again after 3m');
    expect(headlineOf(notification('opened', { diagnosis: undefined as never, failing: [] }))).toBe(
      'orders is down: down 2 times in a row',
    );
  });

  it('claims no recovery of a check that left the config', () => {
    expect(headlineOf(notification('resolved', { retired: true }))).toBe(
      `orders left the config after 3m, it was: ${cause}`,
    );
  });

  it('says degraded for what recovers by retrying', () => {
    expect(headlineOf(notification('opened', { severity: 'degraded' }))).toBe(`orders is degraded: ${cause}`);
  });

  it('names nothing behind the check to a channel that may see a link alone', () => {
    expect(headlineOf(notification('opened'), 'link')).toBe(
      'orders is down: the datastore cannot be reached',
    );
    const blind = notification('opened', { diagnosis: diagnosis({ cause: null }) });
    expect(headlineOf(blind, 'link')).toBe('orders is down');
  });
});

describe('the whole message', () => {
  it('reads from what is the matter to what to do', () => {
    expect(plainText(messageOf(notification(), 'full'))).toBe(
      `
orders is down: the datastore cannot be reached (postgres db.internal:5432)
  seen          GET https://shop.example.com/orders: status (500) == 2xx
  since         2026-11-25T03:00:00Z, down 2 times in a row
  why           postgres db.internal:5432 refuses connections (93 % sure)
  logs          these log lines belong to the failing request itself
  exception     psycopg2.OperationalError: connection refused
  in your code  /srv/shop/orders.py:42 in load_orders
  ┌ /var/log/shop.log
  │   10  GET /orders
  │   11  Traceback (most recent call last):
  │   12    File "orders.py", line 42
  │   13  OperationalError: connection refused
  what to do    start postgres on db.internal
                $ pg_isready -h db.internal -p 5432
                open port 5432
  runbook       https://wiki.example.com/orders
  incident      https://console.example.com/i/1
`.trim(),
    );
  });

  it('leaves the log lines out for a channel that may see the exception', () => {
    const text = plainText(messageOf(notification(), 'exception'));
    expect(text).toContain('psycopg2.OperationalError: connection refused');
    expect(text).not.toContain('Traceback');
  });

  it('is two links for a channel that may see no more', () => {
    expect(plainText(messageOf(notification(), 'link')).split('\n')).toEqual([
      'orders is down: the datastore cannot be reached',
      '  runbook       https://wiki.example.com/orders',
      '  incident      https://console.example.com/i/1',
    ]);
  });

  it('is short when it is over', () => {
    const message = messageOf(notification('resolved'), 'full');
    expect(message).toMatchObject({ mood: 'up', facts: [], snippet: [], remedy: [] });
  });

  it('says what is missing where there is no cause', () => {
    const gaps = [
      { missing: 'no log of orders-db', fix: 'add it to components' },
      { missing: 'no request id' },
    ];
    const text = plainText(
      messageOf(notification('diagnosed', { diagnosis: diagnosis({ cause: null, gaps }) }), 'full'),
    );
    expect(text).toContain('not seen      no log of orders-db; add it to components');
    expect(text).toContain('not seen      no request id');
    expect(text).not.toContain('why  ');
  });

  it('says how often it came before, and what that asks for', () => {
    const recurrence = {
      count: 4,
      firstSeenAt: Date.UTC(2026, 10, 12),
      lastSeenAt: 0,
      review: ['capacity', 'alerting'],
    };
    const text = plainText(
      messageOf(notification('opened', { diagnosis: diagnosis({ recurrence }) }), 'full'),
    );
    expect(text).toContain(
      'before        4 times since 2026-11-12\n  review        capacity\n  review        alerting',
    );
  });

  it('names the places where not only home sees it', () => {
    const text = plainText(messageOf(notification('opened', { locations: ['home', 'eu-west-1'] }), 'full'));
    expect(text).toContain('status (500) == 2xx from home, eu-west-1');
  });

  it('obeys nothing that stands in a log', () => {
    const evil = '\u001B]0;owned\u0007\u001B[2Jall is well\rnothing to see';
    const snippet = [{ source: `s${evil}`, line: 1, text: evil, role: 'cause' as const }];
    const text = plainText(
      messageOf(notification('opened', { diagnosis: diagnosis({ snippet }) }, { name: `o${evil}` }), 'full'),
    );
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0008\u000B-\u001F]/);
  });
});

describe('roughDuration', () => {
  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [61_000, '1m 1s'],
    [3_600_000, '1h'],
    [7_500_000, '2h 5m'],
    [90_061_000, '1d 1h'],
    [86_400_000 + 59_000, '1d'],
  ])('says %i as %s', (ms, text) => {
    expect(roughDuration(ms)).toBe(text);
  });
});
