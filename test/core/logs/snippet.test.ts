import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../lib/core/logs/redact.ts';
import { snippetOf, type SnippetParts } from '../../../lib/core/logs/snippet.ts';
import { logRecord } from '../../support/log-record.ts';

const CHAIN = logRecord(
  [
    '2026-11-22 10:02:36,060 ERROR django.request 22293 Internal Server Error: /orders',
    'Traceback (most recent call last):',
    '  File "/srv/venv/lib/python3.11/site-packages/psycopg2/__init__.py", line 122, in connect',
    '    conn = _connect(dsn)',
    '           ^^^^^^^^^^^^^',
    'psycopg2.OperationalError: connection to server at "10.0.0.7", port 5432 failed: Connection refused',
    '\tIs the server running on that host and accepting TCP/IP connections?',
    '',
    'The above exception was the direct cause of the following exception:',
    '',
    'Traceback (most recent call last):',
    '  File "/srv/shop/views.py", line 12, in orders',
    '    return load()',
    'RuntimeError: could not load orders for ada@example.org',
  ].join('\n'),
);

const parts = (overrides: Partial<SnippetParts> = {}): SnippetParts => ({
  primary: CHAIN,
  at: 5,
  before: [],
  corroborating: [],
  ...overrides,
});

const show = (overrides: Partial<SnippetParts> = {}) => snippetOf(parts(overrides), createRedactor());

describe('snippetOf', () => {
  it('shows the header, the innermost cause, the frame of the application with its source, and each exception', () => {
    expect(show().map(({ line, role }) => [line, role])).toEqual([
      [1, 'exception'],
      [6, 'cause'],
      [7, 'exception'],
      [12, 'frame'],
      [13, 'frame'],
      [14, 'exception'],
    ]);
  });

  it('shows what Java suppressed, below the exception that it was suppressed for', () => {
    const primary = logRecord(
      [
        'redis.clients.jedis.exceptions.JedisConnectionException: Failed to connect to 127.0.0.1:6379.',
        '\tat redis.clients.jedis.SocketFactory.connect(SocketFactory.java:68)',
        '\tat com.example.Stores.slots(Stores.java:34)',
        '\tSuppressed: java.net.ConnectException: Connection refused',
        '\t\tat redis.clients.jedis.SocketFactory.connect(SocketFactory.java:57)',
      ].join('\n'),
    );
    expect(show({ primary, at: 0 }).map(({ line, role }) => [line, role])).toEqual([
      [1, 'cause'],
      [3, 'frame'],
      [4, 'exception'],
    ]);
  });

  it('names source and time of every line', () => {
    expect(show()[0]).toMatchObject({ source: 'app.log', timestamp: '2026-11-22T10:02:36.060Z' });
  });

  it('hides what is secret', () => {
    const text = show()
      .map((line) => line.text)
      .join('\n');
    expect(text).not.toContain('ada@example.org');
    expect(text).toContain('could not load orders for <secret:email:1>');
  });

  it('shows at most three records before, and two beside', () => {
    const other = (name: string) => ({
      ...logRecord(`2026-11-22 10:02:36,000 WARNING shop 1 ${name}`),
      source: `${name}.log`,
    });
    const snippet = show({
      before: ['a', 'b', 'c', 'd'].map(other),
      corroborating: ['x', 'y', 'z'].map(other),
    });
    expect(snippet.filter(({ role }) => role === 'context').map(({ source }) => source)).toEqual([
      'b.log',
      'c.log',
      'd.log',
    ]);
    expect(snippet.filter(({ role }) => role === 'corroboration').map(({ source }) => source)).toEqual([
      'x.log',
      'y.log',
    ]);
  });

  it('cuts lines of more than 2,000 characters, and the whole to 12 KB', () => {
    const long = logRecord(`2026-11-22 10:02:36,000 ERROR shop 1 ${'x'.repeat(9_000)}`);
    const snippet = show({ primary: long, at: 0, corroborating: [long, long] });
    expect(snippet[0]?.text).toHaveLength(2_000);
    expect(snippet.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(12_000);
  });

  it('shows the line that a cause stands on in a record without an exception', () => {
    const record = logRecord(
      '2026-11-22 10:02:36,000 ERROR shop 1 could not start\n  because port 8112 is taken\n  by another process',
    );
    const snippet = show({ primary: record, at: 1 });
    expect(snippet.map(({ line }) => line)).toEqual([1, 2, 3]);
  });
});
