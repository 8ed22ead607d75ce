import { connect, type Socket } from 'node:net';

import { describe, expect, it } from 'vitest';

import { http } from '../../../lib/probers/http.ts';
import { exchangeHttp1 } from '../../../lib/probers/transport/http/exchange-http1.ts';
import { startTrace } from '../../../lib/probers/transport/trace.ts';
import { httpServer } from '../../support/http-server.ts';
import { attemptContext, probeTarget } from '../../support/probe-target.ts';
import { tcpServer } from '../../support/tcp-server.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Talks once the request is there. */
const after = (talk: (socket: Socket, request: string) => void) => (socket: Socket) =>
  void socket.once('data', (chunk: Buffer) => talk(socket, chunk.toString('latin1')));

const probePort = (port: number, written = {}, context = {}) =>
  probeTarget(http, { url: `http://127.0.0.1:${port}/a?b=1`, ...written }, context);

describe('a request over the connection that was opened', () => {
  it('says what the check says, once each', async () => {
    let request = '';
    await using server = await tcpServer(
      after((socket, text) => {
        request = text;
        socket.end(OK);
      }),
    );
    await probePort(server.port, { method: 'POST', body: 'data', headers: { 'X-Own': 'ä' } });
    const [line, ...headers] = request.split('\r\n\r\n')[0]?.split('\r\n') ?? [];
    expect(line).toBe('POST /a?b=1 HTTP/1.1');
    const names = headers.map((header) => header.split(':')[0]?.toLowerCase());
    expect(names).toHaveLength(new Set(names).size);
    expect(names).not.toContain('transfer-encoding');
    expect(headers).toEqual(
      expect.arrayContaining([
        `host: 127.0.0.1:${server.port}`,
        'connection: close',
        'content-length: 4',
        'X-Own: ä',
      ]),
    );
    expect(request.endsWith('\r\n\r\ndata')).toBe(true);
  });

  it('goes to no other connection, whatever order the answers come in', async () => {
    await using server = await tcpServer(
      after((socket, text) => {
        const name = /x-own: (\d+)/i.exec(text)?.[1] ?? '';
        setTimeout(() => socket.end(`HTTP/1.1 200 OK\r\n\r\n${name}`), (Number(name) * 7) % 40);
      }),
    );
    const names = Array.from({ length: 100 }, (_, index) => String(index));
    const seen = await Promise.all(
      names.map((name) => probePort(server.port, { headers: { 'X-Own': name } })),
    );
    expect(seen.map(({ body }) => body?.text)).toEqual(names);
    expect(server.connections()).toBe(100);
  });

  it('is sent once only, though the connection is lost', async () => {
    let requests = 0;
    await using server = await tcpServer(
      after((socket) => {
        requests += 1;
        socket.resetAndDestroy();
      }),
    );
    expect((await probePort(server.port)).failure?.code).toBe('ECONNRESET');
    expect((await probePort(server.port)).failure?.code).toBe('ECONNRESET');
    expect([requests, server.connections()]).toEqual([2, 2]);
  });

  it('works after any failure of an earlier one', async () => {
    const ends: readonly ((socket: Socket) => void)[] = [
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.end(),
      (socket) => socket.end('no http\r\n\r\n'),
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
      () => undefined,
      (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'),
    ];
    let round = 0;
    await using bad = await tcpServer(after((socket) => ends[round++ % ends.length]?.(socket)));
    await using early = await tcpServer((socket) => socket.end(OK));
    await using good = await httpServer();
    for (let turn = 0; turn < 12; turn++) {
      expect((await probePort(bad.port, {}, { timeoutMs: 60 })).failure).toBeDefined();
      await probePort(early.port, {}, { timeoutMs: 60 });
      expect((await probePort(good.port, { headers: { 'Keep-Alive': '1' } })).failure).toMatchObject({
        kind: 'prober',
        code: 'BAD_REQUEST',
      });
      expect(await probePort(good.port)).toMatchObject({ status: 200 });
    }
  });

  it('is closed after the answer', async () => {
    let closed = 0;
    await using server = await tcpServer((socket) => {
      socket.once('data', () => socket.write(OK));
      socket.once('close', () => (closed += 1));
    });
    expect((await probePort(server.port)).body?.text).toBe('ok');
    await expect.poll(() => closed).toBe(1);
  });

  it('is not sent when the time is up before', async () => {
    await using server = await httpServer();
    const signal = AbortSignal.abort();
    expect((await probePort(server.port, {}, { signal })).failure?.code).toBe('STOPPED');
    expect(server.requests).toHaveLength(0);
  });
});

describe('a connection of which more is known before the request', () => {
  it.each<[string, (socket: Socket) => unknown, (socket: Socket) => boolean, string]>([
    [
      'has spoken',
      (socket) => socket.write(OK),
      ({ readableLength }) => readableLength > 0,
      'UNASKED_ANSWER',
    ],
    [
      'has greeted',
      (socket) => socket.write('SSH-2.0-x\r\n'),
      ({ readableLength }) => readableLength > 0,
      'UNASKED_ANSWER',
    ],
    ['is gone', (socket) => socket.resetAndDestroy(), ({ destroyed }) => destroyed, 'ECONNRESET'],
  ])('fails once it %s', async (_what, talk, isThere, code) => {
    await using server = await tcpServer(talk);
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await expect.poll(() => isThere(socket)).toBe(true);
    const trace = await startTrace(attemptContext({ timeoutMs: 1_000 }));
    const request = {
      method: 'GET',
      url: new URL(`http://127.0.0.1:${server.port}/`),
      headers: [['Host', 'x']],
    } as const;
    const options = { bodySizeLimit: 9, keepAlive: false, requestTarget: '/' };
    const outcome = await exchangeHttp1(socket, request, options, trace);
    trace.finish();
    expect(outcome).toMatchObject({ ok: false, failure: { code } });
    expect(socket.destroyed).toBe(true);
    expect(server.connections()).toBe(1);
  });
});

describe('an answer', () => {
  it.each([
    ['HTTP/1.0 200 OK\r\n\r\nok', 'HTTP/1.0'],
    [OK, 'HTTP/1.1'],
    [`\r\n${OK}`, 'HTTP/1.1'],
    [`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`, 'HTTP/1.1'],
  ])('of %j is of %s', async (answer, protocol) => {
    await using server = await tcpServer(after((socket) => socket.end(answer)));
    expect(await probePort(server.port)).toMatchObject({ status: 200, protocol, body: { text: 'ok' } });
  });

  it('may come byte by byte; its first byte ends the wait for it', async () => {
    await using server = await tcpServer(
      after((socket) => {
        socket.setNoDelay(true);
        const bytes = OK.split('');
        const timer = setInterval(() => {
          const byte = bytes.shift();
          if (byte === undefined) clearInterval(timer);
          else socket.write(byte);
        }, 2);
        socket.once('close', () => clearInterval(timer));
      }),
    );
    const seen = await probePort(server.port);
    expect(seen).toMatchObject({ status: 200, protocol: 'HTTP/1.1', body: { text: 'ok' } });
    expect(seen.phases.transfer).toBeGreaterThan(seen.phases.ttfb ?? Infinity);
  });

  it('keeps each of its repeated headers, whatever they are called', async () => {
    const head =
      'HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\n__proto__: 3\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n';
    await using server = await tcpServer(after((socket) => socket.end(`${head}Content-Length: 0\r\n\r\n`)));
    const { headers = {} } = await probePort(server.port);
    expect(headers['x-a']).toBe('1, 2');
    expect(headers['set-cookie']).toBe('a=1, b=2');
    expect(Object.entries(headers)).toContainEqual(['__proto__', '3']);
  });

  it.each([
    ['100 Continue, which nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n', 'UNASKED_ANSWER'],
    [
      'a head cut by a wrong length',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      'BAD_HTTP',
    ],
    ['a header with no name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n', 'BAD_HTTP'],
    ['HTTP/3.7', 'HTTP/3.7 200 OK\r\n\r\n', 'BAD_HTTP'],
  ])('is refused when it is %s', async (_what, answer, code) => {
    await using server = await tcpServer(after((socket) => socket.end(answer + OK)));
    expect((await probePort(server.port)).failure).toMatchObject({ kind: 'protocol', code });
  });

  it('is broken off when a body without a length is reset', async () => {
    await using server = await tcpServer(
      after((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => setTimeout(() => socket.resetAndDestroy(), 20));
      }),
    );
    const seen = await probePort(server.port);
    expect(seen.failure).toMatchObject({ kind: 'reset', code: 'ECONNRESET', phase: 'transfer' });
    expect(seen).toMatchObject({ status: 200, body: { text: 'half', truncated: true } });
  });

  it.each(['HEAD', 'GET'])('to %s may have no body', async (method) => {
    const answer =
      method === 'HEAD' ? 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n' : 'HTTP/1.1 204 No\r\n\r\n';
    await using server = await tcpServer(after((socket) => socket.write(answer)));
    expect((await probePort(server.port, { method })).body).toEqual({ text: '', bytes: 0, truncated: false });
  });
});

describe('a kept connection', () => {
  it('serves any number of probes, and says so', async () => {
    await using server = await httpServer((_request, response) => response.end('ok'));
    const warnings: string[] = [];
    const listen = (warning: Error): unknown => warnings.push(warning.message);
    process.on('warning', listen);
    for (let turn = 0; turn < 30; turn++)
      expect((await probePort(server.port, { connection: 'reuse' })).body?.text).toBe('ok');
    process.off('warning', listen);
    expect(server.connections()).toBe(1);
    expect(server.requests.every(({ headers }) => headers.connection === 'keep-alive')).toBe(true);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['an answer of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['a time to live of one second', OK.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=1\r\n\r\n')],
  ])('is none after %s', async (_what, answer) => {
    await using server = await tcpServer((socket) => socket.on('data', () => socket.write(answer)));
    for (let turn = 0; turn < 2; turn++)
      expect((await probePort(server.port, { connection: 'reuse' })).body?.text).toBe('ok');
    expect(server.connections()).toBe(2);
  });

  it('is replaced when the server has closed it meanwhile', async () => {
    const sockets: Socket[] = [];
    await using server = await tcpServer((socket) => {
      sockets.push(socket);
      socket.on('data', () => socket.write(OK));
    });
    await probePort(server.port, { connection: 'reuse' });
    sockets[0]?.end();
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);
    expect((await probePort(server.port, { connection: 'reuse' })).body?.text).toBe('ok');
    expect(server.connections()).toBe(2);
  });

  it('is not used by two probes at once', async () => {
    await using server = await httpServer((request, response) => {
      setTimeout(() => response.end(String(request.headers['x-request-id'])), 5);
    });
    for (let turn = 0; turn < 3; turn++) {
      const seen = await Promise.all(
        Array.from({ length: 4 }, () => probePort(server.port, { connection: 'reuse' })),
      );
      for (const { body, id } of seen) expect(body?.text).toBe(id.requestId);
    }
    expect(server.connections()).toBeGreaterThanOrEqual(4);
  });
});
