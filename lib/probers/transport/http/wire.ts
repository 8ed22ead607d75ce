import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

import { intakeOf, type Intake } from '../intake.ts';

/** Who wants to know when something really goes out or comes in. */
export interface WireWatch {
  /** The next bytes of a request are about to be handed to the system, */
  onSend(): void;
  /** and now they are. */
  onSent(): void;
  /** These came; undici sees them next. */
  onReceive(chunk: Buffer): void;
}

/** On the socket itself, so that its listeners hold nothing. */
const WIRE = Symbol('wire');

type WithWire = Socket & { [WIRE]?: Wire | undefined };

function onEnd(this: WithWire): void {
  this[WIRE]?.end();
}

function onError(this: WithWire, error: Error): void {
  this[WIRE]?.destroy(error);
}

function onClose(this: WithWire): void {
  this[WIRE]?.destroy();
}

/**
 * What undici has for a socket: a connected one without the stream around it, so that bytes are seen and stamped in the
 * moment in which they are read. It has what undici uses of a socket and no more.
 */
export class Wire extends EventEmitter {
  destroyed = false;
  errored: Error | null = null;
  /** Of the exchange under way. */
  watch: WireWatch | undefined;
  readonly #socket: WithWire;
  readonly #intake: Intake;
  readonly #chunks: Buffer[] = [];
  #resting = false;
  #corked = false;
  /** Undici is at work, and would not bear an event. */
  #inside = false;
  #gone = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    this.#intake = intakeOf(socket);
    this.#socket[WIRE] = this;
    socket.on('end', onEnd);
    socket.on('error', onError);
    socket.on('close', onClose);
    this.#intake.take((chunk) => this.#receive(chunk));
  }

  /** The peer sends no more. */
  end(): void {
    this.#tell('end');
  }

  read(): Buffer | null {
    const chunk = this.#chunks.shift();
    if (this.#resting && this.#chunks.length === 0) {
      this.#resting = false;
      this.#intake.more();
    }
    return chunk ?? null;
  }

  unshift(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.unshift(chunk);
  }

  write(data: string | Uint8Array, encoding?: BufferEncoding): boolean {
    if (this.#corked) return this.#socket.write(data, encoding);
    this.watch?.onSend();
    const more = this.#socket.write(data, encoding);
    this.watch?.onSent();
    return more;
  }

  cork(): void {
    this.#corked = true;
    this.#socket.cork();
  }

  uncork(): void {
    this.#corked = false;
    this.watch?.onSend();
    this.#socket.uncork();
    this.watch?.onSent();
  }

  destroy(error?: Error): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.errored = error ?? null;
    this.#socket.destroy();
    if (!this.#inside) queueMicrotask(() => this.#tell(undefined));
    return this;
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  /** By it undici knows a stream. */
  pipe(): never {
    throw new Error('a wire goes nowhere else');
  }

  #receive(chunk: Buffer): boolean {
    this.watch?.onReceive(chunk);
    this.#chunks.push(chunk);
    this.#tell('readable');
    this.#resting = this.#chunks.length > 0;
    return !this.#resting;
  }

  /** Undici makes an error for each socket that it lets go; with a stack, that would be a tenth of a probe. */
  #tell(event: string | undefined): void {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    this.#inside = true;
    try {
      if (event !== undefined) this.emit(event);
      if (this.destroyed) this.#goOnce();
    } finally {
      this.#inside = false;
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  #goOnce(): void {
    if (this.#gone) return;
    this.#gone = true;
    if (this.errored) this.emit('error', this.errored);
    this.emit('close');
    this.#letGo();
  }

  /**
   * V8 puts what often lives long into its old heap from the start, such as the list of a socket's listeners. What hangs
   * on one that is dead survives every small collection, so nothing is left hanging.
   */
  #letGo(): void {
    this.#socket[WIRE] = undefined;
    this.#intake.leave();
    this.watch = undefined;
  }
}
