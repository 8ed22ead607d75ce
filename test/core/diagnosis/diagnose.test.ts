import { performance } from 'node:perf_hooks';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import type { Evidence } from '../../../lib/core/diagnosis/evidence.ts';
import { failingAttempt } from '../../support/failing-attempt.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { eventsOf, evidenceOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const options = { formats: LOG_FORMATS, rules: CAUSE_RULES };
const AT = Date.parse('2026-11-22T10:02:36.000Z');
const ID = '6b064573246e7a49a1adc46729d1a0b8';

const attempt = failingAttempt({
  startedAt: AT,
  durationMs: 50,
  path: '/orders',
  status: 500,
  id: {
    requestId: ID,
    traceparent: `00-${ID}-1111111111111111-00`,
    amznTraceId: 'Root=1-00000000-000000000000000000000001',
  },
});

const ask = (text: string, overrides: Partial<Evidence> = {}) =>
  diagnose(evidenceOf(text, { attempt, ...overrides }), options);

const TRACEBACK = (time: string, path: string, ...error: readonly string[]): string =>
  [
    `2026-11-22T${time}Z ERROR django.request 1 Internal Server Error: ${path}`,
    'Traceback (most recent call last):',
    '  File "/srv/shop/views.py", line 12, in orders',
    '    return load()',
    ...error,
  ].join('\n');

const REFUSED = [
  'psycopg2.OperationalError: connection to server at "10.0.0.7", port 5432 failed: Connection refused',
];

describe('diagnose', () => {
  it('names cause, component, exception, frame, snippet and remedy', () => {
    const found = ask(TRACEBACK('10:02:36.020', '/orders', ...REFUSED));
    expect(found.cause).toMatchObject({
      id: 'datastore.unreachable',
      title: 'the datastore cannot be reached',
      component: 'postgres 10.0.0.7:5432',
    });
    expect(found.exception).toEqual({
      type: 'psycopg2.OperationalError',
      message: 'connection to server at "10.0.0.7", port 5432 failed: Connection refused',
      code: null,
      inAppFrame: { file: '/srv/shop/views.py', line: 12, function: 'orders' },
    });
    expect(found.snippet.map(({ line, role }) => [line, role])).toEqual([
      [1, 'exception'],
      [3, 'frame'],
      [4, 'frame'],
      [5, 'cause'],
    ]);
    expect(found.remedy[0]).toMatchObject({ verify: 'nc -vz 10.0.0.7 5432' });
    expect(found.read).toMatchObject({ records: 1 });
  });

  it.each([
    [
      'the request id in the line',
      `2026-11-22T10:02:36.020Z ERROR [${ID}] boom: Access denied for user 'shop'@'db' (using password: YES)`,
      'request',
    ],
    [
      'the trace id in the line',
      `2026-11-22T10:02:36.020Z ERROR trace=${ID} Too many connections`,
      'request',
    ],
    ['time alone', TRACEBACK('10:02:36.020', '/orders', ...REFUSED), 'window'],
  ])('says that it was tied by %s', (_, text, tier) => {
    expect(ask(text).correlation).toBe(tier);
  });

  it('abstains when the logs hold no reason, and says what is missing', () => {
    const found = ask('2026-11-22T10:02:36.020Z ERROR django.request 1 Internal Server Error: /orders');
    expect(found).toMatchObject({ cause: null, exception: null, remedy: [] });
    expect(found.gaps.map(({ missing }) => missing)).toContain('no record says why the answer was 500');
  });

  it('abstains on an exception of another path', () => {
    expect(ask(TRACEBACK('10:02:36.020', '/other', ...REFUSED))).toMatchObject({ cause: null, snippet: [] });
  });

  it('names the frame of the handler where the library that failed logged the same exception without one', () => {
    const trace = (file: string): readonly string[] => [
      'Traceback (most recent call last):',
      `  File "${file}", line 12, in connect`,
      ...REFUSED,
    ];
    const found = ask(
      [
        `2026-11-22T10:02:36.010Z ERROR [${ID}] the driver failed`,
        ...trace('/srv/venv/lib/python3.11/site-packages/driver/pool.py'),
        `2026-11-22T10:02:36.011Z ERROR [${ID}] unhandled error in GET /orders`,
        ...trace('/srv/shop/views.py'),
      ].join('\n'),
    );
    expect(found.exception?.inAppFrame).toEqual({
      file: '/srv/shop/views.py',
      line: 12,
      function: 'connect',
    });
  });

  it('shows what the log says of the failing request where no cause can be named', () => {
    const found = ask(
      [
        `2026-11-22T10:02:36.010Z INFO [${ID}] orders asked`,
        `2026-11-22T10:02:36.020Z ERROR [${ID}] request failed: something went wrong`,
        '2026-11-22T10:02:36.021Z ERROR request failed: something went wrong',
      ].join('\n'),
    );
    expect(found).toMatchObject({ cause: null, correlation: 'request' });
    expect(found.snippet.map(({ line, role }) => [line, role])).toEqual([[2, 'exception']]);
  });

  it('abstains on the failure of another request, in a log that writes ids', () => {
    const line = (level: string, id: string, text: string) =>
      `2026-11-22T10:02:36.010Z ${level} [${id}] ${text}`;
    const others = line(
      'ERROR',
      'ffff4573246e7a49a1adc46729d1ffff',
      'OSError: [Errno 28] No space left on device',
    );
    expect(ask(others).cause?.id).toBe('resource.disk_fd');
    expect(ask([line('INFO', ID, 'orders asked'), others].join('\n')).cause).toBeNull();
  });

  it('abstains on noise that was there while all was well', () => {
    const noise = (time: string) =>
      `2026-11-22T${time}Z WARNING shop.cache refresh failed: Error 111 connecting to localhost:6379. Connection refused.`;
    const baseline = eventsOf([noise('10:00:01.000'), noise('10:00:31.000')].join('\n'));
    expect(ask(noise('10:02:36.010')).cause?.id).toBe('datastore.unreachable');
    expect(ask(noise('10:02:36.010'), { baseline }).cause).toBeNull();
  });

  describe('what a log goes on saying before the request and after it', () => {
    const feed = (time: string): string =>
      `2026-11-22T${time}Z ERROR shop.rates connect ECONNREFUSED 10.0.0.9:8080`;
    const access = (time: string, path: string, status: number): string =>
      `10.0.0.1 - - [22/Nov/2026:${time} +0000] "GET ${path} HTTP/1.1" ${status} 17 "-" "probe"`;
    const log = (...during: readonly string[]): string =>
      [
        access('10:02:30', '/health', 200),
        feed('10:02:33.100'),
        feed('10:02:35.100'),
        ...during,
        access('10:02:36', '/orders', 500),
        feed('10:02:37.100'),
        feed('10:02:39.100'),
      ].join('\n');

    it('is no cause', () => {
      expect(ask(log()).cause).toBeNull();
    });

    it('hides no cause that the request tells itself', () => {
      expect(ask(log(TRACEBACK('10:02:36.010', '/orders', "KeyError: 'price'"))).cause?.id).toBe(
        'code.exception',
      );
    });

    it('may be the cause where all was well until it began', () => {
      expect(ask(log(), { healthyUntil: Date.parse('2026-11-22T10:02:31.000Z') }).cause?.id).toBe(
        'thirdparty.api',
      );
    });
  });

  it('does not take an outage that lasts for its own background', () => {
    const line = (time: string) =>
      TRACEBACK(time, '/cart', ...REFUSED).replace(' Internal Server Error: /cart', ' job failed');
    const text = [line('10:02:00.000'), line('10:02:20.000'), line('10:02:36.010')].join('\n');
    expect(ask(text, { healthyUntil: Date.parse('2026-11-22T10:01:30.000Z') }).cause?.id).toBe(
      'datastore.unreachable',
    );
    expect(ask(text, { healthyUntil: AT }).cause).toBeNull();
  });

  it('does not take a failure that a good probe came after for the cause of the next one', () => {
    const text = TRACEBACK('10:01:00.000', '/orders', ...REFUSED);
    const healthyUntil = Date.parse('2026-11-22T10:02:26.000Z');
    expect(ask(text, { healthyUntil }).cause?.id).toBe('datastore.unreachable');
    expect(ask(text, { healthyUntil, goodProbeAt: healthyUntil }).cause).toBeNull();
  });

  it('prefers what a record says of the request to what another says at the same time', () => {
    const text = [
      TRACEBACK('10:02:36.010', '/other', "KeyError: 'price'"),
      `2026-11-22T10:02:36.012Z ERROR shop [${ID}] OSError: [Errno 28] No space left on device`,
    ].join('\n');
    expect(ask(text).cause?.id).toBe('resource.disk_fd');
  });

  it('does not follow a forged line that carries the id of the request', () => {
    const forged = `2026-11-22T10:02:36.005Z INFO shop.views search q="ERROR FATAL: password authentication failed for user 'shop' ${ID}" hits=0`;
    const found = ask([forged, TRACEBACK('10:02:36.020', '/orders', "KeyError: 'price'")].join('\n'));
    expect(found.cause?.id).toBe('code.exception');
    expect(found.exception?.type).toBe('KeyError');
  });

  it('lets an effect yield to what lies deeper, and says so', () => {
    const text = [
      '2026/11/22 10:02:36 [error] 1#1: *1 upstream prematurely closed connection while reading response header from upstream, client: 127.0.0.1, server: shop, request: "GET /orders HTTP/1.1", upstream: "http://127.0.0.1:7001/orders", host: "shop"',
    ].join('\n');
    const app = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    const events = [
      ...eventsOf(text, 'nginx/error.log'),
      ...eventsOf(`2026-11-22T10:02:36.001Z ERROR shop ${app}`, 'app.log'),
    ];
    expect(ask('', { events: eventsOf(text, 'nginx/error.log') }).cause?.id).toBe('upstream.down');
    const both = ask('', { events });
    expect(both.cause?.id).toBe('resource.memory');
    expect(both.ruledOut).toContainEqual({
      cause: 'upstream.down',
      why: 'an effect: resource.memory (the memory limit is exhausted) explains it',
    });
  });

  it('names the change before the failure, and rolls it back first', () => {
    const changes = [{ at: AT - 240_000, what: 'deploy v42', component: 'shop', rollBack: 'git revert v42' }];
    const found = ask(TRACEBACK('10:02:36.020', '/orders', "KeyError: 'price'"), { changes });
    expect(found.evidence.map(({ text }) => text)).toContain('it began 4 min after deploy v42 of shop');
    expect(found.remedy[0]).toEqual({
      action: 'roll back deploy v42 of shop, the latest change before the failure',
      verify: 'git revert v42',
    });
  });

  it('puts no secret into any part of the answer', () => {
    const text = TRACEBACK(
      '10:02:36.020',
      '/orders',
      '    conn = connect("postgres://shop:Winter2026x@10.0.0.7:5432/shop", password="Winter2026x")',
      'psycopg2.OperationalError: connection to server at "10.0.0.7", port 5432 failed: FATAL:  password authentication failed for user "shop" (postgres://shop:Winter2026x@10.0.0.7/shop)',
    );
    const found = ask(text);
    expect(found.cause?.id).toBe('datastore.auth');
    expect(JSON.stringify(found)).not.toContain('Winter2026x');
    expect(JSON.stringify(found)).toContain('password authentication failed for user');
  });

  it('finds the failure in a log whose clock has no zone', () => {
    const local = TRACEBACK('00:00:00.000', '/orders', "KeyError: 'price'").replace(
      /^[^ ]+/,
      '2026-11-22 05:02:36,020',
    );
    expect(ask(local).cause?.id).toBe('code.exception');
  });

  it.each([3, 12, 40])('keeps a snippet of %i chained exceptions within 20 lines and 12 KB', (depth) => {
    const chain = Array.from({ length: depth }, (_, index) =>
      [
        'Traceback (most recent call last):',
        `  File "/srv/shop/a${index}.py", line ${index + 1}, in f`,
        '    g()',
        `ValueError: ${'x'.repeat(900)} ${index}`,
      ].join('\n'),
    ).join('\n\nThe above exception was the direct cause of the following exception:\n\n');
    const { snippet } = ask(
      `2026-11-22T10:02:36.020Z ERROR django.request 1 Internal Server Error: /orders\n${chain}`,
    );
    expect(snippet.length).toBeLessThanOrEqual(20);
    expect(snippet.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(12_000);
    expect(snippet.some(({ role }) => role === 'cause')).toBe(true);
  });

  it('gives the same answer to the same question', () => {
    const text = [
      TRACEBACK('10:02:36.010', '/orders', ...REFUSED),
      TRACEBACK('10:02:36.020', '/orders', "KeyError: 'a'"),
    ].join('\n');
    expect(JSON.stringify(ask(text))).toBe(JSON.stringify(ask(text)));
  });

  it('never throws on hostile text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        'Traceback (most recent call last):',
        '  File "/a.py", line 1, in f',
        'ValueError: x',
        '\n',
        ' at f (x.js:1:2)',
        'Caused by: a.B: c',
        '{"level":50',
        'postgres://',
        '[cause]: ',
        '2026-11-22T10:02:36.020Z ERROR ',
        ID,
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(ask(pieces.join('')).snippet.length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['one character', 'a'],
    ['brackets', '[('],
    ['half a traceback', 'File "'],
    ['addresses', 'x:1 '],
    ['paths', '/a'],
    ['JSON', '{"a":'],
    ['statuses', 'https://a 503 '],
  ])('takes linear time over a line of 64 KiB of %s', (_, unit) => {
    const line = (chars: number) =>
      `2026-11-22T10:02:36.020Z ERROR ${unit.repeat(Math.ceil(chars / unit.length))}`;
    ask(line(4_096));
    const started = performance.now();
    ask(line(65_536));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
