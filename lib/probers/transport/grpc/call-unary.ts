import {
  connect,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Socket } from 'node:net';

import { errorToFailure } from '../error-to-failure.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Trace } from '../trace.ts';

/** A unary call. */
export interface UnaryCall {
  readonly authority: string;
  readonly secure: boolean;
  /** `/grpc.health.v1.Health/Check`. */
  readonly path: string;
  readonly metadata: readonly (readonly [name: string, value: string])[];
  readonly message: Buffer;
}

/** What came back: the framed message and the status of gRPC. */
export interface UnaryReply {
  readonly message: Buffer;
  readonly httpStatus: number;
  /** `0`; absent when what answered is no gRPC server. */
  readonly grpcStatus: string | undefined;
  readonly grpcMessage: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** A health answer is a few bytes. */
const MAX_REPLY_BYTES = 65_536;

/** Makes one call in a session of its own over a connected socket. */
export const callUnary = (socket: Socket, call: UnaryCall, trace: Trace): Promise<Outcome<UnaryReply>> =>
  new Promise((resolve) => {
    const scheme = call.secure ? 'https' : 'http';
    const session = connect(`${scheme}://${call.authority}`, { createConnection: () => socket });
    let open = true;
    const end = (outcome: Outcome<UnaryReply>): void => {
      if (!open) return;
      open = false;
      trace.end();
      session.destroy();
      resolve(outcome);
    };
    trace.begin('ttfb');
    trace.onExpire((failure) => end(failed(failure)));
    session.on('error', (error) => end(failed(errorToFailure(error, trace.phase ?? 'ttfb'))));
    session.once('close', () => end(failed(CLOSED)));
    const stream = session.request(requestHeaders(call, scheme, trace.context.timeoutMs));
    stream.on('error', (error) => end(failed(errorToFailure(error, trace.phase ?? 'ttfb'))));
    stream.end(call.message);
    collect(stream, trace, end);
  });

const CLOSED = {
  kind: 'reset',
  code: 'ECONNRESET',
  message: 'connection closed before an answer',
  phase: 'ttfb',
} as const;

const requestHeaders = (call: UnaryCall, scheme: string, timeoutMs: number): OutgoingHttpHeaders => ({
  ':method': 'POST',
  ':scheme': scheme,
  ':authority': call.authority,
  ':path': call.path,
  te: 'trailers',
  'content-type': 'application/grpc',
  'grpc-timeout': `${Math.ceil(timeoutMs)}m`,
  ...Object.fromEntries(call.metadata.map(([name, value]) => [name.toLowerCase(), value])),
});

const collect = (
  stream: ClientHttp2Stream,
  trace: Trace,
  end: (outcome: Outcome<UnaryReply>) => void,
): void => {
  const chunks: Buffer[] = [];
  const headers = new Map<string, string>();
  let size = 0;
  const take = (received: IncomingHttpHeaders): void => {
    for (const [name, value] of Object.entries(received)) headers.set(name, String(value));
  };
  stream.once('response', (received) => {
    trace.begin('transfer');
    take(received);
  });
  stream.once('trailers', take);
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) end(failed(TOO_LONG));
  });
  stream.once('close', () => end(replyOf(headers, Buffer.concat(chunks))));
};

const TOO_LONG = {
  kind: 'protocol',
  code: 'TOO_LONG',
  message: `more than ${MAX_REPLY_BYTES} bytes for an answer`,
} as const;

const replyOf = (headers: ReadonlyMap<string, string>, message: Buffer): Outcome<UnaryReply> => {
  const httpStatus = headers.get(':status');
  if (httpStatus === undefined) return failed(CLOSED);
  return done({
    message,
    httpStatus: Number(httpStatus),
    grpcStatus: headers.get('grpc-status'),
    grpcMessage: headers.get('grpc-message'),
    headers: Object.fromEntries([...headers].filter(([name]) => !name.startsWith(':'))),
  });
};
