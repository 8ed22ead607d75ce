import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server on loopback that is gone at the end of its scope. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** Connections that were accepted so far. */
  readonly connections: () => number;
}

/** Accepts connections and hands each to `talk`; with TLS options it speaks TLS. */
export const tcpServer = async (
  talk: (socket: Socket) => void,
  { tls, host = '127.0.0.1' }: { readonly tls?: TlsOptions; readonly host?: string } = {},
): Promise<TestServer> => {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const onTalk = (socket: Socket): void => {
    socket.on('error', () => undefined);
    talk(socket);
  };
  const server = tls ? createTlsServer(tls, onTalk) : createServer(onTalk);
  server.on('connection', (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => accepted,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
