import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { failingUpstream, healthyUpstream, rawUpstream } from '../../backing/small-servers.ts';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import type { RequestOptions } from '../../harness/send-request.ts';
import { SELF_SIGNED_PORT, thirdParty } from '../../harness/third-party.ts';

const LOG = 'caddy.log';
const CLOSED = '127.0.0.1:21951';

interface CaddyCase extends Omit<CaseSpec, 'run' | 'exception' | 'logs'> {
  /** Directives that answer `/orders`; `{port}` is the port of the case's own upstream. */
  readonly orders: string;
  readonly path?: string;
  readonly request?: RequestOptions;
  readonly status: number;
  readonly format?: 'json' | 'console';
  /** A file of the site, by its name below the site's folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Starts what listens at `{port}`. */
  readonly upstream?: (bench: Bench) => Promise<number>;
  /** Requests that have failed before, for the same reason. */
  readonly before?: readonly string[];
  readonly user?: string;
  readonly line: RegExp | null;
}

interface Places {
  readonly port: number;
  readonly healthy: number;
  readonly own: number;
  readonly dir: string;
}

const configOf = (one: CaddyCase, { port, healthy, own, dir }: Places): string => `{
  admin off
  auto_https off
  log {
    output stderr
    format ${one.format ?? 'json'}
  }
}
http://127.0.0.1:${port} {
  log
  root * ${dir}/site
  handle /orders* {
    ${one.orders.replaceAll('{port}', String(own))}
  }
  handle {
    reverse_proxy 127.0.0.1:${healthy}
  }
}
`;

/** A site on Caddy with a healthy upstream, and what is at fault below `/orders`. */
const caddy = (one: CaddyCase): CaseSpec => {
  const {
    orders: _,
    path,
    request,
    status,
    format: _format,
    files,
    upstream,
    before,
    user,
    line,
    ...rest
  } = one;
  return {
    ...rest,
    logs: [LOG],
    exception: line === null ? null : { line, type: null },
    run: async (bench) => {
      await thirdParty();
      const [port, healthy] = [await bench.port(), await healthyUpstream(bench)];
      const own = upstream === undefined ? 0 : await upstream(bench);
      mkdirSync(join(bench.dir, 'site'), { recursive: true });
      writeFileSync(join(bench.dir, 'site/orders.html'), 'orders');
      for (const [name, text] of Object.entries(files ?? {}))
        writeFileSync(join(bench.dir, 'site', name), text, { mode: 0o600 });
      writeFileSync(join(bench.dir, 'resolv.conf'), 'nameserver 127.0.0.53\n');
      writeFileSync(join(bench.dir, 'Caddyfile'), configOf(one, { port, healthy, own, dir: bench.dir }));
      const privileges = user === undefined ? [] : ['setpriv', `--reuid=${user}`, '--clear-groups'];
      const server = [
        ...privileges,
        '/usr/bin/caddy',
        'run',
        '--config',
        'Caddyfile',
        '--adapter',
        'caddyfile',
      ];
      await bench.start({
        // A resolver of its own that is not there, so that no address of the machine's resolver is printed.
        command: [
          'unshare',
          '--mount',
          'sh',
          '-c',
          'mount --bind resolv.conf /etc/resolv.conf && exec "$0" "$@"',
          ...server,
        ],
        env: { HOME: bench.dir, XDG_DATA_HOME: '/tmp', XDG_CONFIG_HOME: '/tmp' },
        out: LOG,
        readyPort: port,
      });
      const url = `http://127.0.0.1:${port}`;
      await bench.healthy([`${url}/`, `${url}/health`], 14);
      for (const earlier of before ?? []) await bench.send(url + earlier);
      const answer = await bench.fail(url + (path ?? '/orders/42'), request);
      if (answer.status !== status) throw new Error(`answered ${answer.status}, expected ${status}`);
      await bench.pause(200);
      await bench.healthy(`${url}/`, 2);
    },
  };
};

const raw =
  (act: Parameters<typeof rawUpstream>[1]) =>
  async (bench: Bench): Promise<number> => {
    const port = await bench.port();
    await rawUpstream(bench, act, port);
    return port;
  };

/** A socket that only root may connect to. */
const closedSocket = async (bench: Bench): Promise<number> => {
  mkdirSync(join(bench.dir, 'run'));
  const path = join(bench.dir, 'run/app.sock');
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  bench.defer(() => server.close());
  chmodSync(path, 0o600);
  return 0;
};

const ERROR = /"logger":"http\.log\.error/.source;

const CASES: readonly CaseSpec[] = [
  caddy({
    name: 'upstream-refused',
    injected: 'nothing listens at the address of the upstream',
    cause: 'upstream.down',
    component: `http ${CLOSED}`,
    orders: `reverse_proxy ${CLOSED}`,
    status: 502,
    line: new RegExp(`${ERROR}.*connect: connection refused`),
    keep: ['connect: connection refused'],
    alsoAs: ['docker-json', 'gzip', 'crlf'],
  }),
  caddy({
    name: 'upstream-refused-console',
    injected: 'nothing listens at the address of the upstream; Caddy writes its console format',
    cause: 'upstream.down',
    component: `http ${CLOSED}`,
    orders: `reverse_proxy ${CLOSED}`,
    status: 502,
    format: 'console',
    line: /http\.log\.error.*connect: connection refused/,
    keep: ['connect: connection refused'],
    alsoAs: ['invalid-utf8'],
  }),
  caddy({
    name: 'upstream-closes',
    injected: 'the upstream takes the request and closes the connection without an answer',
    cause: 'upstream.down',
    component: 'http',
    orders: 'reverse_proxy 127.0.0.1:{port}',
    upstream: raw((socket) => socket.end()),
    status: 502,
    line: new RegExp(`${ERROR}.*EOF`),
    keep: ['EOF'],
    alsoAs: ['rotated'],
  }),
  caddy({
    name: 'upstream-resets',
    injected: 'the upstream resets the connection when the request has come',
    cause: 'upstream.down',
    component: 'http',
    orders: 'reverse_proxy 127.0.0.1:{port}',
    upstream: raw((socket) => socket.resetAndDestroy()),
    status: 502,
    line: new RegExp(`${ERROR}.*connection reset by peer`),
    keep: ['connection reset by peer'],
  }),
  caddy({
    name: 'upstream-slow',
    injected: 'the upstream takes the request and does not answer within response_header_timeout, 700 ms',
    cause: 'resource.timeout',
    alsoAccepted: ['upstream.down'],
    component: 'http',
    orders: 'reverse_proxy 127.0.0.1:{port} {\n transport http {\n response_header_timeout 700ms\n }\n }',
    upstream: raw(() => undefined),
    status: 504,
    line: new RegExp(`${ERROR}.*timeout awaiting response headers`),
    keep: ['timeout awaiting response headers'],
    alsoAs: ['docker-json'],
  }),
  caddy({
    name: 'upstream-garbage',
    injected: 'what listens at the upstream speaks no HTTP',
    cause: 'upstream.down',
    alsoAccepted: ['web.config'],
    component: 'http',
    orders: 'reverse_proxy 127.0.0.1:{port}',
    upstream: raw((socket) => socket.end('220 mail.shop.example ESMTP\r\n')),
    status: 502,
    line: new RegExp(`${ERROR}.*malformed HTTP`),
    keep: ['malformed HTTP'],
  }),
  caddy({
    name: 'upstream-socket-missing',
    injected: 'the upstream is a socket that does not exist, for the application is not running',
    cause: 'upstream.down',
    component: 'file /run/shop/app.sock',
    orders: 'reverse_proxy unix//run/shop/app.sock',
    status: 502,
    line: new RegExp(`${ERROR}.*dial unix /run/shop/app\\.sock: connect: no such file or directory`),
    keep: ['dial unix /run/shop/app.sock'],
  }),
  caddy({
    name: 'upstream-none-alive',
    injected: 'every upstream has been taken out by passive health checks after it refused',
    cause: 'upstream.down',
    component: `http ${CLOSED}`,
    orders: `reverse_proxy ${CLOSED} {\n fail_duration 30s\n max_fails 1\n }`,
    status: 503,
    before: ['/orders/41'],
    line: new RegExp(`${ERROR}.*no upstreams available`),
    keep: ['no upstreams available'],
    kind: 'confuser',
  }),
  caddy({
    name: 'upstream-name',
    injected: 'the upstream is named by a host that cannot be looked up',
    cause: 'network.dns_tls',
    alsoAccepted: ['upstream.down'],
    component: 'http orders.shop.example',
    orders: 'reverse_proxy orders.shop.example:8080',
    status: 502,
    line: new RegExp(`${ERROR}.*lookup orders\\.shop\\.example`),
    keep: ['lookup orders.shop.example'],
  }),
  caddy({
    name: 'upstream-certificate',
    injected: 'the upstream shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    orders: `reverse_proxy https://api.paywell.test:${SELF_SIGNED_PORT}`,
    status: 502,
    line: new RegExp(`${ERROR}.*x509: certificate`),
    keep: ['x509: certificate'],
    alsoAs: ['ansi'],
  }),
  caddy({
    name: 'fastcgi-refused',
    injected: 'nothing listens where PHP-FPM should',
    cause: 'upstream.down',
    component: `http ${CLOSED}`,
    orders: `rewrite * /index.php\n php_fastcgi ${CLOSED}`,
    files: { 'index.php': '<?php echo 1;' },
    status: 502,
    line: new RegExp(`${ERROR}.*connect: connection refused`),
    keep: ['connect: connection refused'],
  }),
  caddy({
    name: 'tls-to-plain-upstream',
    injected: 'the site speaks TLS to an upstream that speaks plain HTTP',
    cause: 'web.config',
    alsoAccepted: ['network.dns_tls', 'upstream.down'],
    component: 'http',
    orders: 'reverse_proxy https://127.0.0.1:{port}',
    upstream: healthyUpstream,
    status: 502,
    line: new RegExp(`${ERROR}.*first record does not look like a TLS handshake`),
    keep: ['first record does not look like a TLS handshake'],
  }),
  caddy({
    name: 'response-header-too-large',
    injected: 'the upstream answers with a header of 8 KB, and the site takes 1 KB',
    cause: 'web.config',
    alsoAccepted: ['upstream.down'],
    component: 'http',
    orders: 'reverse_proxy 127.0.0.1:{port} {\n transport http {\n max_response_header 1KB\n }\n }',
    upstream: raw((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nset-cookie: basket=${'x'.repeat(8192)}\r\ncontent-length: 2\r\n\r\nok`),
    ),
    status: 502,
    line: new RegExp(`${ERROR}.*server response headers exceeded`),
    keep: ['server response headers exceeded'],
    alsoAs: ['gzip'],
  }),
  caddy({
    name: 'fastcgi-to-http',
    injected: 'the site speaks FastCGI to an upstream that speaks HTTP',
    cause: 'web.config',
    alsoAccepted: ['upstream.down'],
    component: 'http',
    orders: 'rewrite * /index.php\n php_fastcgi 127.0.0.1:{port}',
    files: { 'index.php': '<?php echo 1;' },
    upstream: raw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')),
    status: 502,
    line: new RegExp(ERROR),
  }),
  caddy({
    name: 'socket-permission',
    injected: 'the socket of the upstream is for root alone, and Caddy runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/caddy/run/app.sock',
    orders: 'reverse_proxy unix//srv/shop/caddy/run/app.sock',
    upstream: closedSocket,
    user: 'www-data',
    status: 502,
    line: new RegExp(`${ERROR}.*app\\.sock: connect: permission denied`),
    keep: ['app.sock: connect: permission denied'],
    alsoAs: ['docker-json'],
  }),
  caddy({
    name: 'template-unknown-function',
    injected: 'a page of the site calls a template function that Caddy does not have',
    cause: 'web.config',
    alsoAccepted: ['code.exception', 'code.syntax'],
    component: 'self',
    orders: 'templates\n rewrite * /list.html\n file_server',
    files: { 'list.html': '<ul>{{ orderList "open" }}</ul>\n' },
    status: 0,
    line: new RegExp(`${ERROR}.*function .*orderList.* not defined`),
    keep: ['not defined'],
  }),
  caddy({
    name: 'template-missing-include',
    injected: 'a page of the site includes a file that was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/caddy/site/parts/rows.html',
    orders: 'templates\n rewrite * /list.html\n file_server',
    files: { 'list.html': '<ul>{{ include "/parts/rows.html" }}</ul>\n' },
    status: 0,
    line: new RegExp(`${ERROR}.*rows\\.html`),
    keep: ['no such file or directory'],
  }),
  caddy({
    name: 'upstream-500',
    kind: 'no-evidence',
    injected: 'the upstream itself answers 500; Caddy only passes it on',
    cause: null,
    component: null,
    orders: 'reverse_proxy 127.0.0.1:{port}',
    upstream: (bench) => failingUpstream(bench, 500),
    status: 500,
    line: null,
    alsoAs: ['docker-json'],
  }),
];

export const stack = defineStack({
  name: 'caddy',
  language: 'caddy',
  install: () => installDebian(['caddy', 'libfaketime', 'openssl']),
  software: async () => `Caddy ${(await sh('caddy', ['version'])).stdout.trim().split(' ')[0]}`,
  cases: CASES,
});
