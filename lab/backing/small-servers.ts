import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Bench } from '../harness/bench.ts';

const listen = (bench: Bench, server: Server, port: number): Promise<void> =>
  new Promise((resolve) => {
    bench.defer(() => server.close());
    server.listen(port, '127.0.0.1', resolve);
  });

/** An upstream in good health, which answers every path with JSON; answers its port. */
export const healthyUpstream = async (bench: Bench): Promise<number> => {
  const port = await bench.port();
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
  });
  server.keepAliveTimeout = 1;
  await listen(bench, server, port);
  return port;
};

/** An upstream that answers every request with this status and body, and logs nothing; answers its port. */
export const failingUpstream = async (bench: Bench, status: number): Promise<number> => {
  const port = await bench.port();
  const server = createHttpServer((request, response) => {
    request.resume();
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end('{"message":"Internal Server Error"}');
  });
  await listen(bench, server, port);
  return port;
};

/** A raw TCP upstream that does `act` when the request has come. */
export const rawUpstream = async (
  bench: Bench,
  act: (socket: Socket) => void,
  port: number,
): Promise<void> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => act(socket));
  });
  await listen(bench, server, port);
  bench.defer(() => {
    for (const socket of sockets) socket.destroy();
  });
};
