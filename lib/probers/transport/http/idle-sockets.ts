import type { Socket } from 'node:net';

/** Longer than most servers keep a connection: one that was given up meanwhile costs a failed attempt. */
const MAX_IDLE_MS = 90_000;

const MAX_PER_TARGET = 2;

const idle = new Map<string, Socket[]>();

/** A connection that an earlier probe of the same target left open, for checks that say `connection: reuse`. */
export const takeIdle = (target: string): Socket | undefined => {
  for (;;) {
    const socket = idle.get(target)?.pop();
    if (!socket) return undefined;
    socket.removeAllListeners('close');
    socket.setTimeout(0);
    if (!socket.destroyed && socket.readable && socket.writable) return socket;
  }
};

/** Leaves a connection open for the next probe of the same target. */
export const keepIdle = (target: string, socket: Socket): void => {
  const sockets = idle.get(target) ?? [];
  if (socket.destroyed || sockets.length >= MAX_PER_TARGET) {
    socket.destroy();
    return;
  }
  idle.set(target, sockets);
  sockets.push(socket);
  // An idle connection keeps no process alive.
  socket.unref();
  socket.setTimeout(MAX_IDLE_MS, () => socket.destroy());
  socket.once('close', () => {
    sockets.splice(sockets.indexOf(socket), 1);
    if (sockets.length === 0) idle.delete(target);
  });
};
