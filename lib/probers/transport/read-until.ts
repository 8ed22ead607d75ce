import type { Socket } from 'node:net';

import { errorToFailure } from './error-to-failure.ts';
import { done, failed, type Outcome } from './outcome.ts';
import type { Trace } from './trace.ts';

/** What is waited for on a socket. */
export interface ReadUntil {
  /** Where in what was received it ends; -1 when it is not there yet. */
  readonly end: (received: Buffer) => number;
  /** Bytes; more without an end is a failure. */
  readonly limit: number;
  /** For the failure: `the greeting`. */
  readonly what: string;
}

/** Reads from a socket until what is waited for has come; what lies beyond stays in the socket. */
export const readUntil = (
  socket: Socket,
  { end, limit, what }: ReadUntil,
  trace: Trace,
): Promise<Outcome<Buffer>> =>
  new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = (outcome: Outcome<Buffer>): void => {
      socket.off('data', onData).off('error', onError).off('close', onClose).off('end', onClose);
      socket.pause();
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const at = end(received);
      if (at >= 0) {
        settle(done(received.subarray(0, at)));
        if (at < received.length) socket.unshift(received.subarray(at));
      } else if (received.length > limit) {
        const message = `${received.length} bytes came, but not ${what}`;
        settle(
          failed({ kind: 'protocol', code: 'TOO_LONG', message, ...(trace.phase && { phase: trace.phase }) }),
        );
      }
    };
    const onError = (error: Error): void => settle(failed(errorToFailure(error, trace.phase)));
    const onClose = (): void => {
      const message = `connection closed, waiting for ${what}`;
      settle(
        failed({ kind: 'reset', code: 'ECONNRESET', message, ...(trace.phase && { phase: trace.phase }) }),
      );
    };
    trace.onExpire((failure) =>
      settle(failed({ ...failure, message: `${failure.message}, waiting for ${what}` })),
    );
    socket.on('data', onData).once('error', onError).once('close', onClose).once('end', onClose);
    socket.resume();
  });

/** Where the head of an HTTP message ends. */
export const headEnd = (received: Buffer): number => {
  const at = received.indexOf('\r\n\r\n');
  return at < 0 ? -1 : at + 4;
};
