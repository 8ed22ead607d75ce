import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';

/** An HTTP/2 server on loopback. */
export interface TestHttp2Server extends AsyncDisposable {
  readonly port: number;
  readonly sessions: () => number;
}

/** Hands each stream to `answer`, over TLS when there are options for it. */
export const http2Server = async (
  answer: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  { tls }: { readonly tls?: TlsOptions } = {},
): Promise<TestHttp2Server> => {
  const sessions = new Set<ServerHttp2Session>();
  let count = 0;
  const server = tls ? createSecureServer(tls) : createServer();
  server.on('session', (session) => {
    count += 1;
    sessions.add(session);
    session.on('error', () => undefined);
  });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    answer(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sessions: () => count,
    [Symbol.asyncDispose]: async () => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
