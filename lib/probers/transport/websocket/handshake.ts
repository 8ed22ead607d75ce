import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

import type { Failure } from '../../../core/probe/failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import { headEnd, readUntil } from '../read-until.ts';
import type { Trace } from '../trace.ts';

/** RFC 6455, 1.3: proves that the server understood the question. */
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const MAX_HEAD_BYTES = 65_536;

/** What is asked for. */
export interface Handshake {
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly subprotocol?: string | undefined;
}

/** Asks a connected server to turn to WebSocket. */
export const handshake = async (socket: Socket, asked: Handshake, trace: Trace): Promise<Outcome<Socket>> => {
  const key = randomBytes(16).toString('base64');
  trace.begin('ttfb');
  socket.write(requestHead(asked, key));
  const head = await readUntil(
    socket,
    { end: headEnd, limit: MAX_HEAD_BYTES, what: 'the answer to the upgrade' },
    trace,
  );
  if (!head.ok) return head;
  trace.begin('transfer');
  const { status, headers } = parseHead(head.value.toString('latin1'));
  trace.see({ ...(status !== undefined && { status }), headers });
  const accepted = createHash('sha1')
    .update(key + MAGIC)
    .digest('base64');
  const failure = refusal(status, headers, { accepted, subprotocol: asked.subprotocol });
  if (!failure) return done(socket);
  socket.destroy();
  return failed(failure);
};

const requestHead = ({ url, headers, subprotocol }: Handshake, key: string): string =>
  [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, ' ')}`),
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
    '',
    '',
  ].join('\r\n');

interface Head {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const parseHead = (text: string): Head => {
  const [first = '', ...lines] = text.split('\r\n');
  // HTTP/1.1 101 Switching Protocols
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1];
  const fields = lines
    .filter((line) => line.includes(':'))
    .map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    });
  return { status: status === undefined ? undefined : Number(status), headers: Object.fromEntries(fields) };
};

interface Wanted {
  readonly accepted: string;
  readonly subprotocol: string | undefined;
}

const refusal = (
  status: number | undefined,
  headers: Head['headers'],
  { accepted, subprotocol }: Wanted,
): Failure | undefined => {
  if (status === undefined) return protocolFailure('BAD_UPGRADE', 'what answers does not speak HTTP/1.1');
  if (status !== 101)
    return { kind: 'status', code: String(status), message: `status (${status}) == 101`, phase: 'ttfb' };
  if (headers['sec-websocket-accept'] !== accepted)
    return protocolFailure(
      'BAD_ACCEPT',
      'server did not prove that it speaks WebSocket (Sec-WebSocket-Accept)',
    );
  const chosen = headers['sec-websocket-protocol'];
  return subprotocol === undefined || chosen === subprotocol
    ? undefined
    : protocolFailure('NO_SUBPROTOCOL', `server chose ${chosen ?? 'no subprotocol'}, not ${subprotocol}`);
};

const protocolFailure = (code: string, message: string): Failure => ({
  kind: 'protocol',
  code,
  message,
  phase: 'ttfb',
});
