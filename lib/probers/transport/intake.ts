import type { OnReadOpts, Socket } from 'node:net';

/** Takes what came; `false` asks for nothing more until `more` is called. */
type Take = (chunk: Buffer) => boolean;

/** As much as libuv reads at once. */
const READ_BYTES = 65_536;

/** All sockets read into this one: what came is copied out before anything else is read. */
const SHARED = Buffer.allocUnsafeSlow(READ_BYTES);

/** On the socket itself: the garbage collector goes through a weak map each time, and there is one for each probe. */
const OWN = Symbol('intake');

type WithIntake = Socket & { [OWN]?: Intake };

/**
 * What a connection receives, handed on in the moment in which it is read. A stream in between would hand it on later,
 * and would cost each connection a buffer of 64 KiB and a tenth of its CPU.
 */
export class Intake {
  /** What came before anybody took it; the socket rests until then. */
  #early: Buffer | undefined;
  #socket: Socket | undefined;
  #take: Take | undefined;

  /** For a socket that was made with `onread`. */
  of(socket: Socket): void {
    this.#socket = socket;
    (socket as WithIntake)[OWN] = this;
  }

  /** From now on all that comes goes here. */
  take(take: Take): void {
    this.#take = take;
    const early = this.#early;
    this.#early = undefined;
    if (early && take(early)) this.more();
  }

  /** What comes goes nowhere any more. */
  leave(): void {
    this.#take = this.#early = this.#socket = undefined;
  }

  /** Reads on. */
  more(): void {
    this.#socket?.resume();
  }

  /** For a socket with a stream of its own: a tunnel, TLS within TLS. */
  static over(socket: Socket): Intake {
    const intake = new Intake();
    intake.of(socket);
    intake.#early = (socket.read() as Buffer | null) ?? undefined;
    socket.on('data', (chunk: Buffer) => {
      if (!intake.hand(chunk)) socket.pause();
    });
    return intake;
  }

  /** Something came; whether more is wanted. */
  hand(chunk: Buffer): boolean {
    if (this.#take) return this.#take(chunk);
    this.#early = this.#early ? Buffer.concat([this.#early, chunk]) : chunk;
    return false;
  }
}

/** The option of `net.connect` and `tls.connect` that makes a socket read into its intake. Node calls it on the socket. */
export const onread: OnReadOpts = {
  buffer: SHARED,
  callback(this: WithIntake, size: number): boolean {
    const chunk = Buffer.allocUnsafe(size);
    SHARED.copy(chunk, 0, 0, size);
    return this[OWN]?.hand(chunk) ?? false;
  },
};

/** The intake of a connected socket. */
export const intakeOf = (socket: Socket): Intake => (socket as WithIntake)[OWN] ?? Intake.over(socket);
