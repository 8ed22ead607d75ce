import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeCertificate } from '../../test/support/certificate.ts';
import { startPinned, TARGET_CORE } from './machine.ts';
import { CACHE, type Peers } from './peers.ts';

/** A target that answers at once, faster than anybody asks: nginx with one worker. */
export interface FastTarget {
  readonly http: string;
  /** ECDSA; every handshake is a full one. */
  readonly ecdsa: string;
  /** ECDSA; sessions may be resumed. */
  readonly resumable: string;
  /** RSA; every handshake is a full one. */
  readonly rsa: string;
}

/** Files of the certificates that the targets show; `ca` signed none, they are their own authorities. */
export interface Certificates {
  readonly ec: { readonly cert: string; readonly key: string };
  readonly rsa: { readonly cert: string; readonly key: string };
  /** Both, for those who verify. */
  readonly authorities: string;
}

/** Makes fresh certificates for loopback. */
export const makeCertificates = (): Certificates => {
  mkdirSync(CACHE, { recursive: true });
  const save = (keyType: 'ec' | 'rsa') => {
    const issuer = makeCertificate({ name: `bench ${keyType} authority`, keyType, authority: true });
    const { cert, key } = makeCertificate({
      name: 'localhost',
      names: ['localhost', 'IP:127.0.0.1'],
      keyType,
      issuer,
      authority: false,
    });
    const files = { cert: join(CACHE, `${keyType}.crt`), key: join(CACHE, `${keyType}.key`) };
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    return { files, issuer: issuer.cert };
  };
  const [ec, rsa] = [save('ec'), save('rsa')];
  const authorities = join(CACHE, 'authorities.crt');
  writeFileSync(authorities, ec.issuer + rsa.issuer);
  return { ec: ec.files, rsa: rsa.files, authorities };
};

/** What every target answers. */
export const ANSWER = '{"status":"ok"}';

const tls = ({ cert, key }: Certificates['ec'], resumable: boolean): string =>
  `ssl_certificate ${cert}; ssl_certificate_key ${key}; ssl_protocols TLSv1.2 TLSv1.3;
   ${resumable ? 'ssl_session_cache shared:bench:10m;' : 'ssl_session_cache off; ssl_session_tickets off;'}`;

/** Starts it on four ports. It listens on all of 127.0.0.0/8, so that there can be 10,000 targets. */
export const startNginx = (peers: Peers, certificates: Certificates, port: number): FastTarget => {
  const folder = join(CACHE, 'nginx');
  for (const each of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'])
    mkdirSync(join(folder, each), { recursive: true });
  const server = (offset: number, ssl: string): string =>
    `server { listen 0.0.0.0:${port + offset}${ssl === '' ? '' : ' ssl'} backlog=4096; ${ssl}
      location / { return 200 '${ANSWER}'; } }`;
  const config = `daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 65536;
    pid ${join(folder, 'nginx.pid')}; error_log ${join(folder, 'error.log')} crit;
    events { worker_connections 20000; }
    http { access_log off; default_type application/json; keepalive_requests 10000000;
      client_body_temp_path ${join(folder, 'body')}; proxy_temp_path ${join(folder, 'proxy')};
      fastcgi_temp_path ${join(folder, 'fastcgi')}; uwsgi_temp_path ${join(folder, 'uwsgi')}; scgi_temp_path ${join(folder, 'scgi')};
      ${server(0, '')} ${server(1, tls(certificates.ec, false))}
      ${server(2, tls(certificates.ec, true))} ${server(3, tls(certificates.rsa, false))} }`;
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, config);
  startPinned(TARGET_CORE, [peers.nginx, '-p', folder, '-e', join(folder, 'error.log'), '-c', file]);
  return {
    http: `http://127.0.0.1:${port}/`,
    ecdsa: `https://127.0.0.1:${port + 1}/`,
    resumable: `https://127.0.0.1:${port + 2}/`,
    rsa: `https://127.0.0.1:${port + 3}/`,
  };
};
