import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { CA_FILE, web } from '../../backing/web.ts';
import { rawUpstream } from '../../backing/small-servers.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { nginxCase } from './nginx-case.ts';

const CLOSED = '127.0.0.1:22299';

const proxied = (path: string, target: string, more = ''): string =>
  `location ${path} { proxy_pass ${target}; ${more} }`;

const fetchPath =
  (path: string) =>
  async (bench: Bench, { url }: { readonly url: string }): Promise<void> => {
    await bench.fail(`${url}${path}`);
    await bench.healthy(`${url}/`, 3);
  };

const refused = (
  name: string,
  more: Partial<CaseSpec> = {},
  recipe: { withId?: boolean; env?: Record<string, string> } = {},
): CaseSpec => ({
  ...nginxCase(
    {
      name,
      injected: 'nothing listens at the address of the upstream',
      cause: 'upstream.down',
      component: `http ${CLOSED}`,
      line: /connect\(\) failed \(111: Connection refused\) while connecting to upstream/,
      keep: ['connect() failed (111: Connection refused) while connecting to upstream', CLOSED],
    },
    {
      ...recipe,
      site: () => Promise.resolve({ server: proxied('/orders/', `http://${CLOSED}`) }),
      act: fetchPath('/orders/7?token=sess_9f8Lq2vXw7'),
    },
  ),
  ...more,
});

/** Fixed, for the label names the port. */
const FIRST_RAW_PORT = 22_280;
let rawPorts = 0;
const nextRawPort = (): number => FIRST_RAW_PORT + rawPorts++;

const raw = (
  name: string,
  spec: {
    injected: string;
    cause: CaseSpec['cause'];
    also?: CaseSpec['alsoAccepted'];
    line: RegExp;
    keep: string;
  },
  act: Parameters<typeof rawUpstream>[1],
): CaseSpec => {
  const port = nextRawPort();
  return nginxCase(
    {
      name,
      injected: spec.injected,
      cause: spec.cause,
      ...(spec.also === undefined ? {} : { alsoAccepted: spec.also }),
      component: `http 127.0.0.1:${port}`,
      line: spec.line,
      keep: [spec.keep],
    },
    {
      site: async (bench) => {
        await rawUpstream(bench, act, port);
        return { server: proxied('/orders/', `http://127.0.0.1:${port}`, 'proxy_read_timeout 700ms;') };
      },
      act: fetchPath('/orders/7'),
    },
  );
};

const BIG_COOKIE = `Set-Cookie: basket=${'x'.repeat(9000)}\r\n`;

/** Faults between nginx and what it proxies to. */
export const UPSTREAM_CASES: readonly CaseSpec[] = [
  refused('upstream-refused', { secrets: ['sess_9f8Lq2vXw7'], alsoAs: ['docker-json', 'gzip'] }),
  refused('upstream-refused-id', { alsoAs: ['crlf'] }, { withId: true }),
  refused('upstream-refused-new-york', { variant: 'wrong-zone' }, { env: { TZ: 'America/New_York' } }),
  nginxCase(
    {
      name: 'upstream-no-live',
      injected: 'both servers of the upstream group are down, and were found down by earlier requests',
      cause: 'upstream.down',
      component: null,
      line: /no live upstreams while connecting to upstream/,
      keep: ['no live upstreams while connecting to upstream'],
    },
    {
      site: () =>
        Promise.resolve({
          http: 'upstream orders { server 127.0.0.1:22298 max_fails=1; server 127.0.0.1:22299 max_fails=1; }',
          server: proxied('/orders/', 'http://orders'),
        }),
      act: async (bench, { url }) => {
        bench.mark();
        await bench.send(`${url}/orders/6`);
        await bench.fail(`${url}/orders/7`);
        await bench.healthy(`${url}/`, 3);
      },
    },
  ),
  nginxCase(
    {
      name: 'socket-missing',
      injected: 'the application has not made its socket',
      cause: 'upstream.down',
      component: 'file /srv/shop/nginx/run/app.sock',
      line: /connect\(\) to unix:\/srv\/shop\/nginx\/run\/app\.sock failed \(2: No such file or directory\)/,
      keep: ['app.sock failed (2: No such file or directory)'],
      alsoAs: ['rotated'],
    },
    {
      site: () =>
        Promise.resolve({ server: proxied('/orders/', 'http://unix:/srv/shop/nginx/run/app.sock') }),
      act: fetchPath('/orders/7'),
    },
  ),
  nginxCase(
    {
      name: 'socket-permission',
      injected: 'the application made its socket with mode 600 for root, and nginx runs as www-data',
      cause: 'fs.permission',
      component: 'file /srv/shop/nginx/run/app.sock',
      line: /connect\(\) to unix:\/srv\/shop\/nginx\/run\/app\.sock failed \(13: Permission denied\)/,
      keep: ['app.sock failed (13: Permission denied)'],
      alsoAs: ['invalid-utf8'],
    },
    {
      site: async (bench) => {
        const server = createServer((_, response) => response.end('{}'));
        const file = join(bench.dir, 'run', 'app.sock');
        mkdirSync(join(bench.dir, 'run'), { recursive: true });
        await new Promise<void>((resolve) => server.listen(file, resolve));
        chmodSync(file, 0o600);
        bench.defer(() => server.close());
        return { server: proxied('/orders/', 'http://unix:/srv/shop/nginx/run/app.sock') };
      },
      act: fetchPath('/orders/7'),
    },
  ),
  raw(
    'upstream-timeout',
    {
      injected: 'the upstream takes the request and does not answer within 700 ms',
      cause: 'resource.timeout',
      also: ['upstream.down'],
      line: /upstream timed out \(110: Connection timed out\) while reading response header from upstream/,
      keep: 'upstream timed out (110: Connection timed out)',
    },
    () => undefined,
  ),
  raw(
    'upstream-closed-early',
    {
      injected: 'the upstream closes the connection without an answer',
      cause: 'upstream.down',
      line: /upstream prematurely closed connection while reading response header from upstream/,
      keep: 'upstream prematurely closed connection',
    },
    (socket) => socket.end(),
  ),
  raw(
    'upstream-reset',
    {
      injected: 'the upstream resets the connection without an answer',
      cause: 'upstream.down',
      line: /recv\(\) failed \(104: Connection reset by peer\) while reading response header from upstream/,
      keep: 'recv() failed (104: Connection reset by peer)',
    },
    (socket) => void socket.resetAndDestroy(),
  ),
  raw(
    'upstream-truncated',
    {
      injected: 'the upstream ends the connection in the middle of the body; the client saw status 200',
      cause: 'upstream.down',
      line: /upstream prematurely closed connection while reading upstream/,
      keep: 'upstream prematurely closed connection while reading upstream',
    },
    (socket) =>
      socket.end(
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"items":[',
      ),
  ),
  raw(
    'upstream-not-http',
    {
      injected: 'the proxy points at a port that speaks another protocol',
      cause: 'web.config',
      also: ['upstream.down'],
      line: /upstream sent no valid HTTP\/1\.0 header while reading response header from upstream/,
      keep: 'upstream sent no valid HTTP/1.0 header',
    },
    (socket) => socket.end('-ERR unknown command\r\n'),
  ),
  raw(
    'upstream-big-header',
    {
      injected: 'the upstream sends a cookie of 9 kB and the proxy buffer holds 4 kB',
      cause: 'web.config',
      line: /upstream sent too big header while reading response header from upstream/,
      keep: 'upstream sent too big header',
    },
    (socket) => socket.end(`HTTP/1.1 200 OK\r\n${BIG_COOKIE}Content-Length: 2\r\n\r\n{}`),
  ),
  ...(['selfsigned', 'expired'] as const).map((kind) =>
    nginxCase(
      {
        name: `upstream-tls-${kind}`,
        injected: `the upstream's certificate is ${kind === 'expired' ? 'expired' : 'self-signed'} and nginx verifies it`,
        cause: 'network.dns_tls',
        component: `http ${kind}.partner.example`,
        line: /upstream SSL certificate verify error/,
        keep: ['upstream SSL certificate verify error'],
      },
      {
        site: async () => {
          await web();
          const verify = `proxy_ssl_verify on; proxy_ssl_trusted_certificate ${CA_FILE}; proxy_ssl_server_name on;`;
          return { server: proxied('/partner/', `https://${kind}.partner.example`, verify) };
        },
        act: fetchPath('/partner/stock'),
      },
    ),
  ),
  nginxCase(
    {
      name: 'upstream-unresolved',
      injected: 'the name server that nginx asks for the upstream does not answer',
      cause: 'network.dns_tls',
      component: 'http orders.shop.invalid',
      line: /orders\.shop\.invalid could not be resolved \(110: Operation timed out\)/,
      keep: ['orders.shop.invalid could not be resolved'],
    },
    {
      site: () =>
        Promise.resolve({
          server: `resolver 127.22.0.5 ipv6=off; resolver_timeout 1s; set $orders orders.shop.invalid; location /orders/ { proxy_pass http://$orders; }`,
        }),
      act: fetchPath('/orders/7'),
    },
  ),
];
