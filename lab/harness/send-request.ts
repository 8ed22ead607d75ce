import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';

/** What was sent and what came back; `status` is 0 when the connection was dropped or timed out. */
export interface Exchange {
  readonly sentAt: string;
  readonly failedAt: string;
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 20_000;

/** One id of an attempt: 32 hex digits that begin with the epoch second, so that an AWS trace root can be made of it. */
export const attemptId = (): string =>
  Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0') + randomBytes(12).toString('hex');

const identityHeaders = (id: string): Record<string, string> => ({
  'x-request-id': id,
  traceparent: `00-${id}-${randomBytes(8).toString('hex')}-00`,
  'x-amzn-trace-id': `Root=1-${id.slice(0, 8)}-${id.slice(8)}`,
});

/** Sends one request with the identity headers of a prober and never throws: a dropped connection is status 0. */
export const sendRequest = (url: string, options: RequestOptions = {}): Promise<Exchange> => {
  const target = new URL(url);
  const requestId = attemptId();
  const method = options.method ?? 'GET';
  const sentAt = new Date().toISOString();
  return new Promise((resolve) => {
    const done = (status: number, body: string): void =>
      resolve({
        sentAt,
        failedAt: new Date().toISOString(),
        requestId,
        method,
        path: target.pathname + target.search,
        status,
        body,
      });
    const headers = {
      'user-agent': 'whydown/0.1 (+https://whydown.invalid/probe)',
      ...identityHeaders(requestId),
      ...options.headers,
    };
    const outgoing = httpRequest(
      target,
      { method, headers, agent: false, timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => done(0, ''));
        response.on('end', () => done(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8')));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => done(0, ''));
    outgoing.end(options.body);
  });
};
