import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';

import type { Failure } from '../../../core/probe/failure.ts';
import { errorToFailure } from '../error-to-failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';
import type { HttpRequest, HttpResponse } from './message.ts';
import { readBody } from './read-body.ts';

// An ES import of node:http evaluates all its lazy exports, 113 modules and 25 ms of a cold start.
const { request: startRequest } = process.getBuiltinModule('node:http');

/** What bounds an exchange. */
export interface ExchangeOptions {
  /** Bytes of the body after decompression. */
  readonly bodySizeLimit: number;
  /** Whether the connection is to stay open for the next request. */
  readonly keepAlive: boolean;
  /** What stands in the request line: the path, or the whole URL for a proxy. */
  readonly requestTarget: string;
}

/** Bytes; nginx sends up to 32 KiB and Node takes 16 KiB, so this is beyond every honest server. */
const MAX_HEADER_BYTES = 65_536;

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
    let sent: ClientRequest | undefined;
    let open = true;
    const end = (outcome: Outcome<HttpResponse>): void => {
      if (!open) return;
      open = false;
      trace.end();
      if (!outcome.ok || !options.keepAlive) socket.destroy();
      resolve(outcome);
    };
    trace.begin('ttfb');
    trace.onExpire((failure) => end(failed(failure)));
    try {
      sent = startRequest(requestOptions(socket, request, options));
    } catch (error) {
      return end(failed(unsendable(error)));
    }
    // Without an agent Node closes after the answer, whatever the header says.
    sent.shouldKeepAlive = options.keepAlive;
    sent.once('socket', () => {
      trace.begin('ttfb');
      socket.prependOnceListener('data', () => {
        if (open) trace.begin('transfer');
      });
    });
    refuseInterim(sent, (failure) => end(failed(failure)));
    sent.on('error', (error) => end(failed(brokenExchange(error, trace))));
    sent.once('response', (message) => receive(message, options, trace, end));
    sent.end(request.body);
  });

/** A server may answer 100 or 103 before the answer that counts, but not for ever. */
const refuseInterim = (sent: ClientRequest, give: (failure: Failure) => void): void => {
  let interim = 0;
  const count = (): void => {
    interim += 1;
    if (interim > MAX_INTERIM) give(tooManyInterim(interim));
  };
  sent.on('information', count);
  sent.on('continue', count);
  sent.once('upgrade', (_message, socket) => {
    socket.destroy();
    give({
      kind: 'protocol',
      code: 'UNASKED_UPGRADE',
      message: 'answer switches to a protocol that nobody asked for',
    });
  });
};

const receive = (
  message: IncomingMessage,
  { bodySizeLimit }: ExchangeOptions,
  trace: Trace,
  end: (outcome: Outcome<HttpResponse>) => void,
): void => {
  const head = {
    status: message.statusCode ?? 0,
    protocol: `HTTP/${message.httpVersion}`,
    headers: joinHeaders(message.rawHeaders),
  };
  trace.see(head);
  const encoding = head.headers['content-encoding'];
  readBody(message, { limit: bodySizeLimit, encoding }, ({ body, sha256, failure }) => {
    trace.see({ body });
    const setCookies = message.headers['set-cookie'] ?? [];
    end(
      failure ? failed(failure) : done({ ...head, setCookies, body, ...(sha256 && { bodySha256: sha256 }) }),
    );
  });
};

const requestOptions = (socket: Socket, request: HttpRequest, options: ExchangeOptions): RequestOptions => ({
  method: request.method,
  path: options.requestTarget,
  headers: [...request.headers.flat(), 'Connection', options.keepAlive ? 'keep-alive' : 'close'],
  createConnection: () => socket,
  maxHeaderSize: MAX_HEADER_BYTES,
  setDefaultHeaders: false,
});

/** Repeated headers are joined as RFC 9110 allows, `set-cookie` too: here nobody takes it apart. */
const joinHeaders = (raw: readonly string[]): Readonly<Record<string, string>> => {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = raw[at + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
};

const unsendable = (error: unknown): Failure => ({
  kind: 'prober',
  code: 'BAD_REQUEST',
  message: `request cannot be sent: ${error instanceof Error ? error.message : String(error)}`,
});

const tooManyInterim = (count: number): Failure => ({
  kind: 'protocol',
  code: 'TOO_MANY_INTERIM',
  message: `${count} interim answers (1xx) and no final one`,
  phase: 'transfer',
});

const brokenExchange = (error: NodeJS.ErrnoException, trace: Trace): Failure => {
  if (error.message === 'socket hang up')
    return {
      kind: 'reset',
      code: 'ECONNRESET',
      message: 'connection closed before an answer',
      phase: 'ttfb',
    };
  return errorToFailure(error, trace.phase ?? 'ttfb');
};
