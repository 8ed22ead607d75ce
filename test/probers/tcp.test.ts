import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';

import { tcp } from '../../lib/probers/tcp.ts';
import { makeCertificate } from '../support/certificate.ts';
import { probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

const authority = makeCertificate({ name: 'Test CA' });
const leaf = makeCertificate({ name: 'localhost', names: ['IP:127.0.0.1'], issuer: authority });
const at = (port: number, rest: object = {}) => ({ host: '127.0.0.1', port, ...rest });

describe('tcp', () => {
  it('is content with a connection when there is nothing to say', async () => {
    await using server = await tcpServer(() => undefined);
    const seen = await probeTarget(tcp, at(server.port));
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({ protocol: 'TCP', address: `127.0.0.1:${server.port}` });
    expect(Object.keys(seen.phases)).toContain('connect');
  });

  it('holds a dialogue, and keeps what was received', async () => {
    await using server = await tcpServer((socket) => {
      socket.write('+READY\r\n');
      socket.on('data', (chunk) => socket.write(chunk.toString() === 'PING\r\n' ? '+PO' : '-ERR\r\n'));
      setTimeout(() => socket.write('NG\r\n'), 30);
    });
    const dialogue = [{ expect: '^\\+READY' }, { send: 'PING\r\n' }, { expect: '^\\+PONG$' }];
    const seen = await probeTarget(tcp, at(server.port, { dialogue }));
    expect(seen).not.toHaveProperty('failure');
    expect(seen.values).toEqual({ received: '+READY\r\n+PONG\r\n' });
  });

  it('finds a match in a protocol without lines, and sends bytes', async () => {
    await using server = await tcpServer((socket) => {
      socket.on('data', (chunk) => socket.write(`got ${chunk.toString('hex')}`));
    });
    const dialogue = [{ sendHex: '00ff10' }, { expect: 'got 00ff10' }];
    expect(await probeTarget(tcp, at(server.port, { dialogue }))).not.toHaveProperty('failure');
  });

  it('fills secrets into what it sends', async () => {
    await using server = await tcpServer((socket) => socket.on('data', (chunk) => socket.write(chunk)));
    const dialogue = [{ send: 'AUTH ${secret:redis}\n' }, { expect: 'AUTH hunter2' }];
    const fill = async (text: string) => text.replace('${secret:redis}', 'hunter2');
    expect(await probeTarget(tcp, at(server.port, { dialogue }), { fill })).not.toHaveProperty('failure');
  });

  it.each<[string, (socket: Socket) => void, string, RegExp]>([
    [
      'says something else',
      (s) => s.write('-ERR no\r\n'),
      'timeout',
      /waiting for something that matches \^\\\+OK; last received "-ERR no\\r\\n"/,
    ],
    ['says nothing', () => undefined, 'timeout', /waiting for something that matches/],
    ['hangs up', (s) => s.end(), 'reset', /connection closed, waiting for something that matches/],
    [
      'talks without end',
      (s) => s.write('x'.repeat(200_000)),
      'protocol',
      /bytes came, but not something that matches/,
    ],
  ])('fails in time when the other side %s', async (...[, talk, kind, message]) => {
    await using server = await tcpServer(talk);
    const target = at(server.port, { dialogue: [{ expect: '^\\+OK' }] });
    const seen = await probeTarget(tcp, target, { timeoutMs: 150 });
    expect(seen.failure?.kind).toBe(kind);
    expect(seen.failure?.message).toMatch(message);
  });

  it('speaks TLS from the start', async () => {
    await using server = await tcpServer((socket) => socket.write('hello\n'), { tls: leaf });
    const target = at(server.port, { tls: { ca: authority.cert }, dialogue: [{ expect: '^hello$' }] });
    const seen = await probeTarget(tcp, target);
    expect(seen).toMatchObject({ protocol: 'TLS', certificate: { subject: 'localhost' } });
    expect(seen).not.toHaveProperty('failure');
  });

  it('turns to TLS where the dialogue says so', async () => {
    await using server = await tcpServer((socket) => {
      socket.write('220 ready\r\n');
      socket.once('data', () => {
        socket.write('220 go\r\n', () => {
          const secured = new TLSSocket(socket, { isServer: true, ...leaf });
          secured.on('error', () => undefined);
          secured.on('data', (chunk: Buffer) => secured.write(`secret ${chunk.toString()}`));
        });
      });
    });
    const dialogue = [
      { expect: '^220 ready' },
      { send: 'STARTTLS\r\n' },
      { expect: '^220 go' },
      { startTls: true },
      { send: 'EHLO\r\n' },
      { expect: '^secret EHLO' },
    ];
    const seen = await probeTarget(tcp, at(server.port, { tls: { ca: authority.cert }, dialogue }));
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({ protocol: 'TLS', certificate: { subject: 'localhost' } });
    expect(seen.phases.tls).toBeGreaterThan(0);
  });

  it.each([
    [[], true],
    [[{ expect: 'x' }], true],
    [[{ send: 'x' }], false],
    [[{ sendHex: '00' }], false],
  ])('takes the dialogue %j for harmless: %s', (dialogue, expected) => {
    expect(tcp.idempotent({ dialogue })).toBe(expected);
  });

  it('says that a port is closed', async () => {
    const seen = await probeTarget(tcp, at(1));
    expect(seen.failure).toMatchObject({ kind: 'connect', code: 'ECONNREFUSED' });
  });
});
