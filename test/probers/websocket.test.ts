import { describe, expect, it } from 'vitest';

import { websocket } from '../../lib/probers/websocket.ts';
import { httpServer } from '../support/http-server.ts';
import { attemptContext, probeTarget } from '../support/probe-target.ts';
import { tcpServer } from '../support/tcp-server.ts';
import { websocketServer } from '../support/websocket-server.ts';

const at = (port: number, rest: object = {}) => ({ url: `ws://127.0.0.1:${port}/socket?v=1`, ...rest });

describe('websocket', () => {
  it('upgrades, says who it is, and closes properly', async () => {
    let head = '';
    let closedWith = 0;
    await using server = await websocketServer({
      onOpen: (peer) => (head = peer.head),
      onMessage: (_text, _peer, opcode) => (closedWith = opcode),
      headers: 'X-Request-ID: abc\r\n',
    });
    const context = attemptContext();
    const seen = await probeTarget(
      websocket,
      at(server.port, { headers: { Origin: 'https://shop.example' } }),
      context,
    );
    expect(seen).not.toHaveProperty('failure');
    expect(seen).toMatchObject({
      protocol: 'WebSocket',
      status: 101,
      answeredIds: { 'x-request-id': 'abc' },
    });
    expect(head).toMatch(/^GET \/socket\?v=1 HTTP\/1\.1\r\n/);
    expect(head).toContain('Origin: https://shop.example\r\n');
    expect(head).toContain(`X-Request-ID: ${context.id.requestId}\r\n`);
    await expect.poll(() => closedWith).toBe(8);
  });

  it('sends, waits for the message that matches, and keeps it', async () => {
    await using server = await websocketServer({
      onOpen: (peer) => peer.send('welcome'),
      onMessage: (text, peer, opcode) => {
        if (opcode === 1) peer.send(`echo ${text}`);
      },
    });
    const long = 'x'.repeat(300);
    const messages = [{ send: long }, { expect: '^echo x{300}$' }, { send: 'b' }, { expect: '^echo b$' }];
    const seen = await probeTarget(websocket, at(server.port, { messages }));
    expect(seen).not.toHaveProperty('failure');
    expect(seen.values).toEqual({ received: 'echo b' });
  });

  it('puts a message in pieces together, and answers pings in between', async () => {
    let pong = '';
    await using server = await websocketServer({
      onOpen: (peer) => {
        peer.send('first ', 1, false);
        peer.send('are you there', 9);
        peer.send('second', 0);
      },
      onMessage: (text, _peer, opcode) => {
        if (opcode === 10) pong = text;
      },
    });
    const seen = await probeTarget(websocket, at(server.port, { messages: [{ expect: '^first second$' }] }));
    expect(seen).not.toHaveProperty('failure');
    await expect.poll(() => pong).toBe('are you there');
  });

  it('asks for a subprotocol, and insists on it', async () => {
    await using server = await websocketServer({ headers: 'Sec-WebSocket-Protocol: chat\r\n' });
    expect(await probeTarget(websocket, at(server.port, { subprotocol: 'chat' }))).not.toHaveProperty(
      'failure',
    );
    const other = await probeTarget(websocket, at(server.port, { subprotocol: 'mqtt' }));
    expect(other.failure).toMatchObject({ code: 'NO_SUBPROTOCOL', message: 'server chose chat, not mqtt' });
  });

  it.each([403, 500])('takes a %d for what it is', async (status) => {
    await using server = await httpServer((request, response) => response.writeHead(status).end(request.url));
    const seen = await probeTarget(websocket, at(server.port));
    expect(seen).toMatchObject({ status, failure: { kind: 'status', code: String(status) } });
  });

  it.each([
    ['proves nothing', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n', 'BAD_ACCEPT'],
    ['speaks something else', 'SSH-2.0-x\r\n\r\n', 'BAD_UPGRADE'],
  ])('refuses a server that %s', async (_what, answer, code) => {
    await using server = await tcpServer((socket) => socket.write(answer));
    expect((await probeTarget(websocket, at(server.port))).failure).toMatchObject({ kind: 'protocol', code });
  });

  it('says why the server closed', async () => {
    await using server = await websocketServer({
      onOpen: (peer) => peer.send(String.fromCharCode(3, 0x73) + 'overload', 8),
    });
    const seen = await probeTarget(websocket, at(server.port, { messages: [{ expect: 'x' }] }));
    expect(seen.failure).toMatchObject({
      kind: 'reset',
      code: 'WS_883',
      message: 'server closed with 883 (overload)',
    });
  });

  it.each<[string, Parameters<typeof websocketServer>[0], string]>([
    ['is silent', {}, 'timeout'],
    ['hangs up', { onOpen: (peer) => peer.socket.end() }, 'reset'],
    [
      'announces a frame without end',
      { onOpen: (peer) => peer.socket.write(Buffer.from([0x81, 127, 0, 0, 0, 99, 0, 0, 0, 0])) },
      'timeout',
    ],
    [
      'sends pieces without end',
      { onOpen: (peer) => Array.from({ length: 1_200 }, () => peer.send('x', 0, false)) },
      'protocol',
    ],
  ])('fails in time when the server %s', async (_what, answers, kind) => {
    await using server = await websocketServer(answers);
    const target = at(server.port, { messages: [{ expect: 'x' }] });
    expect((await probeTarget(websocket, target, { timeoutMs: 300 })).failure?.kind).toBe(kind);
  });

  it.each([
    [[], true],
    [[{ expect: 'a' }], true],
    [[{ send: 'a' }], false],
  ])('takes the messages %j for harmless: %s', (messages, expected) => {
    expect(websocket.idempotent({ messages })).toBe(expected);
  });
});
