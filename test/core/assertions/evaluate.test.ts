import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

import { evaluate } from '../../../lib/core/assertions/evaluate.ts';
import { EXPECT_ENTRIES, expectSchema } from '../../../lib/core/assertions/expect.ts';
import { toAssertions } from '../../../lib/core/assertions/to-assertions.ts';
import type { Observation } from '../../../lib/core/probe/observation.ts';
import { observation } from '../../support/observation.ts';

const ALL = Object.keys(EXPECT_ENTRIES);
const DAY_MS = 86_400_000;

/** Goes the way of a real check: config, assertions, evaluation. */
const judge = (written: unknown, seen: Partial<Observation>, redact = (text: string) => text) =>
  evaluate(toAssertions(v.parse(expectSchema(ALL), written)), observation(seen), { now: 0, redact });

const verdicts = (written: unknown, seen: Partial<Observation>) =>
  judge(written, seen).map(({ passed, text }) => `${passed ? 'ok' : 'no'} ${text}`);

const json = (document: unknown): Partial<Observation> => {
  const text = JSON.stringify(document);
  return { body: { text, bytes: text.length, truncated: false } };
};

const certificate = (days: number): Partial<Observation> => ({
  certificate: {
    subject: 'api.example.com',
    issuer: 'Example CA',
    names: ['api.example.com', '*.example.org'],
    validFrom: 0,
    validTo: days * DAY_MS,
    fingerprint256: 'AA:BB',
    tlsVersion: 'TLSv1.3',
  },
});

describe('evaluate', () => {
  it.each<[unknown, Partial<Observation>, string[]]>(
    [
      [{ status: 200 }, { status: 500 }, ['no status (500) == 200']],
      [{ status: '2xx' }, { status: 204 }, ['ok status (204) == 2xx']],
      [{ status: '2xx' }, { status: 301 }, ['no status (301) == 2xx']],
      [{ status: '200-299' }, { status: 300 }, ['no status (300) == 200-299']],
      [{ status: [200, '4xx'] }, { status: 404 }, ['ok status (404) is one of 200, 4xx']],
      [{ status: [200, 204] }, { status: 503 }, ['no status (503) is one of 200, 204']],
      [{ latency: '500ms' }, { durationMs: 612.4 }, ['no latency (612 ms) <= 500 ms']],
      [{ latency: '500ms' }, { durationMs: 500 }, ['ok latency (500 ms) <= 500 ms']],
      [{ latency: { ttfb: '5ms' } }, {}, ['no latency.ttfb (10 ms) <= 5 ms']],
      [{ latency: { tls: '5ms' } }, {}, ['no latency.tls (missing) <= 5 ms']],
      [
        { headers: { 'Content-Type': 'text/html' } },
        {},
        ['no header content-type (application/json) == text/html'],
      ],
      [{ headers: { 'content-type': { contains: 'json' } } }, {}, ['ok header content-type contains json']],
      [{ headers: { 'x-cache': { exists: true } } }, {}, ['no header x-cache (missing) exists']],
      [
        { headers: { server: { exists: false } } },
        { headers: { server: 'nginx/1.2' } },
        ['no header server (nginx/1.2) not exists'],
      ],
      [{ headers: { server: { notContains: 'nginx' } } }, {}, ['ok header server not contains nginx']],
      [{ headers: { age: { lessThan: 60 } } }, { headers: { age: '120' } }, ['no header age (120) < 60']],
      [{ body: 'ok' }, json('not fine'), ['no body ("not fine") contains ok']],
      [{ body: { contains: ['a', 'z'] } }, json('abc'), ['ok body contains a', 'no body ("abc") contains z']],
      [{ body: { notContains: 'error' } }, json('an error'), ['no body ("an error") not contains error']],
      [{ body: { matches: '^"v\\d+"$' } }, json('v17'), ['ok body matches ^"v\\d+"$']],
      [{ body: { maxSize: 3 } }, json('abc'), ['no bodySize (5) <= 3']],
      [{ body: { minSize: 3 } }, json('abc'), ['ok bodySize (5) >= 3']],
      [{ json: { '$.db': 'up' } }, json({ db: 'down' }), ['no json $.db ("down") == "up"']],
      [{ json: { '$.n': 1 } }, json({ n: '1' }), ['no json $.n ("1") == 1']],
      [
        { json: { '$.n': { greaterThan: 1, lessThanOrEqual: 3 } } },
        json({ n: 3 }),
        ['ok json $.n (3) <= 3', 'ok json $.n (3) > 1'],
      ],
      [
        { json: { '$.a': { equals: { y: 1, x: [1] } } } },
        json({ a: { x: [1], y: 1 } }),
        ['ok json $.a == {"y":1,"x":[1]}'],
      ],
      [
        { json: { '$.list': { contains: 'b' } } },
        json({ list: ['a', 'b'] }),
        ['ok json $.list contains "b"'],
      ],
      [
        { json: { '$.nodes[*].state': 'up' } },
        json({ nodes: [{ state: 'up' }, { state: 'lost' }] }),
        ['no json $.nodes[*].state ("lost") == "up"'],
      ],
      [{ json: { '$.gone': { exists: false } } }, json({}), ['ok json $.gone not exists']],
      [{ json: { '$.gone': 'x' } }, json({}), ['no json $.gone (missing) == "x"']],
      [
        { json: { '$[?search(@.name, "^d")].state': 'up' } },
        json([
          { name: 'db', state: 'up' },
          { name: 'x', state: 'no' },
        ]),
        ['ok json $[?search(@.name, "^d")].state == "up"'],
      ],
      [
        { jsonSchema: { properties: { n: { type: 'string' } } } },
        json({ n: 1 }),
        ['no json $ (/n: expected string, got number) valid against schema'],
      ],
      [{ jsonSchema: { required: ['n'] } }, json({ n: 1 }), ['ok json $ valid against schema']],
      [{ certificateExpiry: '14d' }, certificate(9.55), ['no certificateExpiry (9.5 d) >= 14 d']],
      [
        { certificate: { names: 'api.example.com', issuer: { contains: 'Let' } } },
        certificate(90),
        ['no certificate.issuer (Example CA) contains Let', 'ok certificate.names contains api.example.com'],
      ],
      [
        { redirect: { contains: '/login' } },
        { redirects: ['https://a/x', 'https://a/login'] },
        ['ok redirect contains /login'],
      ],
      [{ protocol: 'h2' }, { protocol: 'HTTP/1.1' }, ['no protocol (HTTP/1.1) == h2']],
      [
        { answers: { contains: '192.0.2.1' } },
        { values: { answers: ['192.0.2.2'] } },
        ['no answers ([192.0.2.2]) contains 192.0.2.1'],
      ],
      [{ answers: ['b', 'a'] }, { values: { answers: ['a', 'b'] } }, ['ok answers == [a, b]']],
      [{ protocol: ['h2', 'HTTP/1.1'] }, { protocol: 'HTTP/1.1' }, ['ok protocol is one of h2, HTTP/1.1']],
      [
        { json: { '$.tags': ['a', 'b'] } },
        json({ tags: ['b', 'a'] }),
        ['no json $.tags (["b","a"]) == ["a","b"]'],
      ],
      [
        { body: { sha256: 'A'.repeat(64) } },
        { values: { bodySha256: 'a'.repeat(64) } },
        [`ok bodySha256 == ${'a'.repeat(64)}`],
      ],
      [{ exitCode: 0 }, { values: { exitCode: 2 } }, ['no exitCode (2) == 0']],
    ].filter(([, , texts]) => (texts as string[]).length > 0) as never,
  )('judges %j', (written, seen, texts) => {
    expect(verdicts(written, seen)).toEqual(texts);
  });

  it.each<[string, unknown, Observation['body'], string]>([
    [
      'is no JSON',
      { json: { $: 1 } },
      { text: '<html>', bytes: 6, truncated: false },
      'no json $ (not JSON: <html>) == 1',
    ],
    [
      'is cut, for JSON',
      { json: { $: 1 } },
      { text: '1', bytes: 1, truncated: true },
      'no json $ (body cut at 1 bytes) == 1',
    ],
    [
      'is cut, for what must not occur',
      { body: { notContains: 'x' } },
      { text: 'a', bytes: 1, truncated: true },
      'no body (body cut at 1 bytes) not contains x',
    ],
    [
      'is cut, for its size',
      { body: { maxSize: 9 } },
      { text: 'a', bytes: 1, truncated: true },
      'no bodySize (body cut at 1 bytes) <= 9',
    ],
    ['is empty', { json: { $: 1 } }, { text: '', bytes: 0, truncated: false }, 'no json $ (no body) == 1'],
  ])('says that the body %s', (_what, written, body, text) => {
    expect(verdicts(written, body ? { body } : {})).toEqual([text]);
  });

  it('still finds a text in the part of a cut body that was read', () => {
    const body = { text: 'all fine', bytes: 8, truncated: true };
    expect(verdicts({ body: 'fine' }, { body })).toEqual(['ok body contains fine']);
  });

  it('redacts before it shortens, so that half a secret does not show', () => {
    const secret = 'hunter2-'.repeat(20);
    const [result] = judge({ body: 'ok' }, json(secret), (text) => text.replace(/(?:hunter2-)+/, '***'));
    expect(result?.text).toBe('body ("***") contains ok');
  });

  it('shortens long values to one line', () => {
    const [result] = judge(
      { body: 'ok' },
      { body: { text: 'a\n'.repeat(100), bytes: 200, truncated: false } },
    );
    expect(result?.text).toMatch(/^body \((?:a ){39}a…\) contains ok$/);
  });

  it('does not judge a document that is nested beyond reason, and does not fall over', () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const [result] = judge(
      { json: { '$..x': 1 } },
      { body: { text: deep, bytes: 10_000, truncated: false } },
    );
    expect(result?.passed).toBe(false);
  });

  it('takes linear time for a pattern that makes a backtracking engine hang', () => {
    const text = `${'a'.repeat(50_000)}!`;
    const started = performance.now();
    judge({ body: { matches: '^(a+)+$' } }, { body: { text, bytes: text.length, truncated: false } });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
