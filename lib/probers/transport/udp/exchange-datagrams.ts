import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

import { compilePattern } from '../../../core/assertions/pattern.ts';
import { peerName, type Peer } from '../dial.ts';
import { errorToFailure } from '../error-to-failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import { unreachable } from '../reachable.ts';
import type { Trace } from '../trace.ts';

/** A datagram to send, or a pattern that one must match. */
export type DatagramTurn = { readonly send: Buffer } | { readonly expect: string };

/** A lost datagram is sent again after this time; most timeouts leave room for several. */
const RESEND_MS = 1_000;

/** Sends and waits, turn by turn. What comes unasked, or does not match, is passed over: anybody can send datagrams. */
export const exchangeDatagrams = (
  peer: Peer,
  turns: readonly DatagramTurn[],
  trace: Trace,
): Promise<Outcome<string>> => {
  const refused = unreachable(peer.address, peer.port, trace.context.reach);
  return refused
    ? Promise.resolve(failed(refused))
    : new Promise((resolve) => new Exchange(turns, { trace, resolve }).begin(peer));
};

interface Surroundings {
  readonly trace: Trace;
  readonly resolve: (outcome: Outcome<string>) => void;
}

/** One socket, from its first datagram to its last. */
class Exchange {
  readonly #trace: Trace;
  readonly #resolve: Surroundings['resolve'];
  readonly #waiting: DatagramTurn[];
  readonly #resend = setInterval(() => this.#send(), RESEND_MS);
  #socket: Socket | undefined;
  #last: Buffer | undefined;
  #received = '';

  constructor(turns: readonly DatagramTurn[], { trace, resolve }: Surroundings) {
    this.#waiting = [...turns];
    this.#trace = trace;
    this.#resolve = resolve;
  }

  begin(peer: Peer): void {
    const socket = createSocket(isIPv6(peer.address) ? 'udp6' : 'udp4');
    this.#socket = socket;
    this.#trace.begin('ttfb');
    this.#trace.see({ address: peerName(peer) });
    this.#trace.onExpire((failure) => {
      const message = `${failure.message}${wanted(this.#waiting)}`;
      this.#settle(failed({ ...failure, message }));
    });
    // That a port is closed comes back as an error of the next call.
    socket.on('error', (error) =>
      this.#settle(failed({ ...errorToFailure(error, 'ttfb'), kind: 'connect' })),
    );
    socket.on('message', (message) => this.#take(message));
    // A connected socket takes datagrams of its peer alone.
    socket.connect(peer.port, peer.address, () => this.#advance());
  }

  #take(message: Buffer): void {
    const [turn] = this.#waiting;
    if (!turn || !('expect' in turn)) return;
    if (!compilePattern(turn.expect).found(message.toString('latin1'))) return;
    this.#received = message.toString('utf8');
    const receivedHex = message.subarray(0, MAX_HEX_BYTES).toString('hex');
    this.#trace.see({ values: { received: this.#received, receivedHex } });
    this.#trace.begin('transfer');
    this.#waiting.shift();
    this.#advance();
  }

  #advance(): void {
    for (let [turn] = this.#waiting; turn && 'send' in turn; [turn] = this.#waiting) {
      this.#last = turn.send;
      this.#send();
      this.#waiting.shift();
    }
    if (this.#waiting.length === 0) this.#settle(done(this.#received));
  }

  #send(): void {
    if (this.#last) this.#socket?.send(this.#last, () => undefined);
  }

  #settle(outcome: Outcome<string>): void {
    clearInterval(this.#resend);
    this.#socket?.close();
    this.#socket = undefined;
    this.#trace.end();
    this.#resolve(outcome);
  }
}

/** Enough to recognise a binary answer by. */
const MAX_HEX_BYTES = 64;

const wanted = ([turn]: readonly DatagramTurn[]): string =>
  turn && 'expect' in turn ? `, waiting for a datagram that matches ${JSON.stringify(turn.expect)}` : '';
