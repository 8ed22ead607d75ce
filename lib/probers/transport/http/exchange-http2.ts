import {
  connect,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { Failure } from '../../../core/probe/failure.ts';
import { errorToFailure } from '../error-to-failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';
import { BodySink } from './body-sink.ts';
import { brokenOff } from './exchange-failure.ts';
import type { HttpRequest, HttpResponse } from './message.ts';

/** Headers of HTTP/1.1 that HTTP/2 says otherwise, or forbids. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'transfer-encoding',
  'upgrade',
  'keep-alive',
]);

/** Sends one request in a session of its own over a connected socket; the session is closed afterwards. */
export const exchangeHttp2 = (
  socket: Socket,
  request: HttpRequest,
  { bodySizeLimit }: { readonly bodySizeLimit: number },
  trace: Trace,
): Promise<Outcome<HttpResponse>> =>
  new Promise((resolve) => {
    const refused = alpnFailure(socket, request);
    if (refused) {
      socket.destroy();
      return resolve(failed(refused));
    }
    trace.begin('ttfb');
    const session = connect(request.url.origin, { createConnection: () => socket, maxSessionMemory: 10 });
    let open = true;
    const end = (outcome: Outcome<HttpResponse>): void => {
      if (!open) return;
      open = false;
      trace.end();
      session.destroy();
      resolve(outcome);
    };
    trace.onExpire((failure) => end(failed(failure)));
    session.on('error', (error) => end(failed(broken(error, trace))));
    session.once('close', () => end(failed(broken(new Error('session closed'), trace))));
    const stream = send(session, request);
    stream.on('error', (error) => end(failed(broken(error, trace))));
    stream.once('response', (headers) => receive(stream, headers, { bodySizeLimit, trace, end }));
  });

const send = (session: ClientHttp2Session, request: HttpRequest): ClientHttp2Stream => {
  const { url, method } = request;
  const own = request.headers.filter(([name]) => !NOT_SENT.has(name.toLowerCase()));
  const host = request.headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? url.host;
  const stream = session.request(
    {
      ':method': method,
      ':scheme': url.protocol.slice(0, -1),
      ':authority': host,
      ':path': `${url.pathname}${url.search}`,
      ...Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), value])),
    },
    { endStream: request.body === undefined },
  );
  if (request.body !== undefined) stream.end(request.body);
  return stream;
};

interface Receiving {
  readonly bodySizeLimit: number;
  readonly trace: Trace;
  readonly end: (outcome: Outcome<HttpResponse>) => void;
}

const receive = (
  stream: ClientHttp2Stream,
  received: IncomingHttpHeaders & { readonly ':status'?: number | undefined },
  { bodySizeLimit, trace, end }: Receiving,
): void => {
  trace.begin('transfer');
  const head = { status: received[':status'] ?? 0, protocol: 'h2', headers: plainHeaders(received) };
  trace.see(head);
  const encoding = head.headers['content-encoding'];
  const setCookies = received['set-cookie'] ?? [];
  const sink = new BodySink({ limit: bodySizeLimit, encoding, source: stream }, (read) => {
    const { body, sha256, failure } = read;
    trace.see({ body });
    end(
      failure ? failed(failure) : done({ ...head, setCookies, body, ...(sha256 && { bodySha256: sha256 }) }),
    );
  });
  stream
    .on('data', (chunk: Buffer) => sink.take(chunk))
    .once('end', () => sink.end())
    .on('error', (error) => sink.fail(brokenOff('reset', error)))
    .once(
      'close',
      () => stream.readableEnded || sink.fail(brokenOff('reset', { message: 'connection closed' })),
    );
};

const plainHeaders = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !name.startsWith(':'))
      .map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );

/** Over TLS the server chooses; without TLS nobody asks, and HTTP/2 is spoken at once. */
const alpnFailure = (socket: Socket, { url }: HttpRequest): Failure | undefined => {
  if (url.protocol !== 'https:' || (socket as TLSSocket).alpnProtocol === 'h2') return undefined;
  const message = 'server does not offer HTTP/2 (ALPN h2); leave `http: 2` out for HTTP/1.1';
  return { kind: 'protocol', code: 'NO_HTTP2', message, phase: 'tls' };
};

const broken = (error: NodeJS.ErrnoException, trace: Trace): Failure => {
  const phase = trace.phase ?? 'ttfb';
  if (error.message === 'session closed')
    return { kind: 'reset', code: 'ECONNRESET', message: 'connection closed before an answer', phase };
  return errorToFailure(error, phase);
};
