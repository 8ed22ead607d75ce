import { installNodeModules, NODE_20 } from '../../backing/node-modules.ts';
import { sh } from '../../harness/process.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { ALL_FAULTS } from '../node-domain/all-faults.ts';
import {
  deployCases,
  heapLimitCase,
  quietCase,
  redisNoiseCase,
  unreachedCase,
} from '../node-domain/process-cases.ts';
import { faultOf, sendHealthy, shopCase, startShop } from '../node-domain/shop-cases.ts';
import type { ShopApp } from '../node-domain/shop-cases.ts';

const app: ShopApp = {
  stack: 'node-raw',
  node: NODE_20,
  script: 'server.js',
  style: { form: 'inspect', recordStart: /^\d{4}-\d\d-\d\dT\S+Z (INFO|ERROR) |^\[redis\]|^\(node:/ },
};

const withId: ShopApp = { ...app, env: { LOG_REQUEST_ID: '1' } };

const plain = (name: string, more: Partial<CaseSpec> = {}): CaseSpec =>
  shopCase(app, faultOf(ALL_FAULTS, name), more);
const tagged = (name: string, more: Partial<CaseSpec> = {}): CaseSpec =>
  shopCase(withId, faultOf(ALL_FAULTS, name), more);

const TYPE_ERROR = plain('undefined-street');

const floatingRejection: CaseSpec = {
  name: 'unhandled-rejection',
  injected:
    'a query that nobody awaits fails against a closed port after its request was answered with 202; the process dies and the next request finds nobody',
  cause: 'datastore.unreachable',
  component: 'postgres 127.22.0.5:5432',
  logs: ['app.log'],
  exception: {
    line: /^Error: connect ECONNREFUSED 127\.22\.0\.5:5432/,
    before: /^$|^Node\.js v/,
    type: 'Error',
  },
  frame: {
    file: '/srv/shop/node-raw/src/orders.js',
    function: 'listOrders',
    code: 'SELECT id, total FROM orders ORDER BY',
    source: '../../node-domain/app/orders.js',
  },
  keep: ['ECONNREFUSED 127.22.0.5:5432'],
  run: async (bench) => {
    const url = await startShop(bench, app, {
      DATABASE_URL: 'postgres://shop:Wq8zRt2LmX@127.22.0.5:5432/shop',
    });
    await sendHealthy(bench, url);
    bench.mark();
    await bench.send(`${url}/orders/refresh`);
    await bench.until('app.log', /Node\.js v/);
    await bench.fail(`${url}/health`);
  },
};

const operatorKill: CaseSpec = {
  name: 'worker-sigkill',
  kind: 'confuser',
  injected:
    'the worker process is ended by kill -9 from outside while it works on the request; no memory was short',
  cause: null,
  alsoAccepted: ['upstream.down'],
  component: null,
  logs: ['app.log'],
  exception: null,
  keep: ['SIGKILL'],
  run: async (bench) => {
    const url = await startShop(
      bench,
      { ...app, script: 'cluster.js' },
      { PAYMENTS_TIMEOUT_MS: '9000', PAYMENTS_URL: 'http://api.shipping.example' },
    );
    await sendHealthy(bench, url);
    const failing = bench.fail(`${url}/rates/eur`);
    await bench.pause(250);
    const { readFileSync } = await import('node:fs');
    const pid = /worker (\d+) started/.exec(readFileSync(`${bench.logDir}/app.log`, 'utf8'))?.[1];
    process.kill(Number(pid), 'SIGKILL');
    await failing;
    await bench.until('app.log', /died \(SIGKILL\)/);
  },
};

const notFoundNoise: CaseSpec = {
  ...TYPE_ERROR,
  name: 'scanner-noise',
  kind: 'confuser',
  variant: 'noise',
  injected:
    'a scanner asks for pages that do not exist, each logged as ERROR, while the code reads a property of undefined',
  run: async (bench) => {
    const url = await startShop(bench, app, { LOG_404: '1' });
    const scan = async (): Promise<void> => {
      for (const path of ['/wp-login.php', '/.env', '/admin/config.php', '/api/.git/HEAD'])
        await bench.send(`${url}${path}`);
    };
    await sendHealthy(bench, url, 6);
    await scan();
    await sendHealthy(bench, url, 6);
    await scan();
    bench.mark();
    await scan();
    await bench.fail(`${url}/orders/7/label`);
    await scan();
  },
};

const { name: _, run: __, logs: ___, ...typeErrorLabel } = TYPE_ERROR;

const CASES: readonly CaseSpec[] = [
  plain('postgres-refused', { alsoAs: ['docker-json', 'crlf'] }),
  plain('postgres-password', { alsoAs: ['invalid-utf8'] }),
  plain('postgres-pool-leak'),
  plain('postgres-no-table', { alsoAs: ['gzip'] }),
  tagged('postgres-deadlock'),
  plain('postgres-read-only'),
  plain('postgres-duplicate-key'),
  plain('mysql-refused', { alsoAs: ['rotated'] }),
  tagged('mysql-password'),
  plain('mysql-too-many-connections'),
  plain('mysql-sql-syntax'),
  plain('redis-refused'),
  plain('redis-noauth'),
  plain('redis-maxmemory'),
  plain('payments-503-axios', { alsoAs: ['docker-json'] }),
  tagged('tax-429'),
  plain('maps-401'),
  plain('rates-html', { alsoAs: ['crlf'] }),
  plain('inventory-refused'),
  plain('shipping-timeout'),
  plain('payments-reset'),
  plain('dns-no-such-host'),
  plain('tls-expired'),
  tagged('tls-wrong-host'),
  plain('dynamodb-access-denied', { alsoAs: ['rotated'] }),
  plain('aws-no-credentials'),
  plain('file-eacces', { alsoAs: ['ansi'] }),
  plain('disk-full'),
  plain('too-many-files'),
  plain('wrapped-cause', { alsoAs: ['invalid-utf8'] }),
  plain('undefined-reduce'),
  plain('endless-recursion'),
  plain('job-timeout'),
  plain('own-module-missing'),
  plain('syntax-in-module'),
  ...deployCases(app),
  heapLimitCase(app),
  floatingRejection,
  operatorKill,
  notFoundNoise,
  redisNoiseCase(app, { name: 'redis-noise-type-error', path: '/orders/7/label', spec: typeErrorLabel }),
  quietCase(app, 'swallowed-error', {
    path: '/cart/total',
    env: { SWALLOW: '1' },
    injected: 'the code swallows the exception; only the access line with status 500 is written',
  }),
  quietCase(app, 'plain-500', {
    path: '/quiet',
    injected: 'a handler answers 500 on its own and logs nothing',
  }),
  unreachedCase(app),
];

export const stack = defineStack({
  name: 'node-raw',
  language: 'node',
  ports: [22_000, 22_099],
  install: installNodeModules,
  software: async () => `Node.js ${(await sh(NODE_20, ['--version'])).stdout.trim()}`,
  cases: CASES,
});
