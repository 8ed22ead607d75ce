import type { Socket } from 'node:net';

import type { Dispatcher } from 'undici';

import type { Failure } from '../../../core/probe/failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';
import { BodySink } from './body-sink.ts';
import { dispatchOver } from './dispatch-over.ts';
import { bodyFailure, headFailure } from './exchange-failure.ts';
import type { HttpRequest, HttpResponse } from './message.ts';
import type { WireWatch } from './wire.ts';

/** What bounds an exchange. */
export interface ExchangeOptions {
  /** Bytes of the body after decompression. */
  readonly bodySizeLimit: number;
  /** Whether the connection is to stay open for the next request. */
  readonly keepAlive: boolean;
  /** What stands in the request line: the path, or the whole URL for a proxy. */
  readonly requestTarget: string;
}

/** Interim answers (1xx) of honest servers: one or two. */
const MAX_INTERIM = 10;

/** Sends one request over a connected socket and reads the answer. The socket is closed afterwards, unless it is kept. */
export const exchangeHttp1 = (
  socket: Socket,
  request: HttpRequest,
  options: ExchangeOptions,
  trace: Trace,
): Promise<Outcome<HttpResponse>> =>
  new Promise((resolve) => {
    const exchange = new Exchange(socket, { options, trace, resolve });
    trace.begin('ttfb');
    trace.onExpire((failure) => exchange.end(failed(failure)));
    if (exchange.open) dispatchOver(socket, dispatchOptions(request, options), exchange);
  });

const dispatchOptions = (
  { method, headers, body }: HttpRequest,
  { keepAlive, requestTarget }: ExchangeOptions,
): Dispatcher.DispatchOptions => ({
  method,
  path: requestTarget,
  headers: flatHeaders(headers),
  body: body ?? null,
  reset: !keepAlive,
  // Nothing waits behind it.
  blocking: false,
});

const flatHeaders = (headers: HttpRequest['headers']): string[] => {
  const flat: string[] = [];
  for (const [name, value] of headers) flat.push(name, value);
  return flat;
};

interface Around {
  readonly options: ExchangeOptions;
  readonly trace: Trace;
  readonly resolve: (outcome: Outcome<HttpResponse>) => void;
}

type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** `HTTP/1.1` */
const VERSION_BYTES = 8;

/** What undici tells of one request; a class, because there is one for each probe. */
class Exchange implements Dispatcher.DispatchHandler, WireWatch {
  open = true;
  readonly #socket: Socket;
  readonly #around: Around;
  #firstBytes = '';
  #interim = 0;
  #body: BodySink | undefined;

  constructor(socket: Socket, around: Around) {
    this.#socket = socket;
    this.#around = around;
  }

  end(outcome: Outcome<HttpResponse>): void {
    if (!this.open) return;
    this.open = false;
    const { options, trace, resolve } = this.#around;
    trace.end();
    if (!outcome.ok || !options.keepAlive || outcome.value.body.truncated) this.#socket.destroy();
    resolve(outcome);
  }

  /** undici asks for it; that the request is sent is known better by the wire. */
  onRequestStart(): void {
    this.#around.trace.begin('ttfb');
  }

  onSend(): void {
    this.#around.trace.begin('ttfb');
  }

  onSent(): void {
    this.#around.trace.begun();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    received: ReceivedHeaders,
  ): void {
    if (!this.open) return;
    if (status < 200) return this.#countInterim();
    const { trace, options } = this.#around;
    const head = { status, protocol: this.#firstBytes, headers: joinHeaders(received) };
    trace.see(head);
    const setCookies = [received['set-cookie'] ?? []].flat();
    const encoding = head.headers['content-encoding'];
    this.#body = new BodySink({ limit: options.bodySizeLimit, encoding, source: controller }, (read) => {
      const { body, sha256, failure } = read;
      trace.see({ body });
      this.end(
        failure
          ? failed(failure)
          : done({ ...head, setCookies, body, ...(sha256 && { bodySha256: sha256 }) }),
      );
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body?.take(chunk);
  }

  /** A body without a length ends with the connection, for undici even if that was reset. */
  onResponseEnd(): void {
    const { errored } = this.#socket;
    if (errored) this.#body?.fail(bodyFailure(errored));
    else this.#body?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#body) this.#body.fail(bodyFailure(error));
    else this.end(failed(headFailure(error, this.#around.trace.phase ?? 'ttfb')));
  }

  /** undici tells of no time, and of no version. */
  onReceive(chunk: Buffer): void {
    if (this.#firstBytes.length === VERSION_BYTES || !this.open) return;
    if (this.#firstBytes === '') this.#around.trace.begin('transfer');
    // An empty line before the answer is allowed for.
    this.#firstBytes = (this.#firstBytes + chunk.toString('latin1', 0, 2 * VERSION_BYTES))
      .trimStart()
      .slice(0, VERSION_BYTES);
  }

  /** A server may answer 102 or 103 before the answer that counts, but not for ever. */
  #countInterim(): void {
    this.#interim += 1;
    if (this.#interim > MAX_INTERIM) this.end(failed(tooManyInterim(this.#interim)));
  }
}

/** Repeated headers are joined as RFC 9110 allows, `set-cookie` too: here nobody takes it apart. */
const joinHeaders = (received: ReceivedHeaders): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const name of Object.keys(received)) {
    const value = received[name] ?? '';
    headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
};

const tooManyInterim = (count: number): Failure => ({
  kind: 'protocol',
  code: 'TOO_MANY_INTERIM',
  message: `${count} interim answers (1xx) and no final one`,
  phase: 'transfer',
});
