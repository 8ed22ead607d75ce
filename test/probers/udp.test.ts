import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

import { describe, expect, it, onTestFinished } from 'vitest';

import { udp } from '../../lib/probers/udp.ts';
import { dnsServer } from '../support/dns-server.ts';
import { attemptContext, probeTarget } from '../support/probe-target.ts';

type Answer = (message: Buffer, reply: (text: string | Buffer) => void) => void;

/** A server on loopback that answers each datagram as the test says. */
const server = async (answer: Answer): Promise<number> => {
  const socket: Socket = createSocket('udp4');
  socket.on('message', (message, { port, address }: RemoteInfo) =>
    answer(message, (text) => socket.send(text, port, address)),
  );
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return socket.address().port;
};

const at = (port: number, dialogue: readonly object[], rest: object = {}) => ({
  host: '127.0.0.1',
  port,
  dialogue,
  ...rest,
});

describe('udp', () => {
  it('sends, and sees the answer, its address and its time', async () => {
    const port = await server((message, reply) => reply(`pong ${message.toString()}`));
    const fill = async (text: string) => text.replace('${secret:word}', 'hunter2');
    const target = at(port, [{ send: 'ping ${secret:word}' }, { expect: '^pong ping hunter2$' }]);
    const seen = await probeTarget(udp, target, attemptContext({ fill }));
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({
      protocol: 'UDP',
      address: `127.0.0.1:${port}`,
      values: { received: 'pong ping hunter2' },
    });
    expect(seen.phases.ttfb).toBeGreaterThan(0);
  });

  it('holds a dialogue of bytes, turn by turn', async () => {
    const port = await server((message, reply) => reply(Buffer.from([message[0]! + 1, 0xff])));
    const turns = [{ sendHex: '01' }, { expect: '^\\x02' }, { sendHex: '07' }, { expect: '^\\x08\\xff$' }];
    const seen = await probeTarget(udp, at(port, turns));
    expect(seen).not.toHaveProperty('failure');
    expect(seen.values).toMatchObject({ receivedHex: '08ff' });
  });

  it('sends again what was lost', async () => {
    let came = 0;
    const port = await server((_message, reply) => {
      came += 1;
      if (came === 2) reply('there');
    });
    const seen = await probeTarget(udp, at(port, [{ send: 'are you' }, { expect: 'there' }]));
    expect(seen).not.toHaveProperty('failure');
    expect(came).toBe(2);
  });

  it('passes over what does not match, until its time is up', async () => {
    const port = await server((_message, reply) => reply('something else'));
    const target = at(port, [{ send: 'x' }, { expect: '^pong$' }]);
    const { failure } = await probeTarget(udp, target, { timeoutMs: 150 });
    expect(failure).toMatchObject({ kind: 'timeout', code: 'TIMEOUT' });
    expect(failure?.message).toMatch(/waiting for a datagram that matches "\^pong\$"$/);
  });

  it('hears that a port is closed', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    await new Promise<void>((resolve) => socket.close(resolve));
    const { failure } = await probeTarget(udp, at(port, [{ send: 'x' }, { expect: '' }]));
    expect(failure).toMatchObject({ kind: 'connect', code: 'ECONNREFUSED' });
  });

  it('reaches no private address for a public check, by name either', async () => {
    await using dns = await dnsServer({ 'A rebind.example': ['127.0.0.1'] });
    const target = {
      ...at(9, [{ send: 'x' }, { expect: '' }]),
      host: 'rebind.example',
      resolver: dns.address,
    };
    expect((await probeTarget(udp, target, { reach: 'public' })).failure).toMatchObject({
      kind: 'connect',
      code: 'ADDRESS_REFUSED',
    });
  });

  it('is refused without an answer to wait for', async () => {
    await expect(async () => probeTarget(udp, at(9, [{ send: 'x' }]))).rejects.toThrow(
      'UDP itself never says whether anybody is there',
    );
  });
});
