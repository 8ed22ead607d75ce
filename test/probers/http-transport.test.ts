import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';

import { http } from '../../lib/probers/http.ts';
import { makeCertificate } from '../support/certificate.ts';
import { http2Server } from '../support/http2-server.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';

const authority = makeCertificate({ name: 'Test CA' });
const leaf = makeCertificate({ name: 'localhost', names: ['IP:127.0.0.1'], issuer: authority });
const tls = { ca: authority.cert };

describe('http over HTTP/2', () => {
  it('is spoken when asked for, in a session of its own each time', async () => {
    await using server = await http2Server(
      (stream, headers) => {
        stream.respond({
          ':status': 201,
          'x-path': headers[':path'] ?? '',
          'x-host': headers[':authority'] ?? '',
        });
        stream.end('{"db":"up"}');
      },
      { tls: leaf },
    );
    const url = `https://127.0.0.1:${server.port}/health?a=1`;
    for (let n = 0; n < 2; n++) {
      const seen = await probeTarget(http, { url, http: 2, tls });
      expect(seen).not.toHaveProperty('failure');
      expect(seen).toMatchObject({
        status: 201,
        protocol: 'h2',
        headers: { 'x-path': '/health?a=1', 'x-host': `127.0.0.1:${server.port}` },
        body: { text: '{"db":"up"}' },
      });
      expect(Object.keys(seen.phases)).toEqual(['connect', 'tls', 'ttfb', 'transfer']);
    }
    expect(server.sessions()).toBe(2);
  });

  it('is not spoken unless asked for', async () => {
    await using server = await httpServer(200, { tls: { ...leaf, ALPNProtocols: ['h2', 'http/1.1'] } });
    expect((await probeTarget(http, { url: server.url, tls })).protocol).toBe('HTTP/1.1');
  });

  it('sends a body, and speaks without TLS too', async () => {
    let received = '';
    await using server = await http2Server((stream) => {
      stream.on('data', (chunk: Buffer) => (received += chunk.toString()));
      stream.on('end', () => {
        stream.respond({ ':status': 200 });
        stream.end();
      });
    });
    const target = { url: `http://127.0.0.1:${server.port}/`, http: 2, method: 'POST', body: 'data' };
    expect((await probeTarget(http, target)).status).toBe(200);
    expect(received).toBe('data');
  });

  it('says that a server does not offer it', async () => {
    await using server = await httpServer(200, { tls: { ...leaf, ALPNProtocols: ['http/1.1'] } });
    const seen = await probeTarget(http, { url: server.url, http: 2, tls });
    expect(seen.failure?.kind).toMatch(/protocol|tls/);
  });

  it.each([
    ['is silent', () => undefined, 'timeout'],
    [
      'hangs up',
      (stream: { session?: { destroy(): void } | undefined }) => stream.session?.destroy(),
      'reset',
    ],
  ])('fails in time when the server %s', async (_what, answer, kind) => {
    await using server = await http2Server(answer);
    const target = { url: `http://127.0.0.1:${server.port}/`, http: 2 };
    expect((await probeTarget(http, target, { timeoutMs: 150 })).failure?.kind).toBe(kind);
  });
});

describe('http over a kept connection', () => {
  it('uses one connection again, and times the answer alone', async () => {
    await using server = await httpServer((_request, response) => response.end('ok'));
    const target = { url: server.url, connection: 'reuse' };
    const first = await probeTarget(http, target);
    const second = await probeTarget(http, target);
    expect([first.body?.text, second.body?.text]).toEqual(['ok', 'ok']);
    expect(server.connections()).toBe(1);
    expect(Object.keys(second.phases)).toEqual(['ttfb', 'transfer']);
  });

  it.each([
    ['the server closes', { Connection: 'close' }],
    ['the body is cut', { 'X-Large': 'yes' }],
  ])('does not use it again after %s', async (_what, headers) => {
    await using server = await httpServer((_request, response) =>
      response.writeHead(200, headers).end('x'.repeat(50)),
    );
    const target = { url: server.url, connection: 'reuse', bodySizeLimit: 'X-Large' in headers ? 10 : 1_000 };
    await probeTarget(http, target);
    await probeTarget(http, target);
    expect(server.connections()).toBe(2);
  });
});

/** A proxy that forwards plain requests itself and opens tunnels. */
const proxyServer = async (status = 200) => {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    lines.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
    response.end('from the proxy');
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, socket) => {
    lines.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host);
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

describe('http through a proxy', () => {
  it('hands it plain requests whole, with its credentials', async () => {
    await using proxy = await proxyServer();
    const seen = await probeTarget(
      http,
      { url: 'http://shop.example/a?b=1', proxy: `http://me:\${secret:p}@${proxy.address}` },
      { fill: async (text) => text.replace('${secret:p}', 'pw') },
    );
    expect(seen).toMatchObject({ status: 200, body: { text: 'from the proxy' }, address: proxy.address });
    expect(proxy.lines).toEqual(['GET http://shop.example/a?b=1 Basic bWU6cHc=']);
  });

  it('has it open a tunnel for TLS, and verifies the target itself', async () => {
    await using proxy = await proxyServer();
    await using server = await httpServer((_request, response) => response.end('from the target'), {
      tls: leaf,
    });
    const seen = await probeTarget(http, { url: server.url, tls, proxy: `http://${proxy.address}` });
    expect(seen).toMatchObject({
      status: 200,
      body: { text: 'from the target' },
      certificate: { subject: 'localhost' },
    });
    expect(proxy.lines).toEqual([`CONNECT 127.0.0.1:${server.port} -`]);
  });

  it.each([407, 502])('says that it refused with %d', async (status) => {
    await using proxy = await proxyServer(status);
    const seen = await probeTarget(http, { url: 'https://shop.example/', proxy: `http://${proxy.address}` });
    expect(seen.failure).toMatchObject({ kind: 'connect', code: `PROXY_${status}` });
  });

  it('may stand where the check itself may not reach', async () => {
    await using proxy = await proxyServer();
    const target = { url: 'http://shop.example/', proxy: `http://${proxy.address}` };
    expect((await probeTarget(http, target, { reach: 'public' })).status).toBe(200);
    const inner = { url: 'http://10.0.0.1/', proxy: `http://${proxy.address}` };
    expect((await probeTarget(http, inner, { reach: 'public' })).failure?.code).toBe('ADDRESS_REFUSED');
  });
});
