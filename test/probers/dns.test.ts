import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';

import { dns } from '../../lib/probers/dns.ts';
import { dnsServer } from '../support/dns-server.ts';
import { probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';

/** The header of an answer to `query`: flags, then counts. */
const answerTo = (query: Buffer, flags: number, rest = Buffer.alloc(0), records = 0): Buffer => {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records, 6);
  return Buffer.concat([header, query.subarray(12), rest]);
};

const A_RECORD = Buffer.from('c00c000100010000003c0004c0000207', 'hex');

/** Answers each datagram as told. */
const udpServer = async (answer: (query: Buffer) => readonly Buffer[]) => {
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => {
    for (const each of answer(query)) socket.send(each, peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    port: socket.address().port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
};

describe('dns', () => {
  it.each([
    ['A', 'shop.example', ['192.0.2.9', '192.0.2.1'], ['192.0.2.1', '192.0.2.9']],
    ['AAAA', 'shop.example', ['2001:db8::7'], ['2001:db8::7']],
    ['TXT', 'shop.example', ['v=spf1 -all'], ['v=spf1 -all']],
    ['MX', 'shop.example', ['10 mail.shop.example'], ['10 mail.shop.example']],
    ['CNAME', 'www.shop.example', ['shop.example'], ['shop.example']],
  ])('reads the %s records of %s', async (recordType, query, zone, answers) => {
    await using server = await dnsServer({ [`${recordType} ${query}`]: zone });
    const seen = await probeTarget(dns, { query, recordType, nameServer: server.address });
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({
      protocol: 'DNS/UDP',
      values: { rcode: 'NOERROR', authoritative: false, answers, count: answers.length, ttl: 60 },
    });
  });

  it.each([
    ['gone.example', {}, 'NXDOMAIN'],
    ['shop.example', { 'A shop.example': 'SERVFAIL' }, 'SERVFAIL'],
  ] as const)('takes the code of %s for a fact', async (query, zone, rcode) => {
    await using server = await dnsServer(zone);
    const seen = await probeTarget(dns, { query, nameServer: server.address });
    expect(seen).not.toHaveProperty('failure');
    expect(seen.values).toMatchObject({ rcode, count: 0 });
  });

  it('asks again over TCP when the answer does not fit', async () => {
    await using tcp = await tcpServer((socket) => {
      socket.once('data', (message) => {
        const answer = answerTo(message.subarray(2), 0x8580, A_RECORD, 1);
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        socket.write(Buffer.concat([length, answer]));
      });
    });
    const socket = createSocket('udp4');
    socket.on('message', (query, peer) => socket.send(answerTo(query, 0x8780), peer.port, peer.address));
    await new Promise<void>((resolve) => socket.bind(tcp.port, '127.0.0.1', resolve));
    const seen = await probeTarget(dns, { query: 'a.example', nameServer: `127.0.0.1:${tcp.port}` });
    socket.close();
    expect(seen.values).toMatchObject({ answers: ['192.0.2.7'], authoritative: true });
    expect(tcp.connections()).toBe(1);
  });

  it('asks over TCP when told to', async () => {
    await using tcp = await tcpServer((socket) => {
      socket.once('data', (message) => {
        const answer = answerTo(message.subarray(2), 0x8180, A_RECORD, 1);
        socket.write(Buffer.concat([Buffer.from([0, answer.length]), answer]));
      });
    });
    const target = { query: 'a.example', nameServer: `127.0.0.1:${tcp.port}`, protocol: 'tcp' };
    expect(await probeTarget(dns, target)).toMatchObject({
      protocol: 'DNS/TCP',
      values: { answers: ['192.0.2.7'] },
    });
  });

  it('passes over answers to other questions, and takes the right one', async () => {
    await using server = await udpServer((query) => {
      const forged = answerTo(query, 0x8180, Buffer.from('c00c000100010000003c0004c0000242', 'hex'), 1);
      forged.writeUInt16BE(query.readUInt16BE(0) ^ 1, 0);
      return [Buffer.from('x'), forged, answerTo(query, 0x8180, A_RECORD, 1)];
    });
    const seen = await probeTarget(dns, { query: 'a.example', nameServer: server.address });
    expect(seen.values).toMatchObject({ answers: ['192.0.2.7'] });
  });

  it.each([
    ['a name that leads in circles', Buffer.from('c01dc01d', 'hex')],
    ['a record beyond its end', Buffer.from('c00c000100010000003cffffc0', 'hex')],
    ['nothing where a record should be', Buffer.alloc(0)],
  ])('is not led astray by %s', async (_what, rest) => {
    await using server = await udpServer((query) => [answerTo(query, 0x8180, rest, 1)]);
    const seen = await probeTarget(
      dns,
      { query: 'a.example', nameServer: server.address },
      { timeoutMs: 100 },
    );
    expect(seen.failure).toMatchObject({ kind: 'timeout' });
  });

  it('ends in time when nobody answers', async () => {
    await using server = await udpServer(() => []);
    const seen = await probeTarget(
      dns,
      { query: 'a.example', nameServer: server.address },
      { timeoutMs: 80 },
    );
    expect(seen.failure).toMatchObject({ kind: 'timeout', phase: 'ttfb' });
  });

  it('says that nobody listens there', async () => {
    const seen = await probeTarget(dns, { query: 'a.example', nameServer: '127.0.0.1:1' });
    expect(seen.failure).toMatchObject({ kind: 'dns', code: 'ECONNREFUSED' });
  });

  it('does not let a public check ask a private name server', async () => {
    const seen = await probeTarget(
      dns,
      { query: 'a.example', nameServer: '127.0.0.1:53' },
      { reach: 'public' },
    );
    expect(seen.failure).toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  it.each(['a..example', `${'x'.repeat(64)}.example`])('refuses the name %j', async (query) => {
    const seen = await probeTarget(dns, { query, nameServer: '127.0.0.1:1' });
    expect(seen.failure).toMatchObject({ kind: 'prober' });
  });
});
