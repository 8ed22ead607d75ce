import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atEnd, once } from './shared.ts';

const run = promisify(execFile);

/** Somebody else's API on loopback: `/v1/<what>` answers as its name says. */
export const THIRD_PARTY_PORT = 21_880;
export const SELF_SIGNED_PORT = 21_881;
export const EXPIRED_PORT = 21_882;
export const THIRD_PARTY_HOST = 'api.paywell.test';

const HOSTS_LINE = `127.0.0.1 ${THIRD_PARTY_HOST} rates.fxfeed.test s3.paywell.test # whydown lab`;

const JSON_TYPE = { 'content-type': 'application/json' };

const answer: RequestListener = (request, response) => {
  const what = new URL(request.url ?? '/', 'http://x').pathname.split('/').at(-1) ?? '';
  switch (what) {
    case 'unavailable':
      response.writeHead(503, { ...JSON_TYPE, 'retry-after': '120' });
      response.end(
        '{"error":{"code":"service_unavailable","message":"Planned maintenance until 04:00 UTC"}}',
      );
      return;
    case 'quota':
      response.writeHead(429, { ...JSON_TYPE, 'retry-after': '30' });
      response.end('{"error":{"code":"rate_limited","message":"Too many requests, limit 100 per minute"}}');
      return;
    case 'key':
      response.writeHead(401, { ...JSON_TYPE, 'www-authenticate': 'Bearer' });
      response.end('{"error":{"code":"invalid_api_key","message":"The API key has expired"}}');
      return;
    case 'forbidden':
      response.writeHead(403, JSON_TYPE);
      response.end('{"error":{"code":"forbidden","message":"Permission denied: account suspended"}}');
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(
        '<html><head><title>504 Gateway Time-out</title></head><body>504 Gateway Time-out</body></html>',
      );
      return;
    case 'broken':
      response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('Internal Server Error');
      return;
    case 'reset':
      request.socket.destroy();
      return;
    case 'slow':
      setTimeout(() => response.end('{}'), 30_000).unref();
      return;
    default:
      response.writeHead(200, JSON_TYPE);
      response.end('{"status":"ok","rate":"1.08","currency":"EUR","items":[]}');
  }
};

const listen = (
  server: {
    listen: (port: number, host: string, done: () => void) => unknown;
    close: () => unknown;
    closeAllConnections: () => void;
  },
  port: number,
): Promise<void> =>
  new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve());
    atEnd(() => {
      server.closeAllConnections();
      server.close();
    });
  });

const certificate = async (
  dir: string,
  name: string,
  env: Record<string, string>,
): Promise<{ key: Buffer; cert: Buffer }> => {
  const [key, cert] = [join(dir, `${name}.key`), join(dir, `${name}.pem`)];
  await run(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-subj',
      `/CN=${THIRD_PARTY_HOST}`,
      '-addext',
      `subjectAltName=DNS:${THIRD_PARTY_HOST}`,
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { env: { ...process.env, ...env } },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
};

export interface ThirdParty {
  readonly url: string;
  readonly selfSignedUrl: string;
  readonly expiredUrl: string;
  /** The expired certificate, for a client that trusts it and so sees its age alone. */
  readonly expiredCa: string;
}

const addHosts = (): void => {
  const hosts = readFileSync('/etc/hosts', 'utf8');
  if (!hosts.includes(HOSTS_LINE)) writeFileSync('/etc/hosts', `${hosts.trimEnd()}\n${HOSTS_LINE}\n`);
  atEnd(() => writeFileSync('/etc/hosts', readFileSync('/etc/hosts', 'utf8').replace(`${HOSTS_LINE}\n`, '')));
};

/** Starts the third party once per run: plain HTTP, a self-signed certificate, and one that expired a year ago. */
export const thirdParty = (): Promise<ThirdParty> =>
  once('third party', async () => {
    addHosts();
    const dir = mkdtempSync(join(tmpdir(), 'paywell-'));
    await run('chmod', ['755', dir]);
    const selfSigned = await certificate(dir, 'self-signed', {});
    const expired = await certificate(dir, 'expired', {
      LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
      FAKETIME: '-400d',
    });
    await listen(createServer(answer), THIRD_PARTY_PORT);
    await listen(createTlsServer(selfSigned, answer), SELF_SIGNED_PORT);
    await listen(createTlsServer(expired, answer), EXPIRED_PORT);
    atEnd(() => run('rm', ['-rf', dir]));
    return {
      url: `http://${THIRD_PARTY_HOST}:${THIRD_PARTY_PORT}/v1`,
      selfSignedUrl: `https://${THIRD_PARTY_HOST}:${SELF_SIGNED_PORT}/v1`,
      expiredUrl: `https://${THIRD_PARTY_HOST}:${EXPIRED_PORT}/v1`,
      expiredCa: join(dir, 'expired.pem'),
    };
  });
