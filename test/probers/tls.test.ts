import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';

import { contextFor } from '../../lib/probers/transport/secure-context.ts';
import type { StartTls } from '../../lib/probers/transport/start-tls.ts';
import { tls } from '../../lib/probers/tls.ts';
import { makeCertificate } from '../support/certificate.ts';
import { probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

const DAY_MS = 86_400_000;
const authority = makeCertificate({ name: 'Test CA' });
const leaf = makeCertificate({ name: 'localhost', names: ['IP:127.0.0.1'], issuer: authority });
const at = (port: number, rest: object = {}) => ({ host: '127.0.0.1', port, ...rest });

describe('tls', () => {
  it.each(['ec', 'rsa'] as const)('sees version and certificate of an %s server', async (keyType) => {
    const own = makeCertificate({ name: 'own', names: ['IP:127.0.0.1'], issuer: authority, keyType });
    await using server = await tcpServer(() => undefined, { tls: own });
    const seen = await probeTarget(tls, at(server.port, { tls: { ca: authority.cert } }));
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({ protocol: 'TLSv1.3', certificate: { subject: 'own', issuer: 'Test CA' } });
    expect(Object.keys(seen.phases)).toEqual(['connect', 'tls']);
  });

  it('goes no higher than it is told', async () => {
    await using server = await tcpServer(() => undefined, { tls: leaf });
    const options = { ca: authority.cert, maxVersion: 'TLSv1.2' };
    expect((await probeTarget(tls, at(server.port, { tls: options }))).protocol).toBe('TLSv1.2');
  });

  it.each([
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ] as const)('offers the cheapest cipher of %s first', async (maxVersion, cheapest) => {
    await using server = await tcpServer(() => undefined, { tls: { ...leaf, honorCipherOrder: false } });
    const secureContext = contextFor({ ca: authority.cert, maxVersion });
    const socket = connect({ port: server.port, host: '127.0.0.1', secureContext });
    await once(socket, 'secureConnect');
    expect(socket.getCipher().name).toBe(cheapest);
    socket.destroy();
  });

  it('refuses a server that is below its lowest version', async () => {
    await using server = await tcpServer(() => undefined, { tls: { ...leaf, maxVersion: 'TLSv1.2' } });
    const options = { ca: authority.cert, minVersion: 'TLSv1.3' };
    const seen = await probeTarget(tls, at(server.port, { tls: options }));
    expect(seen.failure).toMatchObject({ kind: 'tls', phase: 'tls' });
    expect(seen.failure?.code).toMatch(/^ERR_SSL_/);
  });

  it('sees when the first link of the chain breaks', async () => {
    const middle = makeCertificate({
      name: 'Middle CA',
      issuer: authority,
      authority: true,
      validTo: new Date(Date.now() + 5 * DAY_MS),
    });
    const below = makeCertificate({ name: 'below', names: ['IP:127.0.0.1'], issuer: middle });
    const chain = { cert: below.cert + middle.cert, key: below.key };
    await using server = await tcpServer(() => undefined, { tls: chain });
    const { certificate, failure } = await probeTarget(tls, at(server.port, { tls: { ca: authority.cert } }));
    expect(failure).toBeUndefined();
    expect(((certificate?.chainValidTo ?? 0) - Date.now()) / DAY_MS).toBeCloseTo(5, 1);
    expect(((certificate?.validTo ?? 0) - Date.now()) / DAY_MS).toBeCloseTo(90, 1);
  });

  it.each<[StartTls, string, Readonly<Record<string, string>>]>([
    [
      'smtp',
      '220-mail\r\n220 ready\r\n',
      { EHLO: '250-mail\r\n250 STARTTLS\r\n', STARTTLS: '220 go ahead\r\n' },
    ],
    ['imap', '* OK ready\r\n', { a1: 'a1 OK begin TLS\r\n' }],
    ['pop3', '+OK ready\r\n', { STLS: '+OK begin TLS\r\n' }],
    ['ftp', '220 ready\r\n', { AUTH: '234 go ahead\r\n' }],
    ['postgres', '', { '\0\0\0\b': 'S' }],
  ])('turns to TLS as %s does', async (protocol, greeting, replies) => {
    await using server = await tcpServer((socket) => {
      if (greeting !== '') socket.write(greeting);
      const onData = (chunk: Buffer): void => {
        const text = chunk.toString('latin1');
        const asked = Object.keys(replies).find((each) => text.startsWith(each)) ?? '';
        const last = asked === Object.keys(replies).at(-1);
        if (last) socket.off('data', onData);
        socket.write(replies[asked] ?? '500 what?\r\n', () => {
          if (!last) return;
          new TLSSocket(socket, { isServer: true, ...leaf }).on('error', () => undefined);
        });
      };
      socket.on('data', onData);
    });
    const seen = await probeTarget(tls, at(server.port, { startTls: protocol, tls: { ca: authority.cert } }));
    expect(seen).not.toHaveProperty('failure');
    expect(seen.certificate?.subject).toBe('localhost');
  });

  it.each<[StartTls, string, RegExp]>([
    ['smtp', '554 go away\r\n', /the greeting is "554 go away"/],
    ['postgres', 'N', /the answer to SSLRequest is "N"/],
  ])('says what came in place of TLS from %s', async (protocol, answer, message) => {
    await using server = await tcpServer((socket) => socket.write(answer));
    const seen = await probeTarget(tls, at(server.port, { startTls: protocol }));
    expect(seen.failure).toMatchObject({ kind: 'tls', code: 'STARTTLS_REFUSED' });
    expect(seen.failure?.message).toMatch(message);
  });

  it.each([
    ['hangs up', (socket: Socket) => socket.once('data', () => socket.end()), 'reset'],
    ['is silent', () => undefined, 'timeout'],
    ['speaks something else', (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'tls'],
  ])('fails in time when the other side %s', async (_what, talk, kind) => {
    await using server = await tcpServer(talk);
    const seen = await probeTarget(tls, at(server.port), { timeoutMs: 150 });
    expect(seen.failure).toMatchObject({ kind, phase: 'tls' });
  });

  it('does not take a secret for a path, which would stand in the error', async () => {
    const target = { host: '127.0.0.1', port: 1, tls: { key: '${secret:shop#key}' } };
    const seen = await probeTarget(tls, target, { fill: async () => 'hunter2' });
    expect(seen.failure).toMatchObject({
      kind: 'prober',
      message: 'the secret that tls refers to holds no PEM',
    });
  });
});
