import { installNodeModules, NODE_24 } from '../../backing/node-modules.ts';
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

/** pino's JSON lines, with Fastify's own request numbers. */
const numbered: ShopApp = {
  stack: 'fastify',
  node: NODE_24,
  script: 'server.js',
  style: {
    form: 'json',
    recordStart: /^\{"level":/,
    jsonError: /^\{"level":50/,
    typeNames: {
      error: 'DatabaseError',
      ReplyError: 'SimpleError',
      AccessDeniedException: 'DynamoDBServiceException',
    },
  },
};

/** The same with the client's request id. */
const tagged: ShopApp = { ...numbered, env: { LOG_REQUEST_ID: '1' } };

const as =
  (app: ShopApp, prefix: string) =>
  (name: string, more: Partial<CaseSpec> = {}): CaseSpec =>
    shopCase(app, faultOf(ALL_FAULTS, name), { name: `${prefix}${name}`, ...more });

/** Node 24 prints no frame of the shop for errors that arise in its own fetch. */
const frameless = (spec: CaseSpec): CaseSpec => {
  const { frame: _frame, ...rest } = spec;
  return rest;
};

const plain = as(numbered, '');
const id = as(tagged, 'id-');

const { name: _, run: __, logs: ___, ...typeErrorLabel } = id('undefined-street');

/** One log line of more than 16 KiB: the refused body stands in it before the error. */
const longLine: CaseSpec = {
  ...id('wrapped-cause'),
  name: 'id-long-line',
  injected:
    'a line of the feed has too few fields; the application logs the refused body of 20 kB with the error',
  alsoAs: ['split-16k'],
  run: async (bench) => {
    const url = await startShop(bench, tagged);
    await sendHealthy(bench, url);
    const rows = Array.from({ length: 480 }, (_row, index) => ({
      sku: `boot-${index}`,
      price: 89,
      stock: index,
    }));
    await bench.fail(`${url}/feed/logged`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows }),
    });
  },
};

const CASES: readonly CaseSpec[] = [
  plain('postgres-refused', { alsoAs: ['docker-json'] }),
  plain('postgres-no-table', { alsoAs: ['gzip'], keep: ['42P01'] }),
  plain('mysql-password'),
  plain('mysql-lock-wait'),
  plain('redis-refused'),
  plain('payments-503-axios', { secrets: [] }),
  frameless(plain('rates-html', { keep: ["Unexpected token '<'"] })),
  plain('file-eacces', { alsoAs: ['rotated'] }),
  plain('undefined-reduce', { alsoAs: ['crlf'] }),
  plain('job-timeout'),
  plain('module-missing'),
  id('postgres-password', { keep: ['password authentication failed for user'] }),
  id('postgres-deadlock'),
  id('postgres-too-many-clients', { alsoAs: ['rotated'] }),
  id('mysql-no-column'),
  id('redis-maxmemory'),
  frameless(id('inventory-refused')),
  frameless(id('tls-expired', { keep: ['certificate has expired'] })),
  frameless(id('dns-no-such-host')),
  id('dynamodb-access-denied', { alsoAs: ['docker-json'] }),
  id('aws-no-credentials'),
  id('disk-full'),
  id('too-many-files'),
  id('wrapped-cause', { alsoAs: ['gzip'] }),
  id('syntax-in-module', { keep: ['SyntaxError'] }),
  longLine,
  ...deployCases(numbered),
  heapLimitCase(numbered),
  redisNoiseCase(tagged, {
    name: 'id-redis-noise-type-error',
    path: '/orders/7/label',
    spec: typeErrorLabel,
  }),
  quietCase(tagged, 'plain-500', {
    path: '/quiet',
    injected: 'a handler answers 500 on its own and logs nothing about it',
  }),
  unreachedCase(numbered),
];

export const stack = defineStack({
  name: 'fastify',
  language: 'node',
  ports: [22_600, 22_649],
  install: installNodeModules,
  software: async () =>
    `Fastify 5.12.8, pino 10, Node.js ${(await sh(NODE_24, ['--version'])).stdout.trim()}`,
  cases: CASES,
});
