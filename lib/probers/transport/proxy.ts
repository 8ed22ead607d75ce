import type { Socket } from 'node:net';

import type { AttemptContext } from '../../core/probe/contract.ts';
import type { Failure } from '../../core/probe/failure.ts';
import { fillText } from './http/fill-texts.ts';
import { done, failed, type Outcome } from './outcome.ts';
import { headEnd, readUntil } from './read-until.ts';
import type { Trace } from './trace.ts';

/** A proxy with its credentials filled in. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** The value of `Proxy-Authorization`. */
  readonly authorization?: string;
}

/** Reads the URL of a proxy; throws when it is none. */
export const parseProxy = async (
  text: string | undefined,
  fill: AttemptContext['fill'],
): Promise<Proxy | undefined> => {
  if (text === undefined) return undefined;
  const url = new URL(await fillText(text, fill));
  const secure = url.protocol === 'https:';
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    host: url.hostname,
    port: Number(url.port) || (secure ? 443 : 3128),
    secure,
    ...(user !== ':' && { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
  };
};

/** Enough for every proxy's answer to CONNECT. */
const MAX_HEAD_BYTES = 16_384;

/** Asks a connected proxy for a tunnel to host and port. */
export const openTunnel = async (
  socket: Socket,
  target: string,
  { proxy, trace }: { readonly proxy: Proxy; readonly trace: Trace },
): Promise<Outcome<Socket>> => {
  trace.begin('connect');
  const authorization = proxy.authorization ? `Proxy-Authorization: ${proxy.authorization}\r\n` : '';
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  const head = await readUntil(
    socket,
    { end: headEnd, limit: MAX_HEAD_BYTES, what: "the proxy's answer to CONNECT" },
    trace,
  );
  if (!head.ok) return head;
  trace.end();
  // HTTP/1.1 200 Connection established
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.value.toString('latin1'))?.[1];
  if (status?.startsWith('2')) return done(socket);
  socket.destroy();
  return failed(refusedTunnel(status, target));
};

const refusedTunnel = (status: string | undefined, target: string): Failure => ({
  kind: 'connect',
  code: status === undefined ? 'PROXY_PROTOCOL' : `PROXY_${status}`,
  message: `proxy does not connect to ${target}: ${status === undefined ? 'no HTTP answer' : `status ${status}`}`,
  phase: 'connect',
});
