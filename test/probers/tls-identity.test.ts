import { createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';

import { http } from '../../lib/probers/http.ts';
import { tls } from '../../lib/probers/tls.ts';
import { makeCertificate } from '../support/certificate.ts';
import { httpServer } from '../support/http-server.ts';
import { probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

const DAY_MS = 86_400_000;
const names = ['IP:127.0.0.1', 'good.example'];
const authority = makeCertificate({ name: 'Test CA' });
const leaf = makeCertificate({ name: 'leaf', names, issuer: authority });
const ca = authority.cert;
const at = (port: number, settings: object = {}) => ({
  host: '127.0.0.1',
  port,
  tls: { ca, ...settings },
});

describe('the certificate of a connection', () => {
  it('is taken for no other name, though it is known', async () => {
    await using server = await tcpServer(() => undefined, { tls: leaf });
    for (let turn = 0; turn < 2; turn++) {
      expect(await probeTarget(tls, at(server.port, { serverName: 'good.example' }))).not.toHaveProperty(
        'failure',
      );
      expect((await probeTarget(tls, at(server.port, { serverName: 'bad.example' }))).failure).toMatchObject({
        kind: 'tls',
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        message: expect.stringContaining('good.example') as string,
      });
    }
  });

  it('is trusted by those authorities alone that the check names', async () => {
    await using server = await tcpServer(() => undefined, { tls: leaf });
    const stranger = makeCertificate({ name: 'Other CA' });
    for (let turn = 0; turn < 2; turn++) {
      expect(await probeTarget(tls, at(server.port))).not.toHaveProperty('failure');
      const seen = await probeTarget(tls, at(server.port, { ca: stranger.cert }));
      expect(seen.failure?.kind).toBe('tls');
      expect(seen.certificate?.subject).toBe('leaf');
    }
  });

  it('is seen anew when the server shows another', async () => {
    const next = makeCertificate({ name: 'next', names, issuer: authority });
    await using server = await tcpServer(() => undefined, { tls: leaf });
    expect((await probeTarget(tls, at(server.port))).certificate?.subject).toBe('leaf');
    await using other = await tcpServer(() => undefined, { tls: next });
    expect((await probeTarget(tls, at(other.port))).certificate?.subject).toBe('next');
    expect((await probeTarget(tls, at(server.port))).certificate?.subject).toBe('leaf');
  });

  it('is as good as an authority of its own, which the server does not show', async () => {
    const short = makeCertificate({ name: 'Short CA', validTo: new Date(Date.now() + 3 * DAY_MS) });
    const below = makeCertificate({ name: 'below', names, issuer: short });
    await using server = await tcpServer(() => undefined, { tls: below });
    const { certificate } = await probeTarget(tls, at(server.port, { ca: ca + short.cert }));
    expect(((certificate?.chainValidTo ?? 0) - Date.now()) / DAY_MS).toBeCloseTo(3, 1);
  });

  it('is still known of a connection that is reused, and so is its address', async () => {
    await using server = await httpServer(200, { tls: leaf });
    const target = { url: server.url, connection: 'reuse', tls: { ca } };
    const [first, second] = [await probeTarget(http, target), await probeTarget(http, target)];
    expect(server.connections()).toBe(1);
    expect(second.phases).not.toHaveProperty('tls');
    expect(second.certificate).toEqual(first.certificate);
    expect(second.certificate?.subject).toBe('leaf');
    expect(second.address).toBe(`127.0.0.1:${server.port}`);
  });
});

/** Answers each request, and says of each connection whether its session was taken up. */
const resumingServer = async (maxVersion: 'TLSv1.2' | 'TLSv1.3') => {
  const reused: boolean[] = [];
  const server = createServer({ ...leaf, maxVersion }, (socket: TLSSocket) => {
    reused.push(socket.isSessionReused());
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    reused,
    url: `https://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a session of %s', (version) => {
  it('is made anew each time when nothing is said', async () => {
    await using server = await resumingServer(version);
    for (let turn = 0; turn < 3; turn++)
      expect((await probeTarget(http, { url: server.url, tls: { ca } })).values).toBeUndefined();
    expect(server.reused).toEqual([false, false, false]);
  });

  it('is taken up by choice, with the certificate that it was made with', async () => {
    await using server = await resumingServer(version);
    const target = { url: server.url, tls: { ca, resume: true } };
    const seen = [];
    for (let turn = 0; turn < 3; turn++) seen.push(await probeTarget(http, target));
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.reused).toEqual([false, true, true]);
    expect(seen.map(({ values }) => values?.['tlsSession'])).toEqual(['full', 'resumed', 'resumed']);
    expect(seen[2]?.certificate).toEqual(seen[0]?.certificate);
    expect(seen[2]?.certificate?.subject).toBe('leaf');
  });

  it('is not taken up by a check that trusts others', async () => {
    await using server = await resumingServer(version);
    await probeTarget(http, { url: server.url, tls: { ca, resume: true } });
    const stranger = makeCertificate({ name: 'Other CA' });
    const seen = await probeTarget(http, { url: server.url, tls: { ca: stranger.cert, resume: true } });
    expect(seen.failure?.kind).toBe('tls');
  });
});
