import { describe, expect, it } from 'vitest';

import { runCheck } from '../../lib/core/run-check.ts';
import { grpc } from '../../lib/probers/grpc.ts';
import { http } from '../../lib/probers/http.ts';
import { tcp } from '../../lib/probers/tcp.ts';
import { websocket } from '../../lib/probers/websocket.ts';
import { systemClock } from '../../lib/system/clock.ts';
import { dnsServer } from '../support/dns-server.ts';
import { http2Server } from '../support/http2-server.ts';
import { httpServer } from '../support/http-server.ts';
import { firstCheckOf } from '../support/config-of.ts';
import { runDeps } from '../support/probe-check.ts';
import { attemptContext, probeTarget } from '../support/probe-target.ts';
import { websocketServer } from '../support/websocket-server.ts';

/** Two servers behind one name and one port, on two loopback addresses. */
const pair = async (first: number, second: number) => {
  const one = await httpServer(first, { host: '127.0.0.1' });
  const two = await httpServer(second, { host: '127.0.0.2', port: one.port });
  const dns = await dnsServer({ 'A shop.example': ['127.0.0.1', '127.0.0.2'] });
  return {
    one,
    two,
    resolver: dns.address,
    port: one.port,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([one, two, dns].map((each) => each[Symbol.asyncDispose]()));
    },
  };
};

describe('addresses: all', () => {
  it('probes each, with an id of its own', async () => {
    await using servers = await pair(200, 200);
    const context = attemptContext();
    const target = {
      url: `http://shop.example:${servers.port}/`,
      resolver: servers.resolver,
      addresses: 'all',
    };
    const seen = await probeTarget(http, target, context);
    expect(seen).not.toHaveProperty('failure');
    expect(seen.values).toMatchObject({ addresses: ['127.0.0.1', '127.0.0.2'], failedAddresses: [] });
    const ids = [servers.one, servers.two].map(({ requests }) => requests[0]?.headers['x-request-id']);
    expect(ids).toEqual([`${context.id.requestId}-1`, `${context.id.requestId}-2`]);
    expect(seen.phases.dns).toBeGreaterThan(0);
  });

  it('shows the answer of the worst', async () => {
    await using servers = await pair(200, 503);
    const target = {
      url: `http://shop.example:${servers.port}/`,
      resolver: servers.resolver,
      addresses: 'all',
    };
    expect(await probeTarget(http, target)).toMatchObject({
      status: 503,
      address: `127.0.0.2:${servers.port}`,
    });
  });

  it('names the one that does not answer', async () => {
    await using servers = await pair(200, 200);
    await servers.one[Symbol.asyncDispose]();
    const target = {
      url: `http://shop.example:${servers.port}/`,
      resolver: servers.resolver,
      addresses: 'all',
    };
    const seen = await probeTarget(http, target);
    expect(seen.failure).toMatchObject({
      kind: 'connect',
      message: `1 of 2 addresses fail; 127.0.0.1:${servers.port}: connect ECONNREFUSED 127.0.0.1:${servers.port}`,
    });
    expect(seen.values?.['failedAddresses']).toEqual(['127.0.0.1']);
  });

  it('does so for a bare connection too', async () => {
    await using servers = await pair(200, 200);
    await servers.two[Symbol.asyncDispose]();
    const target = { host: 'shop.example', port: servers.port, resolver: servers.resolver, addresses: 'all' };
    expect((await probeTarget(tcp, target)).values?.['failedAddresses']).toEqual(['127.0.0.2']);
  });

  it('does so for WebSockets and gRPC', async () => {
    await using dns = await dnsServer({ 'A shop.example': ['127.0.0.1', '127.0.0.2'] });
    await using sockets = await websocketServer({});
    await using health = await http2Server((stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      // One field: SERVING.
      stream.end(Buffer.from([0, 0, 0, 0, 2, 0x08, 1]));
    });
    const way = { resolver: dns.address, addresses: 'all' };
    const seen = [
      await probeTarget(websocket, { url: `ws://shop.example:${sockets.port}/`, ...way }),
      await probeTarget(grpc, { host: 'shop.example', port: health.port, ...way }),
    ];
    for (const { values, failure } of seen) {
      expect(values?.['failedAddresses']).toEqual(['127.0.0.2']);
      expect(failure?.message).toMatch(/^1 of 2 addresses fail; 127\.0\.0\.2:\d+: connect ECONNREFUSED/);
    }
  });

  it('fails as a whole when the name does not exist', async () => {
    await using dns = await dnsServer({});
    const target = { host: 'gone.example', port: 1, resolver: dns.address, addresses: 'all' };
    expect((await probeTarget(tcp, target)).failure).toMatchObject({ kind: 'dns', code: 'ENOTFOUND' });
  });
});

describe('retry.address', () => {
  it.each([
    { address: 'same', seen: ['127.0.0.1', '127.0.0.1', '127.0.0.1'], verdict: 'down' },
    { address: 'next', seen: ['127.0.0.1', '127.0.0.2'], verdict: 'flaky' },
  ])('$address connects to $seen', async ({ address, seen, verdict }) => {
    await using servers = await pair(503, 200);
    const check = firstCheckOf(
      `checks: [{ name: shop, url: "http://shop.example:${servers.port}/", resolver: "${servers.resolver}", reach: private, retry: { base: 1ms, address: ${address} } }]`,
    );
    const result = await runCheck(check, http, runDeps({ clock: systemClock }));
    expect(result.verdict).toBe(verdict);
    expect(result.attempts.map(({ observation }) => observation.address)).toEqual(
      seen.map((each) => `${each}:${servers.port}`),
    );
  });

  it('begins again with the first when all have been tried', async () => {
    await using servers = await pair(503, 503);
    const check = firstCheckOf(
      `checks: [{ name: shop, url: "http://shop.example:${servers.port}/", resolver: "${servers.resolver}", reach: private, retry: { base: 1ms, address: next } }]`,
    );
    const { attempts } = await runCheck(check, http, runDeps({ clock: systemClock }));
    expect(attempts.map(({ observation }) => observation.address?.slice(0, 9))).toEqual([
      '127.0.0.1',
      '127.0.0.2',
      '127.0.0.1',
    ]);
  });
});
