import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the webhook notifier posts, as far as tests look at it. */
export interface Posted {
  readonly kind: string;
  readonly headline: string;
  readonly text: string;
  readonly check: { readonly name: string };
  readonly incident: {
    readonly id: string;
    readonly severity: string;
    readonly status: string;
    readonly locations: readonly string[];
    readonly elsewhere?: readonly string[];
  };
  readonly attempt?: { readonly id: { readonly requestId: string } };
  readonly diagnosis?: {
    readonly correlation: string;
    readonly cause: { readonly id: string } | null;
    readonly snippet: readonly { readonly text: string; readonly role: string }[];
  };
}

/** A receiver of webhooks on loopback. */
export interface WebhookListener extends AsyncDisposable {
  readonly url: string;
  /** Everything that came to `url`, in order. */
  readonly posted: readonly Posted[];
  /** Other paths of the same receiver, for channels whose messages are shaped otherwise: the bodies that came there. */
  at(path: string): { readonly url: string; readonly bodies: readonly string[] };
}

/** Listens on any free port; answers 200 to everything. */
export const webhookListener = async (): Promise<WebhookListener> => {
  const posted: Posted[] = [];
  const elsewhere = new Map<string, string[]>();
  const bodiesAt = (path: string): string[] => {
    const bodies = elsewhere.get(path) ?? [];
    elsewhere.set(path, bodies);
    return bodies;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      if (request.url === '/hook') posted.push(JSON.parse(body) as Posted);
      else bodiesAt(request.url ?? '').push(body);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/hook`,
    posted,
    at: (path) => ({ url: origin + path, bodies: bodiesAt(path) }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
