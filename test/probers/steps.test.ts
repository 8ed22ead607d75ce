import { describe, expect, it } from 'vitest';

import { steps } from '../../lib/probers/steps.ts';
import { httpServer } from '../support/http-server.ts';
import { attemptContext, probeTarget } from '../support/probe-target.ts';

/** A shop: log in, order, look at the order. */
const shop = () =>
  httpServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { cookie, authorization } = request.headers;
      switch (`${request.method} ${request.url}`) {
        case 'POST /login':
          response.writeHead(200, {
            'Set-Cookie': ['sid=1; Path=/; HttpOnly', 'theme=dark; Expires=Wed, 21 Oct 2099 07:28:00 GMT'],
            'X-Request-ID': 'login-1',
          });
          return response.end(JSON.stringify({ token: 'a"b', user: { id: 7 } }));
        case 'POST /orders':
          response.writeHead(201, { Location: '/orders/42', 'Set-Cookie': 'theme=; Max-Age=0' });
          return response.end(JSON.stringify({ cookie, authorization, sent: body }));
        case 'GET /orders/42':
          return response.end(`order 42 of user 7, ${cookie}`);
        default:
          return response.writeHead(500, { 'X-Request-ID': 'broken-1' }).end('no such thing');
      }
    });
  });

const login = (url: string) => ({
  name: 'login',
  method: 'POST',
  url: `${url}/login`,
  extract: { token: { json: '$.token' }, user: { json: '$.user.id' } },
});

describe('steps', () => {
  it('carries values and cookies from answer to request', async () => {
    await using server = await shop();
    const target = {
      steps: [
        login(server.url),
        {
          name: 'order',
          method: 'POST',
          url: `${server.url}/orders`,
          headers: { Authorization: 'Bearer ${token}' },
          body: { json: { user: '${user}', note: 'with ${token}' } },
          expect: { status: 201 },
          extract: { path: { header: 'Location' } },
        },
        {
          name: 'look',
          url: `${server.url}\${path}`,
          expect: { body: 'order 42' },
          extract: { number: { pattern: 'order (\\d+)' } },
        },
      ],
    };
    const seen = await probeTarget(steps, target);
    expect(seen).not.toHaveProperty('failure');
    expect(seen.steps?.map(({ name, observation }) => [name, observation.status])).toEqual([
      ['login', 200],
      ['order', 201],
      ['look', 200],
    ]);
    expect(JSON.parse(seen.steps?.[1]?.observation.body?.text ?? '')).toEqual({
      cookie: 'sid=1; theme=dark',
      authorization: 'Bearer a"b',
      sent: '{"user":"7","note":"with a\\"b"}',
    });
    expect(seen.body?.text).toBe('order 42 of user 7, sid=1');
  });

  it('adds up the times, and gives each step an id of its own', async () => {
    await using server = await shop();
    const context = attemptContext();
    const target = { steps: [login(server.url), { ...login(server.url), name: 'again' }] };
    const seen = await probeTarget(steps, target, context);
    const parts = seen.steps?.map(({ observation }) => observation) ?? [];
    expect(seen.durationMs).toBeCloseTo(parts.reduce((sum, each) => sum + each.durationMs, 0));
    expect(seen.phases.ttfb).toBeCloseTo(parts.reduce((sum, each) => sum + (each.phases.ttfb ?? 0), 0));
    expect(parts.map(({ id }) => id.requestId)).toEqual([1, 2].map((n) => `${context.id.requestId}-${n}`));
    expect(server.requests.map(({ headers }) => headers['x-request-id'])).toEqual(
      parts.map(({ id }) => id.requestId),
    );
    expect(seen.id).toEqual(context.id);
  });

  it('ends at the step that fails, and says which', async () => {
    await using server = await shop();
    const target = {
      steps: [
        login(server.url),
        { name: 'broken', url: `${server.url}/gone` },
        { name: 'never', url: server.url },
      ],
    };
    const seen = await probeTarget(steps, target);
    expect(seen.failure).toEqual({
      kind: 'status',
      code: '500',
      message: 'step broken: status (500) == 2xx',
    });
    expect(seen.steps).toHaveLength(2);
    expect(seen.steps?.[1]).toMatchObject({
      target: `GET ${server.url}/gone`,
      failedAssertions: ['status (500) == 2xx'],
      observation: { answeredIds: { 'x-request-id': 'broken-1' } },
    });
  });

  it('cleans up after the step that fails, which remains the one that broke it', async () => {
    await using server = await shop();
    const target = {
      steps: [
        login(server.url),
        { name: 'broken', url: `${server.url}/gone` },
        { name: 'never', url: server.url },
        {
          name: 'log out',
          method: 'POST',
          url: `${server.url}/orders`,
          headers: { Authorization: 'Bearer ${token}' },
          always: true,
        },
      ],
    };
    const seen = await probeTarget(steps, target);
    expect(seen.failure?.message).toBe('step broken: status (500) == 2xx');
    expect(seen.status).toBe(500);
    expect(seen.steps?.map(({ name }) => name)).toEqual(['login', 'broken', 'log out']);
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer a"b');
  });

  it('waits before a step, and counts the wait as nobody’s latency', async () => {
    await using server = await shop();
    const began = performance.now();
    const seen = await probeTarget(steps, {
      steps: [login(server.url), { ...login(server.url), name: 'again', wait: '200ms' }],
    });
    const tookMs = performance.now() - began;
    expect(tookMs).toBeGreaterThanOrEqual(199);
    expect(seen.durationMs).toBeLessThan(tookMs - 190);
  });

  it('takes a value that is not there for a failure', async () => {
    await using server = await shop();
    const target = { steps: [{ ...login(server.url), extract: { gone: { json: '$.gone' } } }] };
    expect((await probeTarget(steps, target)).failure).toMatchObject({
      kind: 'assertion',
      code: 'NOT_EXTRACTED',
      message: 'step login: no gone in the answer: {"json":"$.gone"}',
    });
  });

  it('fills secrets before values, so that no answer can ask for a secret', async () => {
    await using server = await httpServer((_request, response) => response.end('{"evil":"${secret:root}"}'));
    const fill = async (text: string) => text.replaceAll('${secret:root}', 'hunter2');
    const target = {
      steps: [
        { name: 'a', url: server.url, extract: { evil: { json: '$.evil' } } },
        { name: 'b', url: server.url, headers: { 'X-Value': '${evil}', 'X-Own': '${secret:root}' } },
      ],
    };
    await probeTarget(steps, target, { fill });
    expect(server.requests[1]?.headers).toMatchObject({ 'x-value': '${secret:root}', 'x-own': 'hunter2' });
  });

  it('takes no cookie to another host', async () => {
    await using other = await httpServer(200, { host: '127.0.0.2' });
    await using server = await shop();
    await probeTarget(steps, { steps: [login(server.url), { name: 'other', url: other.url }] });
    expect(other.requests[0]?.headers).not.toHaveProperty('cookie');
  });

  it('takes no cookie to another port of its host, and none that has ended', async () => {
    await using other = await httpServer();
    await using server = await httpServer((_request, response) => {
      response
        .writeHead(200, { 'Set-Cookie': ['sid=1', 'old=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT'] })
        .end();
    });
    const to = (name: string, url: string) => ({ name, url });
    await probeTarget(steps, { steps: [to('a', server.url), to('b', other.url), to('c', server.url)] });
    expect(other.requests[0]?.headers).not.toHaveProperty('cookie');
    expect(server.requests[1]?.headers.cookie).toBe('sid=1');
  });

  it('has one time for all its steps', async () => {
    await using server = await httpServer((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end(), 120);
    });
    const slow = { name: 'slow', url: `${server.url}/slow` };
    const seen = await probeTarget(steps, { steps: [slow, slow, slow] }, { timeoutMs: 200 });
    expect(seen.failure).toMatchObject({ kind: 'timeout' });
    expect(seen.failure?.message).toMatch(/^step slow: no end after/);
    expect(seen.steps).toHaveLength(2);
  });

  it('tells a slow step from a broken one', async () => {
    await using server = await shop();
    const target = {
      steps: [{ ...login(server.url), expect: { latency: { degraded: '1ms', ttfb: '10s' } } }],
    };
    const seen = await probeTarget(steps, target);
    expect(seen).not.toHaveProperty('failure');
    expect(seen.steps?.[0]?.failedAssertions[0]).toMatch(/^latency \(\d+ ms\) <= 1 ms$/);
  });

  it('says what it does, without secrets', () => {
    const all = [
      { method: 'POST', url: 'https://shop.example/login?k=${secret:x}' },
      { method: 'GET', url: 'x' },
    ];
    expect(steps.describe({ steps: all })).toBe('2 steps from POST https://shop.example/login?k=***');
    expect(steps.idempotent({ steps: all })).toBe(false);
  });
});
