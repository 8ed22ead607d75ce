import type { Socket } from 'node:net';

import { Client, type buildConnector, type Dispatcher } from 'undici';

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
} as const satisfies Client.Options;

/** Never resolved: the connection is there already. */
const ORIGIN = 'http://whydown.invalid';

/** Sends a request through undici over this connected socket, and over no other. */
export const dispatchOver = (
  socket: Socket,
  request: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
): void => {
  const line = kept.get(socket) ?? free.pop() ?? new Line();
  // A socket that is not kept is never asked for again.
  if (request.reset === false) kept.set(socket, line);
  line.dispatch(socket, request, handler);
};

/** There are as many as were ever in use at once: making one costs as much as ten requests. */
const free: Line[] = [];

const kept = new WeakMap<Socket, Line>();

/** An undici client that speaks over one handed-in socket at a time. */
class Line {
  readonly #client: Client;
  #socket: Socket | undefined;
  #lost: Error | undefined;

  constructor() {
    this.#client = new Client(ORIGIN, { ...SETTINGS, connect: (_to, give) => this.#connect(give) });
    this.#client.on('disconnect', (_origin, _targets, error) => this.#freeIfIdle(error));
    this.#client.on('connectionError', () => this.#freeIfIdle());
  }

  dispatch(
    socket: Socket,
    request: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): void {
    if (!this.#client.stats.connected) this.#socket = socket;
    this.#client.dispatch(request, handler);
    // A request that cannot be sent ends within the call.
    this.#freeIfIdle();
  }

  /** Each socket is handed in once: a client that lost it before the request was sent asks again, and is told why. */
  #connect(give: buildConnector.Callback): void {
    const socket = this.#socket;
    this.#socket = undefined;
    // Called back at once, the client does not see that it is connected.
    queueMicrotask(() => {
      if (socket && !socket.destroyed) give(null, socket);
      else give(lossOf(socket?.errored ?? this.#lost), null);
    });
  }

  #freeIfIdle(lost?: Error): void {
    this.#lost = lost;
    const { size, connected } = this.#client.stats;
    if (size === 0 && !connected) free.push(this);
  }
}

/** Without undici's own code, at which the client would ask for the next socket for ever. */
const lossOf = (error: Error | undefined): Error => {
  const { code = '', message = 'closed' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return code.startsWith('UND_') || code === ''
    ? Object.assign(new Error(message), { code: 'ECONNRESET' })
    : Object.assign(new Error(message), { code });
};
