import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAMBDA_LOG } from '../../backing/lambda-runtime.ts';
import { copyTo, needPackages } from '../../backing/machine.ts';
import { installNodeModules, NODE_24 } from '../../backing/node-modules.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { ALL_FAULTS } from '../node-domain/all-faults.ts';
import { faultOf } from '../node-domain/shop-cases.ts';
import { healthyLambda, lambdaCase, startNodeLambda, TASK } from './lambda-node-case.ts';
import type { LambdaOptions } from './lambda-node-case.ts';

const TEXT: LambdaOptions = { format: 'text' };
const JSON_FORMAT: LambdaOptions = { format: 'json' };
const CAUGHT: LambdaOptions = { format: 'text', env: { CATCH_ERRORS: '1', LOG_REQUEST_ID: '1' } };
const CAUGHT_JSON: LambdaOptions = { format: 'json', env: { CATCH_ERRORS: '1', LOG_REQUEST_ID: '1' } };

const as =
  (options: LambdaOptions, prefix: string) =>
  (name: string, more: Partial<CaseSpec> = {}): CaseSpec =>
    lambdaCase(faultOf(ALL_FAULTS, name), options, { name: `${prefix}${name}`, ...more });

const text = as(TEXT, '');
const json = as(JSON_FORMAT, 'json-');
const caught = as(CAUGHT, 'caught-');
const caughtJson = as(CAUGHT_JSON, 'caught-json-');

/** Node 24 prints no frame of the function for errors that arise in its own fetch. */
const frameless = (spec: CaseSpec): CaseSpec => {
  const { frame: _frame, ...rest } = spec;
  return rest;
};

type Own = Omit<CaseSpec, 'run' | 'logs' | 'variant'>;

const own = (spec: Own, options: LambdaOptions, path: string, before?: LambdaOptions): CaseSpec => ({
  ...spec,
  variant: 'lambda',
  logs: [LAMBDA_LOG],
  run: async (bench) => {
    const healthyUrl = await startNodeLambda(bench, before ?? options);
    await healthyLambda(bench, healthyUrl);
    if (before === undefined) {
      await bench.fail(`${healthyUrl}${path}`);
      return;
    }
    bench.mark();
    // A new version is a new environment; the old one gets no more events.
    const url = await startNodeLambda(bench, options);
    await bench.fail(`${url}${path}`);
  },
});

/** What the runtime writes about an error of the init phase. */
const initError = (format: 'text' | 'json', name: string): NonNullable<CaseSpec['exception']> =>
  format === 'json'
    ? { line: new RegExp(`"level":"ERROR".*"errorType":"${name}"`), type: name }
    : {
        line: new RegExp(`\tERROR\tInit Error \t[{]"errorType":"Runtime[.]${name}"`),
        type: `Runtime.${name}`,
      };

const OWN_CASES: readonly CaseSpec[] = (['text', 'json'] as const).flatMap((format) => {
  const prefix = format === 'json' ? 'json-' : '';
  return [
    own(
      {
        name: `${prefix}task-timed-out`,
        injected:
          'the function waits for a third party that never answers, and Lambda ends it after a second',
        cause: 'resource.timeout',
        alsoAccepted: ['thirdparty.api'],
        component: 'self',
        exception: {
          line:
            format === 'json'
              ? /"type":"platform\.report".*"status":"timeout"/
              : /Task timed out after 1\.00 seconds/,
          type: null,
        },
        keep: format === 'json' ? ['"status":"timeout"'] : ['Task timed out after 1.00 seconds'],
      },
      { format, timeoutMs: 1000, env: { PAYMENTS_URL: 'http://api.shipping.example' } },
      '/rates/eur',
    ),
    own(
      {
        name: `${prefix}out-of-memory`,
        injected: 'a report grows beyond the 192 MB of the function, and the platform kills it',
        cause: 'resource.memory',
        component: 'self',
        exception: {
          line:
            format === 'json'
              ? /"type":"platform\.report".*"errorType":"Runtime\.OutOfMemory"/
              : /^REPORT .*Error Type: Runtime\.OutOfMemory/,
          type: 'Runtime.OutOfMemory',
        },
        keep: ['Runtime.OutOfMemory'],
      },
      { format, memoryMb: 192 },
      '/reports/year',
    ),
    own(
      {
        name: `${prefix}import-module-error`,
        injected: 'the new version of the function lacks a source file that another one requires',
        cause: 'code.missing_artifact',
        component: 'module ./reports',
        exception: initError(format, 'ImportModuleError'),
        keep: ['ImportModuleError', "Cannot find module './reports'"],
      },
      { format, change: () => rmSync(join(TASK, 'src', 'reports.js')) },
      '/health',
      { format },
    ),
    own(
      {
        name: `${prefix}syntax-error`,
        injected: 'the new version of the function has a syntax error',
        cause: 'code.syntax',
        component: `file ${TASK}/src/checkout.js`,
        exception: initError(format, 'UserCodeSyntaxError'),
        keep: ['UserCodeSyntaxError'],
      },
      {
        format,
        change: () =>
          writeFileSync(join(TASK, 'src', 'checkout.js'), "'use strict';\nfunction cartTotal(cart {\n}\n"),
      },
      '/health',
      { format },
    ),
    own(
      {
        name: `${prefix}plain-500`,
        kind: 'no-evidence',
        injected: 'the function answers 500 on its own and logs nothing about it',
        cause: null,
        component: null,
        exception: null,
      },
      { format },
      '/quiet',
    ),
  ];
});

/** One event of more than 256 KiB: the refused body stands in it before the error. */
const LONG_EVENT: CaseSpec = {
  ...lambdaCase(faultOf(ALL_FAULTS, 'wrapped-cause'), {
    ...CAUGHT_JSON,
    env: { ...CAUGHT_JSON.env, LOG_BODY: '1' },
  }),
  name: 'caught-json-long-event',
  injected:
    'a line of the feed has too few fields; the function logs the refused body of 270 kB with the error',
  alsoAs: ['split-256k'],
  run: async (bench) => {
    const url = await startNodeLambda(bench, { ...CAUGHT_JSON, env: { ...CAUGHT_JSON.env, LOG_BODY: '1' } });
    await healthyLambda(bench, url);
    const rows = Array.from(
      { length: 6000 },
      (_row, index) => `1;boots-${index};89;in stock;warehouse north;shelf`,
    ).join(' ');
    await bench.fail(`${url}/feed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rows }),
    });
  },
};

const MORE_CASES: readonly CaseSpec[] = [
  LONG_EVENT,
  own(
    {
      name: 'handler-not-found',
      injected: 'the new version names a handler that the module does not export',
      cause: 'code.missing_artifact',
      component: 'self',
      exception: { line: /"errorType":"Runtime\.HandlerNotFound"/, type: 'Runtime.HandlerNotFound' },
      keep: ['Runtime.HandlerNotFound'],
    },
    { handler: 'index.main' },
    '/health',
    {},
  ),
  own(
    {
      name: 'unhandled-rejection',
      injected: 'a query that nobody awaits fails against a closed port and ends the runtime',
      cause: 'datastore.unreachable',
      component: 'postgres 127.22.0.5:5432',
      exception: {
        line: /^Error: connect ECONNREFUSED 127\.22\.0\.5:5432/,
        before: /^$|^Node\.js v/,
        type: 'Error',
      },
      frame: {
        file: `${TASK}/src/orders.js`,
        function: 'listOrders',
        code: 'SELECT id, total FROM orders ORDER BY',
        source: '../../node-domain/app/orders.js',
      },
      keep: ['ECONNREFUSED 127.22.0.5:5432'],
    },
    { handler: 'index.floating', env: { DATABASE_URL: 'postgres://shop:Wq8zRt2LmX@127.22.0.5:5432/shop' } },
    '/orders',
  ),
  own(
    {
      name: 'process-exit',
      injected: 'the code calls process.exit(3) in the middle of the request',
      cause: 'code.exception',
      alsoAccepted: ['upstream.down'],
      component: 'self',
      exception: { line: /Error: Runtime exited with error: exit status 3/, type: null },
      keep: ['Runtime exited with error: exit status 3'],
    },
    { handler: 'index.floating' },
    '/exit',
  ),
];

export const stack = defineStack({
  name: 'lambda-node',
  language: 'node',
  ports: [22_500, 22_579],
  install: async (cacheDir) => {
    await installNodeModules(cacheDir);
    await needPackages({ '/usr/bin/cmake': 'cmake', '/usr/bin/g++': 'g++', '/usr/bin/make': 'make' });
    const dir = join(cacheDir, 'lambda-node');
    const ric = join(dir, 'node_modules', 'aws-lambda-ric');
    if (!existsSync(join(ric, 'rapid-client.node'))) {
      mkdirSync(dir, { recursive: true });
      writeFileSync(
        join(dir, 'package.json'),
        '{"name":"lab-lambda-node","private":true,"version":"0.0.0"}\n',
      );
      await sh('npm', ['install', '--no-audit', '--no-fund', 'aws-lambda-ric@4.0.2'], {
        cwd: dir,
        maxBuffer: 1 << 26,
      });
    }
    copyTo(ric, '/var/runtime');
  },
  software: async () =>
    `aws-lambda-ric 4.0.2, Node.js ${(await sh(NODE_24, ['--version'])).stdout.trim()}; START, END, REPORT and platform lines by the lab's own Runtime API server`,
  cases: [
    text('postgres-refused', { alsoAs: ['gzip'] }),
    text('postgres-password'),
    text('mysql-no-table'),
    frameless(text('rates-html')),
    frameless(text('inventory-refused', { keep: ['fetch failed'] })),
    frameless(
      text('dns-no-such-host', {
        kind: 'confuser',
        keep: ['fetch failed'],
        alsoAccepted: ['thirdparty.api'],
      }),
    ),
    text('dynamodb-access-denied', { alsoAs: ['rotated'] }),
    text('file-eacces'),
    text('undefined-street', { alsoAs: ['invalid-utf8'] }),
    text('wrapped-cause', {
      frame: {
        file: `${TASK}/src/checkout.js`,
        function: 'importFeed',
        code: "throw new Error('feed import failed'",
        source: '../../node-domain/app/checkout.js',
      },
      keep: ['feed import failed'],
    }),
    text('module-missing'),
    json('postgres-deadlock', {
      exception: {
        line: /"errorType":"DatabaseError","errorMessage":"deadlock detected"/,
        type: 'DatabaseError',
      },
    }),
    json('mysql-refused', { alsoAs: ['gzip'] }),
    json('redis-refused'),
    frameless(
      json('tls-expired', {
        kind: 'confuser',
        keep: ['fetch failed'],
        cause: 'network.dns_tls',
        alsoAccepted: ['thirdparty.api'],
      }),
    ),
    json('aws-no-credentials'),
    json('too-many-files'),
    json('coupon-unknown', { alsoAs: ['crlf'] }),
    caught('postgres-too-many-clients'),
    caught('mysql-password'),
    frameless(caught('tls-self-signed')),
    frameless(caught('shipping-timeout')),
    caught('wrapped-cause'),
    caughtJson('postgres-no-column', {
      exception: { line: /"level":"ERROR".*"errorType":"DatabaseError"/, type: 'DatabaseError' },
    }),
    caughtJson('dynamodb-throttled'),
    caughtJson('undefined-reduce'),
    ...OWN_CASES,
    ...MORE_CASES,
  ],
});
