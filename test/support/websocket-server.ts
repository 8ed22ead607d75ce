import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';

import { tcpServer, type TestServer } from './tcp-server.ts';

/** The other side of one WebSocket. */
export interface WebSocketPeer {
  readonly socket: Socket;
  /** The head of the upgrade request. */
  readonly head: string;
  /** Sends a frame, whole and unmasked, as servers do. */
  send(text: string, opcode?: number, final?: boolean): void;
}

/** How a server answers. */
export interface WebSocketAnswers {
  readonly onOpen?: (peer: WebSocketPeer) => void;
  readonly onMessage?: (text: string, peer: WebSocketPeer, opcode: number) => void;
  /** More lines for the head of the answer. */
  readonly headers?: string;
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A WebSocket server on loopback, small enough to be read against RFC 6455. */
export const websocketServer = ({ onOpen, onMessage, headers = '' }: WebSocketAnswers): Promise<TestServer> =>
  tcpServer((socket) => {
    socket.once('data', (request) => {
      const head = request.toString('latin1');
      const key = /^Sec-WebSocket-Key: (.*)\r$/m.exec(head)?.[1] ?? '';
      const accept = createHash('sha1')
        .update(key + MAGIC)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${headers}\r\n`,
      );
      const peer: WebSocketPeer = {
        socket,
        head,
        send: (text, opcode = 1, final = true) => {
          const payload = Buffer.from(text);
          const length =
            payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
          socket.write(Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, ...length]), payload]));
        },
      };
      onOpen?.(peer);
      socket.on('data', (chunk) => {
        for (const { opcode, text } of readMasked(chunk)) onMessage?.(text, peer, opcode);
      });
    });
  });

/** The frames of a client; in these tests each comes whole. */
const readMasked = (chunk: Buffer): { readonly opcode: number; readonly text: string }[] => {
  const frames: { opcode: number; text: string }[] = [];
  for (let at = 0; at < chunk.length;) {
    const second = chunk.readUInt8(at + 1);
    if ((second & 0x80) === 0) throw new Error('a client must mask its frames');
    const short = second & 0x7f;
    const length = short < 126 ? short : chunk.readUInt16BE(at + 2);
    const from = at + (short < 126 ? 2 : 4);
    const mask = chunk.subarray(from, from + 4);
    const payload = chunk.subarray(from + 4, from + 4 + length).map((byte, index) => byte ^ mask[index % 4]!);
    frames.push({ opcode: chunk.readUInt8(at) & 0x0f, text: Buffer.from(payload).toString() });
    at = from + 4 + length;
  }
  return frames;
};
