import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

import type { TestServer } from './tcp-server.ts';

/** An HTTP server on loopback, with the requests that it saw. */
export interface TestHttpServer extends TestServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
}

/** Answers with a status, or as the listener says. */
export const httpServer = async (
  answer: number | RequestListener = 200,
  {
    tls,
    host = '127.0.0.1',
    port: wanted = 0,
    remember = true,
  }: {
    readonly tls?: TlsOptions;
    readonly host?: string;
    readonly port?: number;
    readonly remember?: boolean;
  } = {},
): Promise<TestHttpServer> => {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    if (remember) requests.push(request);
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(answer).end();
  };
  const server = tls ? createSecureServer(tls, listener) : createServer(listener);
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(wanted, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    requests,
    connections: () => accepted,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
