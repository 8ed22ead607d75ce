import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Check } from '../../core/check.ts';
import type { Clock } from '../../core/ports.ts';
import type { LocalStore } from '../sqlite/local-store.ts';
import { answerBeat, type Heartbeats } from './heartbeats.ts';
import { renderPage } from './page.ts';
import { readStatus } from './status.ts';

/** The page, as long as the watch lasts. */
export interface WebPage extends AsyncDisposable {
  readonly url: string;
}

/** What the page shows, and where. */
export interface WebPageOptions {
  readonly checks: readonly Check[];
  readonly store: LocalStore;
  readonly clock: Clock;
  readonly heartbeats: Heartbeats;
  /** 0 takes any port that is free. */
  readonly port: number;
}

/** Serves the page on loopback alone; rejects with the system's error when the port is taken. */
export const startWebPage = async (options: WebPageOptions): Promise<WebPage> => {
  const server = createServer((request, response) => {
    answer(request, options).then(
      ({ status, type, body }) => send(response, status, type, body),
      (error: unknown) => send(response, 500, 'text/plain', `the page could not be made: ${String(error)}`),
    );
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const answer = async (
  request: IncomingMessage,
  { checks, store, clock, heartbeats }: WebPageOptions,
): Promise<Answer> => {
  // A page of another site could make a browser ask for this one under a name of its own.
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/.test(request.headers.host ?? ''))
    return text({ status: 403, body: 'ask for 127.0.0.1 or localhost' });
  const path = URL.parse(request.url ?? '/', 'http://localhost')?.pathname ?? '';
  if (path.startsWith(HEARTBEATS))
    return text(await answerBeat(request, path.slice(HEARTBEATS.length), heartbeats));
  if (request.method !== 'GET') return text({ status: 405, body: 'GET only' });
  switch (path) {
    case '/':
      return {
        status: 200,
        type: 'text/html',
        body: renderPage(await readStatus(checks, store, clock.now())),
      };
    case '/api/status':
      return {
        status: 200,
        type: 'application/json',
        body: JSON.stringify(await readStatus(checks, store, clock.now())),
      };
    default:
      return text({ status: 404, body: 'there are /, /api/status and /heartbeats/<check>' });
  }
};

const HEARTBEATS = '/heartbeats/';

const text = (said: { readonly status: number; readonly body: string }): Answer => ({
  type: 'text/plain',
  ...said,
});

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
};
