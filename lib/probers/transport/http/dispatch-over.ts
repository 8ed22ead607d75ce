import type { Socket } from 'node:net';

import type { buildConnector, Client as ClientType, Dispatcher } from 'undici';
import Client from 'undici/lib/dispatcher/client.js';

import { Wire, type WireWatch } from './wire.ts';

/** Bytes; nginx sends up to 32 KiB and Node takes 16 KiB, so this is beyond every honest server. */
const MAX_HEADER_BYTES = 65_536;

/** Longer than most servers keep a connection; what a server itself says of it goes before. */
const KEEP_ALIVE_MS = 90_000;

/** Deadlines are the attempt's own, so undici's are off. */
const SETTINGS = {
  pipelining: 1,
  allowH2: false,
  headersTimeout: 0,
  bodyTimeout: 0,
  maxHeaderSize: MAX_HEADER_BYTES,
  keepAliveTimeout: KEEP_ALIVE_MS,
  keepAliveMaxTimeout: KEEP_ALIVE_MS,
} as const satisfies ClientType.Options;

/** Never resolved: the connection is there already. */
const ORIGIN = 'http://whydown.invalid';

/** Sends a request through undici over this connected socket, and over no other. */
export const dispatchOver = (
  socket: Socket,
  request: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler & WireWatch,
): void => {
  const isKept = request.reset === false;
  // A socket that is not kept is never asked for again.
  const line = (isKept && kept.get(socket)) || free.pop() || new Line();
  if (isKept) kept.set(socket, line);
  line.dispatch(socket, request, handler);
};

/** There are as many as were ever in use at once: making one costs as much as ten requests. */
const free: Line[] = [];

const kept = new WeakMap<Socket, Line>();

/** An undici client that speaks over one handed-in socket at a time. */
class Line {
  readonly #client: ClientType;
  /** To be handed in. */
  #next: Socket | undefined;
  /** Handed in. */
  #given: Socket | undefined;
  #wire: Wire | undefined;
  #watch: WireWatch | undefined;
  #lost: Error | undefined;

  constructor() {
    this.#client = new Client(ORIGIN, { ...SETTINGS, connect: (_to, give) => this.#connect(give) });
    this.#client.on('disconnect', (_origin, _targets, error) => {
      this.#lost = error;
      this.#freeIfIdle();
    });
    this.#client.on('connectionError', () => this.#freeIfIdle());
  }

  dispatch(
    socket: Socket,
    request: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler & WireWatch,
  ): void {
    if (socket !== this.#given) this.#next = socket;
    this.#watch = handler;
    if (this.#wire) this.#wire.watch = handler;
    this.#client.dispatch(request, handler);
  }

  /** Hands the socket in once: a client that lost it before the request was sent asks again, and is told why. */
  #connect(give: buildConnector.Callback): void {
    const socket = this.#next;
    this.#given ??= socket;
    this.#next = undefined;
    // Called back at once, the client would not notice that it is connected.
    queueMicrotask(() => {
      if (!socket || socket.destroyed) return give(lossOf(socket?.errored ?? this.#lost), null);
      this.#wire = new Wire(socket);
      this.#wire.watch = this.#watch;
      // A socket as far as undici uses one.
      give(null, this.#wire as unknown as Socket);
    });
  }

  #freeIfIdle(): void {
    if (this.#client.stats.size > 0) return;
    if (this.#given) kept.delete(this.#given);
    this.#given = this.#wire = this.#watch = this.#lost = undefined;
    free.push(this);
  }
}

/** Under a code that is not undici's own: at those the client would ask for the next socket for ever. */
const lossOf = (error: NodeJS.ErrnoException | undefined): Error => {
  const { code = 'UND_', message = 'other side closed' } = error ?? {};
  return Object.assign(new Error(message), { code: code.startsWith('UND_') ? 'ECONNRESET' : code });
};
