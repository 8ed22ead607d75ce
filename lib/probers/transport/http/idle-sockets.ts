import type { Socket } from 'node:net';

const MAX_PER_TARGET = 2;

const idle = new Map<string, readonly Socket[]>();

/** A connection that an earlier probe of the same target left open, for checks that say `connection: reuse`. */
export const takeIdle = (target: string): Socket | undefined => {
  const [socket, ...others] = openOnes(target);
  if (others.length > 0) idle.set(target, others);
  else idle.delete(target);
  return socket;
};

/** Leaves a connection for the next probe of the same target, unless it is closed; how long it lasts is undici's matter. */
export const keepIdle = (target: string, socket: Socket): void => {
  const others = openOnes(target);
  if (others.length >= MAX_PER_TARGET) socket.destroy();
  if (!socket.destroyed) idle.set(target, [socket, ...others]);
};

const openOnes = (target: string): readonly Socket[] =>
  (idle.get(target) ?? []).filter(({ destroyed }) => !destroyed);
