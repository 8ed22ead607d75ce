import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { sh } from '../harness/process.ts';
import { ADDRESSES } from './addresses.ts';
import { BACKING_DIR, prepareMachine } from './machine.ts';
import { atEnd, once } from '../harness/shared.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const html =
  (status: number, title: string): Answer =>
  (_, response) => {
    const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
    response.writeHead(status, { 'content-type': 'text/html', server: 'cloudfront' }).end(page);
  };

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** What each third party answers, by host name; the first path segment may ask for another one. */
const BY_HOST: Readonly<Record<string, Answer>> = {
  'api.payments.example': json(503, {
    error: { type: 'api_error', message: 'Payments are temporarily unavailable' },
  }),
  'api.tax.example': json(
    429,
    { error: 'rate_limited', message: 'Too many requests, limit 100/min' },
    { 'retry-after': '30' },
  ),
  'api.maps.example': json(401, { error: 'invalid_api_key', message: 'The API key provided is not valid' }),
  'api.rates.example': html(504, '504 Gateway Time-out'),
  // Takes the request and says nothing, until the client gives up.
  'api.shipping.example': () => undefined,
  'api.mail.example': json(200, { ok: true, accepted: 1 }),
};

const BY_PATH: Readonly<Record<string, Answer>> = {
  '/ok': json(200, { ok: true, rate: 1.08, id: 'ch_1' }),
  '/reset': (request) => void request.socket.resetAndDestroy(),
  '/truncated': (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '900' });
    response.write('{"ok":true,"rates":[');
    setTimeout(() => request.socket.destroy(), 20);
  },
  '/empty': json(200, {}),
  '/500': json(500, { message: 'Internal server error' }),
  '/502': html(502, '502 Bad Gateway'),
  '/403': json(403, { message: 'Forbidden: subscription expired on 2026-10-31' }),
};

const answer: Answer = (request, response) => {
  const host = (request.headers.host ?? '').split(':')[0] ?? '';
  const path = `/${(request.url ?? '/').split('/')[1] ?? ''}`;
  const found = BY_PATH[path] ?? BY_HOST[host] ?? json(404, { message: 'Not Found' });
  request.resume();
  found(request, response);
};

const openssl = (...args: string[]) => sh('openssl', args, { cwd: join(BACKING_DIR, 'tls') });

const certificate = async (name: string, host: string, days: readonly string[]): Promise<void> => {
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  await openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    ...subject,
  );
  const from =
    name === 'selfsigned'
      ? ['-signkey', `${name}.key`]
      : ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
  writeFileSync(join(BACKING_DIR, 'tls', `${name}.ext`), `subjectAltName=DNS:${host}\n`);
  await openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...from,
    '-extfile',
    `${name}.ext`,
    '-out',
    `${name}.crt`,
    ...days,
  );
};

const makeCertificates = async (): Promise<void> => {
  const dir = join(BACKING_DIR, 'tls');
  mkdirSync(dir, { recursive: true });
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-days',
    '90',
    '-subj',
    '/CN=Shop Lab CA',
  );
  // Minus one day ends a certificate before it begins: the shortest way to one that has expired.
  await certificate('expired', 'expired.partner.example', ['-days', '-1']);
  await certificate('selfsigned', 'selfsigned.partner.example', ['-days', '90']);
  await certificate('wronghost', 'other.partner.example', ['-days', '90']);
};

/** Path of the certificate authority that signed the expired and the misnamed certificate. */
export const CA_FILE = join(BACKING_DIR, 'tls', 'ca.crt');

/** Starts the third parties: plain on port 80, and on port 443 with an expired, a self-signed and a misnamed certificate. */
export const web = () =>
  once('backing web', async () => {
    await prepareMachine();
    await makeCertificates();
    const read = (name: string) => ({
      key: readFileSync(join(BACKING_DIR, 'tls', `${name}.key`)),
      cert: readFileSync(join(BACKING_DIR, 'tls', `${name}.crt`)),
    });
    const plain = createServer(answer);
    const secure = createTlsServer(
      {
        ...read('selfsigned'),
        SNICallback: (host, done) =>
          done(null, createSecureContext(read(host.split('.')[0] ?? 'selfsigned'))),
      },
      answer,
    );
    await Promise.all([
      new Promise<void>((resolve) => plain.listen(80, ADDRESSES.web, resolve)),
      new Promise<void>((resolve) => secure.listen(443, ADDRESSES.web, resolve)),
    ]);
    atEnd(() => {
      for (const server of [plain, secure]) {
        server.close();
        server.closeAllConnections();
      }
    });
  });
