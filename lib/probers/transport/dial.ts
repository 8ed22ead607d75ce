import { connect, type Socket } from 'node:net';

import type { Failure } from '../../core/probe/failure.ts';
import { errorToFailure } from './error-to-failure.ts';
import { onread, type Intake } from './intake.ts';
import { done, failed, type Outcome } from './outcome.ts';
import { unreachable } from './reachable.ts';
import type { Trace } from './trace.ts';

/** Where to connect: a resolved address. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  /** Somebody's own choice, such as a proxy: what the check may reach does not matter. */
  readonly anywhere?: boolean;
  /** Where what comes is to go, in place of the socket's own stream. */
  readonly intake?: Intake | undefined;
}

/** Connects to an address that the check may reach; the socket is the caller's to destroy. */
export const dial = (peer: Peer, trace: Trace): Promise<Outcome<Socket>> => {
  const refused = beginDial(peer, trace);
  if (refused) return Promise.resolve(failed(refused));
  return new Promise((resolve) => {
    const socket = connect(connectOptions(peer));
    peer.intake?.of(socket);
    const giveUp = (failure: Failure): void => {
      socket.destroy();
      resolve(failed(failure));
    };
    const onError = (error: Error): void => giveUp(errorToFailure(error, 'connect'));
    trace.onExpire(giveUp);
    socket.once('error', onError);
    socket.once('connect', () => {
      trace.end();
      socket.off('error', onError);
      // Between two owners an error has nobody to go to, and would end the process.
      socket.on('error', ignore);
      resolve(done(socket));
    });
  });
};

/** Of nothing around it, since it stays with the socket. */
export const ignore = (): void => undefined;

/** Begins the phase; why it must not be gone through, if the check may not reach the peer. */
export const beginDial = (peer: Peer, trace: Trace): Failure | undefined => {
  const refused = unreachable(peer.address, peer.port, peer.anywhere ? 'private' : trace.context.reach);
  if (refused) return refused;
  trace.begin('connect');
  trace.see({ address: peerName(peer) });
  return undefined;
};

/** How Node is told of a peer. */
export const connectOptions = ({ address: host, port, intake }: Peer) => ({
  host,
  port,
  noDelay: true,
  ...(intake && { onread }),
});

/** `192.0.2.7:443`, `[2001:db8::1]:443`. */
export const peerName = ({ address, port }: Pick<Peer, 'address' | 'port'>): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
