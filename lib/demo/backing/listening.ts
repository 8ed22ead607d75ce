import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A server on loopback that can be stopped and started again on its port. */
export interface Listening {
  readonly port: number;
  start(): Promise<void>;
  /** Ends its connections too, so that the port is closed at once. */
  stop(): Promise<void>;
}

/** Listens on the first of the ports that is free; 0 takes any. */
export const listening = async (server: Server, ports: readonly number[] = [0]): Promise<Listening> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listenOnFirstFree(server, ports);
  return {
    port,
    start: async () => {
      if (!server.listening) await listen(server, port);
    },
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};

const listenOnFirstFree = async (
  server: Server,
  [port = 0, ...others]: readonly number[],
): Promise<number> => {
  try {
    return await listen(server, port);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (taken && others.length > 0) return listenOnFirstFree(server, others);
    throw error;
  }
};

const listen = async (server: Server, port: number): Promise<number> => {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
