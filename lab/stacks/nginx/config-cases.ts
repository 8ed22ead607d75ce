import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { failingUpstream } from '../../backing/small-servers.ts';
import type { Bench } from '../../harness/bench.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { nginxCommand, writeConfig } from './config.ts';
import { healthyNginx, nginxCase } from './nginx-case.ts';
import type { Label, Recipe, Started } from './nginx-case.ts';

const CONF = '/srv/shop/nginx/nginx.conf';

const simple = (
  label: Label,
  server: string,
  path: string,
  options: Parameters<Bench['fail']>[1] = {},
): CaseSpec =>
  nginxCase(label, {
    site: () => Promise.resolve({ server }),
    act: async (bench, { url }) => {
      await bench.fail(`${url}${path}`, options);
      await bench.healthy(`${url}/`, 3);
    },
  });

/** nginx is stopped, its configuration changes, and it does not come up again. */
const restart = (
  label: Label,
  change: (bench: Bench, started: Started) => Promise<void> | void,
  recipe: Partial<Recipe> = {},
): CaseSpec =>
  nginxCase(label, {
    ...recipe,
    act: async (bench, started) => {
      bench.mark();
      await started.nginx.stop();
      await change(bench, started);
      await bench.start({ command: nginxCommand(bench, '-g', 'daemon off;'), ends: true });
      await bench.fail(`${started.url}/`);
    },
  });

const rewriteSite =
  (server: string) =>
  (bench: Bench, { site }: Started): void =>
    writeConfig(bench, { ...site, server });

const tinyBody = async (bench: Bench): Promise<Pick<Started['site'], 'server' | 'main'>> => {
  const dir = join(bench.dir, 'spool');
  mkdirSync(dir, { recursive: true });
  await sh('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', dir]);
  bench.defer(() => sh('umount', [dir]));
  return {
    server: `location /upload/ { client_max_body_size 4m; client_body_buffer_size 8k; client_body_temp_path ${dir}; proxy_pass http://127.0.0.1:22299; }`,
  };
};

/** Faults of nginx's own configuration, files and limits, and windows without evidence. */
export const CONFIG_CASES: readonly CaseSpec[] = [
  simple(
    {
      name: 'redirect-cycle',
      injected: 'try_files falls back to a page that is not there, without end',
      cause: 'web.config',
      component: 'self',
      line: /rewrite or internal redirection cycle while internally redirecting to "\/app\/index\.html"/,
      keep: ['rewrite or internal redirection cycle'],
      alsoAs: ['docker-json'],
    },
    'location /app/ { try_files $uri $uri/ /app/index.html; }',
    '/app/cart',
  ),
  simple(
    {
      name: 'body-too-large',
      injected: 'the client sends 3 kB where client_max_body_size is 1 kB',
      cause: 'web.config',
      component: 'self',
      line: /client intended to send too large body: 3000 bytes/,
      keep: ['client intended to send too large body'],
    },
    'location /upload/ { client_max_body_size 1k; proxy_pass http://127.0.0.1:22299; }',
    '/upload/receipt',
    { method: 'POST', body: 'x'.repeat(3000) },
  ),
  simple(
    {
      name: 'denied-by-rule',
      injected: 'a deny rule stands over the location',
      cause: 'web.config',
      component: 'self',
      line: /access forbidden by rule/,
      keep: ['access forbidden by rule'],
    },
    'location /admin/ { deny all; }',
    '/admin/orders',
  ),
  simple(
    {
      name: 'directory-index-forbidden',
      injected: 'the folder has no index file and autoindex is off',
      cause: 'web.config',
      alsoAccepted: ['code.missing_artifact', 'fs.permission'],
      component: 'file /srv/shop/nginx/html/empty/',
      line: /directory index of "\/srv\/shop\/nginx\/html\/empty\/" is forbidden/,
      keep: ['directory index of'],
    },
    '',
    '/empty/',
  ),
  nginxCase(
    {
      name: 'file-permission',
      injected: 'the static file belongs to root with mode 600 and nginx runs as www-data',
      cause: 'fs.permission',
      component: 'file /srv/shop/nginx/html/prices.json',
      line: /open\(\) "\/srv\/shop\/nginx\/html\/prices\.json" failed \(13: Permission denied\)/,
      keep: ['failed (13: Permission denied)'],
      alsoAs: ['gzip'],
    },
    {
      act: async (bench, { url }) => {
        writeFileSync(join(bench.dir, 'html', 'prices.json'), '{}');
        chmodSync(join(bench.dir, 'html', 'prices.json'), 0o600);
        await bench.fail(`${url}/prices.json`);
        await bench.healthy(`${url}/`, 3);
      },
    },
  ),
  nginxCase(
    {
      name: 'file-missing',
      injected: 'the release lacks a static file',
      cause: 'code.missing_artifact',
      component: 'file /srv/shop/nginx/html/assets/app.js',
      line: /open\(\) "\/srv\/shop\/nginx\/html\/assets\/app\.js" failed \(2: No such file or directory\)/,
      keep: ['failed (2: No such file or directory)'],
    },
    {
      act: async (bench, { url }) => {
        await bench.fail(`${url}/assets/app.js`);
        await bench.healthy(`${url}/`, 3);
      },
    },
  ),
  nginxCase(
    {
      name: 'disk-full',
      injected: 'request bodies are spooled to a file system of 64 KiB',
      cause: 'resource.disk_fd',
      component: 'file /srv/shop/nginx/spool/0000000001',
      line: /\(28: No space left on device\)/,
      keep: ['(28: No space left on device)'],
    },
    {
      site: tinyBody,
      act: async (bench, { url }) => {
        await bench.fail(`${url}/upload/receipt`, { method: 'POST', body: 'x'.repeat(300_000) });
        await bench.healthy(`${url}/`, 3);
      },
    },
  ),
  nginxCase(
    {
      name: 'too-many-files',
      injected: 'the worker may have 14 open files',
      cause: 'resource.disk_fd',
      component: 'self',
      line: /\(24: Too many open files\)/,
      keep: ['(24: Too many open files)'],
    },
    {
      site: () => Promise.resolve({ main: 'worker_rlimit_nofile 14;' }),
      act: async (bench, { url }) => {
        const { connect } = await import('node:net');
        const sockets = Array.from({ length: 12 }, () =>
          connect({ port: Number(new URL(url).port), host: '127.0.0.1' }),
        );
        for (const socket of sockets) socket.on('error', () => undefined);
        await bench.pause(200);
        await bench.fail(`${url}/api/orders`, { timeoutMs: 1500 });
        for (const socket of sockets) socket.destroy();
      },
    },
  ),
  nginxCase(
    {
      name: 'reload-emerg',
      injected:
        'a reload meets a misspelt directive, so that the old configuration, without the new location, stays in force',
      cause: 'web.config',
      component: `file ${CONF}`,
      line: /\[emerg\] .*unknown directive "proxy_passs" in \/srv\/shop\/nginx\/nginx\.conf:\d+/,
      keep: ['unknown directive "proxy_passs"', '/srv/shop/nginx/nginx.conf:'],
    },
    {
      act: async (bench, started) => {
        bench.mark();
        writeConfig(bench, {
          ...started.site,
          server: 'location /v2/ { proxy_passs http://127.0.0.1:22299; }',
        });
        started.nginx.signal('SIGHUP');
        await bench.until('error.log', /emerg/);
        await bench.fail(`${started.url}/v2/orders`);
        await bench.healthy(`${started.url}/`, 3);
      },
    },
  ),
  restart(
    {
      name: 'start-unknown-directive',
      injected: 'nginx is started again with a misspelt directive',
      cause: 'web.config',
      component: `file ${CONF}`,
      line: /\[emerg\] .*unknown directive "gzipp" in/,
      keep: ['unknown directive "gzipp"'],
      alsoAs: ['rotated'],
    },
    rewriteSite('gzipp on;'),
  ),
  restart(
    {
      name: 'start-missing-semicolon',
      injected: 'nginx is started again with a directive that lacks its semicolon',
      cause: 'web.config',
      component: `file ${CONF}`,
      line: /\[emerg\] /,
      keep: ['/srv/shop/nginx/nginx.conf:'],
    },
    rewriteSite('client_max_body_size 4m\n    location /orders/ { proxy_pass http://127.0.0.1:22299; }'),
  ),
  restart(
    {
      name: 'start-host-not-found',
      injected: 'nginx is started again with an upstream whose name does not exist',
      cause: 'network.dns_tls',
      alsoAccepted: ['web.config'],
      component: 'http orders.shop.invalid',
      line: /\[emerg\] .*host not found in upstream "orders\.shop\.invalid"/,
      keep: ['host not found in upstream "orders.shop.invalid"'],
    },
    rewriteSite('location /orders/ { proxy_pass http://orders.shop.invalid; }'),
  ),
  restart(
    {
      name: 'start-certificate-missing',
      injected: 'nginx is started again with a certificate path that does not exist',
      cause: 'web.config',
      alsoAccepted: ['code.missing_artifact', 'network.dns_tls'],
      component: 'file /srv/shop/nginx/tls/shop.pem',
      line: /\[emerg\] .*cannot load certificate "\/srv\/shop\/nginx\/tls\/shop\.pem"/,
      keep: ['cannot load certificate'],
    },
    rewriteSite(
      'listen 127.0.0.1:22297 ssl; ssl_certificate /srv/shop/nginx/tls/shop.pem; ssl_certificate_key /srv/shop/nginx/tls/shop.key;',
    ),
  ),
  restart(
    {
      name: 'start-port-in-use',
      injected: 'another program listens on the port when nginx is started again',
      cause: 'resource.disk_fd',
      component: null,
      line: /\[emerg\] .*bind\(\) to 127\.0\.0\.1:\d+ failed \(98: Address already in use\)/,
      keep: ['failed (98: Address already in use)'],
    },
    async (bench, { site }) => {
      const squatter = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => squatter.listen(site.port, '127.0.0.1', resolve));
      bench.defer(() => squatter.close());
    },
  ),
  nginxCase(
    {
      name: 'access-line-only',
      kind: 'no-evidence',
      injected: 'the upstream answers 500 on its own; nginx has nothing but its access line',
      cause: null,
      component: null,
      line: null,
    },
    {
      withId: true,
      site: async (bench) => ({
        server: `location /orders/ { proxy_pass http://127.0.0.1:${await failingUpstream(bench, 500)}; }`,
      }),
      act: async (bench, { url }) => {
        await bench.fail(`${url}/orders/7`);
        await healthyNginx(bench, url, 4);
      },
    },
  ),
  nginxCase(
    {
      name: 'favicon-noise-only',
      kind: 'no-evidence',
      variant: 'noise',
      injected: 'the upstream answers 503 on its own, while browsers ask for a favicon that was never there',
      cause: null,
      component: null,
      line: null,
    },
    {
      site: async (bench) => ({
        server: `location /orders/ { proxy_pass http://127.0.0.1:${await failingUpstream(bench, 503)}; }`,
      }),
      act: async (bench, { url }) => {
        for (let round = 0; round < 4; round++) {
          await bench.send(`${url}/favicon.ico`);
          await bench.send(`${url}/robots.txt`);
          await healthyNginx(bench, url, 2);
        }
        bench.mark();
        await bench.send(`${url}/favicon.ico`);
        await bench.fail(`${url}/orders/7`);
        await bench.send(`${url}/robots.txt`);
      },
    },
  ),
];
