import type { Socket } from 'node:net';

import type { Observation } from '../../../core/probe/observation.ts';

/** What is seen when a connection is made, and holds as long as it lasts. */
type Facts = Pick<Observation, 'address' | 'certificate'>;

/** A connection that waits for its next request. */
export interface IdleSocket {
  readonly socket: Socket;
  readonly facts: Facts;
}

const MAX_PER_TARGET = 2;

const idle = new Map<string, readonly IdleSocket[]>();

/** A connection that an earlier probe of the same target left open, for checks that say `connection: reuse`. */
export const takeIdle = (target: string): IdleSocket | undefined => {
  const [first, ...others] = openOnes(target);
  if (others.length > 0) idle.set(target, others);
  else idle.delete(target);
  return first;
};

/** Leaves a connection for the next probe of the same target, unless it is closed; how long it lasts is undici's matter. */
export const keepIdle = (target: string, socket: Socket, { address, certificate }: Facts): void => {
  const others = openOnes(target);
  if (others.length >= MAX_PER_TARGET) socket.destroy();
  const facts = { ...(address !== undefined && { address }), ...(certificate && { certificate }) };
  if (!socket.destroyed) idle.set(target, [{ socket, facts }, ...others]);
};

const openOnes = (target: string): readonly IdleSocket[] =>
  (idle.get(target) ?? []).filter(({ socket }) => !socket.destroyed);
