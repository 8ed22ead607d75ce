import type { Socket } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import type { FailureKind } from '../../lib/core/probe/failure.ts';
import { http } from '../../lib/probers/http.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

const MIB = 2 ** 20;
const HEAD = 'HTTP/1.1 200 OK\r\n';

/** Talks once the request is there. */
const after = (talk: (socket: Socket) => void) => (socket: Socket) =>
  void socket.once('data', () => talk(socket));

/** Writes for as long as the other side takes it, never more than it takes. */
const flood = (socket: Socket, chunk: Buffer): void => {
  const pour = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pour);
  pour();
};

/** Writes a little now and then. */
const drip = (socket: Socket, text: string): void => {
  const timer = setInterval(() => socket.write(text), 10);
  socket.once('close', () => clearInterval(timer));
};

describe('http against a hostile target', () => {
  it.each<[string, (socket: Socket) => void, FailureKind, string]>([
    ['resets before an answer', after((s) => s.resetAndDestroy()), 'reset', 'ECONNRESET'],
    ['closes before an answer', after((s) => s.end()), 'reset', 'ECONNRESET'],
    ['closes at once', (s) => s.end(), 'reset', 'ECONNRESET'],
    ['closes in the middle of the headers', after((s) => s.end(`${HEAD}X-Half: `)), 'reset', 'ECONNRESET'],
    [
      'resets in the middle of the body',
      after((s) => {
        s.write(`${HEAD}Content-Length: 100\r\n\r\nhalf`, () => s.resetAndDestroy());
      }),
      'reset',
      'ECONNRESET',
    ],
    [
      'closes in the middle of the body',
      after((s) => s.end(`${HEAD}Content-Length: 100\r\n\r\nhalf`)),
      'reset',
      'ECONNRESET',
    ],
    [
      'closes in the middle of a chunk',
      after((s) => s.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n10\r\nhalf`)),
      'reset',
      'ECONNRESET',
    ],
    ['answers garbage', after((s) => s.end('\0\u0001\u0002 no http at all\r\n\r\n')), 'protocol', 'BAD_HTTP'],
    ['answers a banner of SSH', (s) => s.write('SSH-2.0-OpenSSH_9.6\r\n'), 'protocol', 'BAD_HTTP'],
    [
      'sends chunk sizes that are none',
      after((s) => s.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n`)),
      'protocol',
      'BAD_HTTP',
    ],
    [
      'sends a length and chunks',
      after((s) => s.end(`${HEAD}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)),
      'protocol',
      'BAD_HTTP',
    ],
    [
      'sends endless headers',
      after((s) => {
        s.write(HEAD);
        flood(s, Buffer.from(`X-More: ${'x'.repeat(1_000)}\r\n`));
      }),
      'protocol',
      'HEADER_OVERFLOW',
    ],
    [
      'sends interim answers without end',
      after((s) => flood(s, Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000)))),
      'protocol',
      'TOO_MANY_INTERIM',
    ],
    [
      'switches to another protocol',
      after((s) => s.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')),
      'protocol',
      'UNASKED_UPGRADE',
    ],
    [
      'says gzip and sends none',
      after((s) => s.end(`${HEAD}Content-Encoding: gzip\r\n\r\nplain text`)),
      'protocol',
      'BAD_ENCODING',
    ],
    [
      'drips headers',
      after((s) => {
        s.write(HEAD);
        drip(s, 'X-More: x\r\n');
      }),
      'timeout',
      'TIMEOUT',
    ],
    [
      'drips its body',
      after((s) => {
        s.write(`${HEAD}\r\n`);
        drip(s, 'x');
      }),
      'timeout',
      'TIMEOUT',
    ],
    ['says nothing', () => undefined, 'timeout', 'TIMEOUT'],
    [
      'half-closes and says nothing',
      (s) => {
        s.allowHalfOpen = true;
        s.end();
      },
      'reset',
      'ECONNRESET',
    ],
  ])('ends in time when it %s', async (_what, talk, kind, code) => {
    await using server = await tcpServer(talk);
    const seen = await probeTarget(http, { url: `http://127.0.0.1:${server.port}/` }, { timeoutMs: 300 });
    expect(seen.failure).toMatchObject({ kind, code });
    expect(seen.durationMs).toBeLessThan(600);
  });

  it('reads 10 GB only up to its limit', async () => {
    let written = 0;
    await using server = await tcpServer(
      after((socket) => {
        socket.write(`${HEAD}Content-Length: ${10 * 2 ** 30}\r\n\r\n`);
        flood(socket, Buffer.alloc(65_536, 'x'));
        socket.once('close', () => (written = socket.bytesWritten));
      }),
    );
    const seen = await probeTarget(http, { url: `http://127.0.0.1:${server.port}/` });
    expect(seen).toMatchObject({ status: 200, body: { bytes: MIB, truncated: true } });
    expect(seen).not.toHaveProperty('failure');
    await expect.poll(() => written).toBeGreaterThan(0);
    expect(written).toBeLessThan(32 * MIB);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 * MIB))],
    ['br', brotliCompressSync(Buffer.alloc(64 * MIB))],
    ['zstd', zstdCompressSync(Buffer.alloc(64 * MIB))],
  ])('is not blown up by a bomb of %s', async (encoding, bomb) => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': encoding }).end(bomb);
    });
    const before = process.memoryUsage().rss;
    const seen = await probeTarget(http, { url: server.url });
    expect(seen.failure).toMatchObject({ kind: 'protocol', code: 'DECOMPRESSION_BOMB' });
    expect(seen.body?.bytes).toBeLessThanOrEqual(MIB);
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * MIB);
  });

  it('is not blown up by an endless stream that decodes to nothing', async () => {
    // An empty stored block of deflate, which may be repeated for ever.
    const nothing = Buffer.from('000000ffff', 'hex');
    await using server = await tcpServer(
      after((socket) => {
        socket.write(`${HEAD}Content-Encoding: gzip\r\n\r\n`);
        socket.write(Buffer.from('1f8b0800000000000003', 'hex'));
        flood(socket, Buffer.concat(Array.from({ length: 10_000 }, () => nothing)));
      }),
    );
    const before = process.memoryUsage().rss;
    const seen = await probeTarget(http, { url: `http://127.0.0.1:${server.port}/` }, { timeoutMs: 400 });
    expect(seen.failure).toMatchObject({ kind: 'timeout' });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('decodes %s and counts what comes out', async (compression, compress) => {
    await using server = await httpServer((request, response) => {
      response.writeHead(200, { 'Content-Encoding': String(request.headers['accept-encoding']) });
      response.end(compress('{"db":"up"}'));
    });
    const seen = await probeTarget(http, { url: server.url, compression });
    expect(seen.body).toEqual({ text: '{"db":"up"}', bytes: 11, truncated: false });
  });

  it('takes a body that ends with the connection', async () => {
    await using server = await tcpServer(after((socket) => socket.end(`${HEAD}\r\nall of it`)));
    const seen = await probeTarget(http, { url: `http://127.0.0.1:${server.port}/` });
    expect(seen).toMatchObject({ status: 200, body: { text: 'all of it', truncated: false } });
    expect(seen).not.toHaveProperty('failure');
  });

  it('takes one interim answer for what it is', async () => {
    await using server = await tcpServer(
      after((socket) => socket.end(`HTTP/1.1 103 Early Hints\r\n\r\n${HEAD}Content-Length: 2\r\n\r\nok`)),
    );
    expect(await probeTarget(http, { url: `http://127.0.0.1:${server.port}/` })).toMatchObject({
      status: 200,
      body: { text: 'ok' },
    });
  });

  it('lets no hostile target harm its neighbours', async () => {
    await using bad = await tcpServer(
      after((socket) => {
        socket.write(HEAD);
        drip(socket, 'X-More: x\r\n');
      }),
    );
    await using good = await httpServer();
    const url = `http://127.0.0.1:${bad.port}/`;
    const bads = Array.from({ length: 50 }, () => probeTarget(http, { url }, { timeoutMs: 500 }));
    const goods = await Promise.all(Array.from({ length: 50 }, () => probeTarget(http, { url: good.url })));
    expect(goods.every(({ status, durationMs }) => status === 200 && durationMs < 450)).toBe(true);
    expect((await Promise.all(bads)).every(({ failure }) => failure?.kind === 'timeout')).toBe(true);
  });
});
