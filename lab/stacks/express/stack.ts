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
import { faultOf, POST_OPTIONS, sendHealthy, shopCase, startShop } from '../node-domain/shop-cases.ts';
import type { ShopApp } from '../node-domain/shop-cases.ts';

/** Express as it comes: the error on standard error, and morgan's combined access log. */
const byDefault: ShopApp = {
  stack: 'express',
  node: NODE_20,
  script: 'server.js',
  style: { form: 'inspect', recordStart: /^127\.0\.0\.1 - - \[|^\[redis\]/ },
  env: { NODE_ENV: 'production' },
};

/** An error handler that prints the whole error, and a request id in each line. */
const withId: ShopApp = {
  ...byDefault,
  style: { form: 'inspect', recordStart: /^\[\d{4}-\d\d-\d\dT\S+Z\] (info|error) |^\[redis\]|^\(node:/ },
  env: { LOG_STYLE: 'id', NODE_ENV: 'production' },
};

/** winston's JSON, with the request id as a field. */
const winston: ShopApp = {
  ...byDefault,
  style: { form: 'json', recordStart: /^\{/, jsonError: /^\{.*"level":"error"/ },
  env: { LOG_STYLE: 'winston', NODE_ENV: 'production' },
};

const as =
  (app: ShopApp, prefix: string) =>
  (name: string, more: Partial<CaseSpec> = {}): CaseSpec =>
    shopCase(app, faultOf(ALL_FAULTS, name), { name: `${prefix}${name}`, ...more });

const plain = as(byDefault, '');
const tagged = as(withId, 'id-');
const json = as(winston, 'winston-');

const { name: _, run: __, logs: ___, ...typeErrorLabel } = plain('undefined-street');
const { name: ____, run: _____, logs: ______, ...deniedLabel } = tagged('s3-access-denied');

const missingView: CaseSpec = {
  name: 'view-missing',
  injected: 'a handler renders a view, and no view engine nor view file is in the release',
  cause: 'code.missing_artifact',
  alsoAccepted: ['code.exception'],
  component: 'self',
  logs: ['app.log'],
  exception: {
    line: /^Error: No default engine was specified and no extension was provided/,
    before: byDefault.style.recordStart,
    type: 'Error',
  },
  keep: ['No default engine was specified'],
  run: async (bench) => {
    const url = await startShop(bench, byDefault);
    await sendHealthy(bench, url);
    await bench.fail(`${url}/render`);
  },
};

const answeredTwice: CaseSpec = {
  name: 'id-headers-sent-twice',
  injected: 'a handler answers 500 and, for want of a return, answers again',
  cause: 'code.exception',
  component: 'self',
  logs: ['app.log'],
  exception: {
    line: /Error \[ERR_HTTP_HEADERS_SENT\]: Cannot set headers after they are sent/,
    before: withId.style.recordStart,
    type: 'Error',
  },
  keep: ['Cannot set headers after they are sent to the client'],
  run: async (bench) => {
    const url = await startShop(bench, withId);
    await sendHealthy(bench, url);
    await bench.fail(`${url}/twice`);
  },
};

/** The body parser's 400s are printed like errors of the application. */
const badJsonNoise: CaseSpec = {
  ...plain('coupon-unknown'),
  name: 'bad-json-noise',
  kind: 'confuser',
  variant: 'noise',
  injected:
    'other clients send broken JSON, which Express prints like its own errors, while the code uses a search result that is not there',
  run: async (bench) => {
    const url = await startShop(bench, byDefault, { NODE_ENV: 'staging' });
    const broken = () => bench.send(`${url}/customers`, { ...POST_OPTIONS, body: '{"email": ada}' });
    await sendHealthy(bench, url, 6);
    await broken();
    await sendHealthy(bench, url, 6);
    await broken();
    bench.mark();
    await broken();
    await bench.fail(`${url}/coupons`, POST_OPTIONS);
    await broken();
  },
};

/** Several requests fail at once, each for a reason of its own; only the request id tells them apart. */
const concurrent: CaseSpec = {
  ...tagged('wrapped-cause'),
  name: 'id-concurrent-failures',
  variant: 'interleaved',
  injected: 'a feed line has too few fields, while other requests fail at the same time for other reasons',
  run: async (bench) => {
    const url = await startShop(bench, withId);
    await sendHealthy(bench, url);
    bench.mark();
    const others = ['/orders/report', '/price', '/orders/7/label'].map((path) => bench.send(`${url}${path}`));
    await bench.fail(`${url}/feed`, POST_OPTIONS);
    await Promise.all(others);
  },
};

const CASES: readonly CaseSpec[] = [
  plain('postgres-refused', { alsoAs: ['gzip'] }),
  plain('postgres-password'),
  plain('postgres-no-column', { keep: ['discount_code', '42703'], alsoAs: ['docker-json'] }),
  plain('postgres-statement-timeout'),
  plain('mysql-no-table'),
  plain('mysql-lock-wait', { alsoAs: ['crlf'] }),
  plain('rates-html'),
  plain('maps-401'),
  plain('dynamodb-throttled'),
  plain('folder-eacces', { alsoAs: ['rotated'] }),
  plain('audit-disk-full'),
  plain('range-error', { alsoAs: ['invalid-utf8'] }),
  plain('coupon-unknown', { alsoAs: ['ansi'] }),
  plain('module-missing'),
  plain('template-missing'),
  plain('job-timeout'),
  missingView,
  badJsonNoise,
  tagged('postgres-no-database'),
  tagged('postgres-too-many-clients', { alsoAs: ['docker-json'] }),
  tagged('postgres-duplicate-key'),
  tagged('mysql-no-column', { alsoAs: ['rotated'] }),
  tagged('redis-maxmemory'),
  tagged('payments-503-axios'),
  tagged('inventory-refused', { alsoAs: ['gzip'] }),
  tagged('shipping-timeout'),
  tagged('tls-self-signed', { alsoAs: ['crlf'] }),
  tagged('dns-no-such-host'),
  tagged('aws-expired-token'),
  tagged('s3-access-denied'),
  tagged('syntax-in-module'),
  answeredTwice,
  concurrent,
  json('postgres-deadlock'),
  json('mysql-refused', { alsoAs: ['docker-json'] }),
  json('redis-refused'),
  json('tls-expired', {
    // winston keeps only the cause's own properties: no type and no message of it reach the log.
    exception: { line: /^\{.*"level":"error","message":"fetch failed"/, type: null },
    keep: ['CERT_HAS_EXPIRED'],
  }),
  json('dynamodb-access-denied', { alsoAs: ['gzip'] }),
  json('file-eacces', { alsoAs: ['crlf'] }),
  json('undefined-reduce', { alsoAs: ['rotated'] }),
  ...deployCases(byDefault),
  heapLimitCase(byDefault),
  redisNoiseCase(byDefault, {
    name: 'redis-noise-type-error',
    path: '/orders/7/label',
    spec: typeErrorLabel,
  }),
  redisNoiseCase(withId, { name: 'id-redis-noise-s3', path: '/receipts/9', spec: deniedLabel }),
  quietCase(byDefault, 'plain-500', {
    path: '/quiet',
    injected: 'a handler answers 500 on its own and logs nothing',
  }),
  unreachedCase(byDefault),
];

export const stack = defineStack({
  name: 'express',
  language: 'node',
  ports: [22_100, 22_199],
  install: installNodeModules,
  software: async () => `Express 5.3.0, Node.js ${(await sh(NODE_20, ['--version'])).stdout.trim()}`,
  cases: CASES,
});
