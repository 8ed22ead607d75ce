import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { httpServer, type TestHttpServer } from './http-server.ts';

/** One answer of AWS, or none: the connection is cut. */
export interface AwsAnswer {
  readonly status?: number;
  readonly body?: object;
  readonly cut?: boolean;
}

/** An AWS on loopback, with what it was sent. */
export interface AwsServer extends Pick<TestHttpServer, 'url'>, AsyncDisposable {
  readonly seen: readonly { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[];
}

/** Gives these answers in turn, the last one for ever. */
export const awsServer = async (answers: readonly AwsAnswer[]): Promise<AwsServer> => {
  const seen: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status = 200, body = {}, cut } = answers[Math.min(seen.length, answers.length - 1)] ?? {};
    seen.push({ headers: request.headers, body: await buffer(request) });
    if (cut) return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  };
  const server = await httpServer((request, response) => void answer(request, response));
  return { url: server.url, seen, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
};

/** As Lambda has it. */
export const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKID',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
};

/** Retries without waiting. */
export const QUICK = { clock: { sleep: async () => undefined }, randomness: { next: () => 0 } };
