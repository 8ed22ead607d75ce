import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDRESSES } from '../../backing/addresses.ts';
import { fillConnections } from '../../backing/fill-connections.ts';
import { APP_USER } from '../../backing/machine.ts';
import { installNodeModules, NODE_24, NODE_MODULES } from '../../backing/node-modules.ts';
import type { Bench } from '../../harness/bench.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { DATABASE_URL } from '../node-domain/shop-env.ts';
import { startBacking } from '../node-domain/shop-cases.ts';

/** Where the production build lies; its traces print paths below it. */
const BUILD = '/srv/build/web';
const NEXT = join(NODE_MODULES, 'next/dist/bin/next');

/** Begins every record of Next's production server. */
const RECORD = /^(GET |⨯ |✓ |▲ |⚠ )/;

const start = async (bench: Bench, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  await startBacking();
  mkdirSync(join(bench.dir, 'data'), { recursive: true });
  const port = await bench.port();
  await bench.start({
    command: [NODE_24, NEXT, 'start', '-p', String(port), '-H', '127.0.0.1'],
    cwd: BUILD,
    user: APP_USER,
    env: {
      DATABASE_URL,
      PAYMENTS_URL: 'http://api.mail.example',
      DATA_DIR: join(bench.dir, 'data'),
      NEXT_TELEMETRY_DISABLED: '1',
      ...env,
    },
    out: 'app.log',
    readyPort: port,
  });
  return `http://127.0.0.1:${port}`;
};

const healthy = (bench: Bench, url: string, count = 10): Promise<void> =>
  bench.healthy([`${url}/`, `${url}/api/health`], count);

interface Fault extends Omit<CaseSpec, 'run' | 'logs' | 'exception'> {
  readonly path: string;
  readonly line: RegExp;
  readonly type: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly prepare?: (bench: Bench) => Promise<void> | void;
}

const nextCase = ({ path, line, type, env, prepare, ...label }: Fault): CaseSpec => ({
  ...label,
  logs: ['app.log'],
  exception: { line, from: /^⨯ /, before: RECORD, type },
  run: async (bench) => {
    const url = await start(bench, env);
    await healthy(bench, url);
    await prepare?.(bench);
    await bench.fail(`${url}${path}`);
    await bench.pause(80);
    await healthy(bench, url, 2);
  },
});

const rootKey = (bench: Bench): void => {
  writeFileSync(join(bench.dir, 'data', 'payment.key'), 'for root alone');
  chmodSync(join(bench.dir, 'data', 'payment.key'), 0o600);
};

const CASES: readonly CaseSpec[] = [
  nextCase({
    name: 'postgres-refused',
    injected: 'nothing listens at the address and port of the orders database',
    cause: 'datastore.unreachable',
    component: `postgres ${ADDRESSES.nobody}:5432`,
    path: '/orders',
    line: /^⨯ Error: connect ECONNREFUSED 127\.22\.0\.5:5432/,
    type: 'Error',
    env: { DATABASE_URL: `postgres://shop:Wq8zRt2LmX@${ADDRESSES.nobody}:5432/shop` },
    keep: [`ECONNREFUSED ${ADDRESSES.nobody}:5432`],
    alsoAs: ['docker-json', 'gzip'],
  }),
  nextCase({
    name: 'postgres-password',
    injected: 'the application has an outdated password for a real PostgreSQL',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/orders',
    line: /password authentication failed for user "shop"/,
    type: 'error',
    env: { DATABASE_URL: `postgres://shop:outdated-Nx7u@${ADDRESSES.postgres}:5432/shop` },
    keep: ['password authentication failed for user'],
  }),
  nextCase({
    name: 'postgres-too-many-clients',
    injected: 'every connection slot of the real server is taken by another program',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/orders',
    line: /sorry, too many clients already/,
    type: 'error',
    prepare: async (bench) => {
      const filler = await fillConnections('postgres', DATABASE_URL, join(bench.dir, 'filled'));
      bench.defer(filler.stop);
    },
    keep: ['sorry, too many clients already'],
  }),
  nextCase({
    name: 'postgres-no-table',
    injected: 'the query asks for a table that no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/report',
    line: /relation "order_report" does not exist/,
    type: 'error',
    keep: ['42P01', 'order_report'],
    alsoAs: ['crlf'],
  }),
  nextCase({
    name: 'undefined-reduce',
    injected: 'a server component reads a property of undefined',
    cause: 'code.exception',
    component: 'self',
    path: '/cart',
    line: /^⨯ TypeError: Cannot read properties of undefined \(reading 'reduce'\)/,
    type: 'TypeError',
    keep: ["Cannot read properties of undefined (reading 'reduce')"],
    alsoAs: ['rotated', 'invalid-utf8'],
  }),
  nextCase({
    name: 'route-undefined-street',
    injected: 'a route handler reads a property of undefined',
    cause: 'code.exception',
    component: 'self',
    path: '/api/total',
    line: /^⨯ TypeError: Cannot read properties of undefined \(reading 'street'\)/,
    type: 'TypeError',
    keep: ["Cannot read properties of undefined (reading 'street')"],
  }),
  nextCase({
    name: 'rates-html',
    kind: 'confuser',
    injected: 'the third party answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http',
    path: '/rates',
    line: /SyntaxError: Unexpected token '<'/,
    type: 'SyntaxError',
    env: { PAYMENTS_URL: 'http://api.rates.example' },
    keep: ["Unexpected token '<'"],
  }),
  nextCase({
    name: 'maps-401',
    injected: 'the third party answers 401, as for a revoked key',
    cause: 'thirdparty.api',
    component: 'http api.maps.example',
    path: '/address',
    line: /^⨯ Error: address service answered 401 for http:\/\/api\.maps\.example/,
    type: 'Error',
    env: { PAYMENTS_URL: 'http://api.maps.example' },
    keep: ['answered 401'],
  }),
  nextCase({
    name: 'inventory-refused',
    kind: 'confuser',
    injected: 'nothing listens at the HTTP API of a partner: a refused connection that is no datastore',
    cause: 'thirdparty.api',
    alsoAccepted: ['upstream.down'],
    component: `http ${ADDRESSES.nobody}:8080`,
    path: '/rates',
    line: /\[cause\]: Error: connect ECONNREFUSED 127\.22\.0\.5:8080/,
    type: 'Error',
    env: { PAYMENTS_URL: 'http://inventory.partner.example:8080' },
    keep: [`ECONNREFUSED ${ADDRESSES.nobody}:8080`],
  }),
  nextCase({
    name: 'dns-no-such-host',
    injected: 'the host name of the third party does not exist',
    cause: 'network.dns_tls',
    component: 'http api.stripe.invalid',
    path: '/rates',
    line: /\[cause\]: Error: getaddrinfo ENOTFOUND api\.stripe\.invalid/,
    type: 'Error',
    env: { PAYMENTS_URL: 'https://api.stripe.invalid' },
    keep: ['ENOTFOUND api.stripe.invalid'],
  }),
  nextCase({
    name: 'tls-self-signed',
    injected: "the third party's certificate is self-signed",
    cause: 'network.dns_tls',
    component: 'http',
    path: '/rates',
    line: /\[cause\]: Error: self-signed certificate/,
    type: 'Error',
    env: { PAYMENTS_URL: 'https://selfsigned.partner.example' },
    keep: ['self-signed certificate'],
  }),
  nextCase({
    name: 'file-eacces',
    injected: 'the key belongs to root with mode 600 and the application runs as another user',
    cause: 'fs.permission',
    component: 'file /srv/shop/next/data/payment.key',
    path: '/api/charge',
    line: /^⨯ Error: EACCES: permission denied, open '\/srv\/shop\/next\/data\/payment\.key'/,
    type: 'Error',
    prepare: rootKey,
    keep: ['EACCES: permission denied'],
  }),
  {
    name: 'plain-500',
    kind: 'no-evidence',
    injected: 'a route handler answers 500 on its own and logs nothing about it',
    cause: null,
    component: null,
    logs: ['app.log'],
    exception: null,
    run: async (bench) => {
      const url = await start(bench);
      await healthy(bench, url);
      await bench.fail(`${url}/api/orders`);
      await healthy(bench, url, 3);
    },
  },
];

export const stack = defineStack({
  name: 'next',
  language: 'node',
  ports: [22_850, 22_899],
  install: async (cacheDir) => {
    await installNodeModules(cacheDir);
    if (existsSync(join(BUILD, '.next', 'BUILD_ID'))) return;
    mkdirSync(BUILD, { recursive: true });
    cpSync(join(import.meta.dirname, 'app'), BUILD, { recursive: true });
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
    await sh(NODE_24, [NEXT, 'build'], { cwd: BUILD, env, maxBuffer: 1 << 26 });
    await sh('chown', ['-R', APP_USER, BUILD]);
  },
  software: async () =>
    `Next.js 16.4.6 (production server), Node.js ${(await sh(NODE_24, ['--version'])).stdout.trim()}`,
  cases: CASES,
});
