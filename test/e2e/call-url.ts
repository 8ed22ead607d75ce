import { readFileSync } from 'node:fs';
import { request } from 'node:https';

import { certificateFile } from './emulator-process.ts';
import type { Emulator } from './emulator.ts';

/** What a call sends. */
export interface UrlCall {
  /** @default POST */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `user:password`, as a URL may carry it. */
  readonly auth?: string;
  readonly body?: string;
}

/** What came back. */
export interface UrlReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Calls a function URL over HTTPS. Its host name is that of AWS, which does not resolve to the emulator; the emulator serves it by the `Host` header. */
export const callUrl = (
  { endpoint, dir }: Pick<Emulator, 'endpoint' | 'dir'>,
  url: string,
  { method = 'POST', headers = {}, auth, body }: UrlCall = {},
): Promise<UrlReply> => {
  const { host, pathname } = new URL(url);
  const { hostname, port } = new URL(endpoint);
  const ca = readFileSync(certificateFile(dir));
  // The certificate is that of the address, not of the host.
  const options = {
    hostname,
    port,
    servername: '',
    path: pathname,
    method,
    ca,
    headers: { ...headers, host },
  };
  return new Promise((resolve, reject) => {
    const call = request({ ...options, ...(auth !== undefined && { auth }), agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    call.on('error', reject).end(body);
  });
};
