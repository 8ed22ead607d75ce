import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { SHOP_SECRETS } from '../../harness/shop-backends.ts';
import { webCases } from '../../harness/web-cases.ts';
import { bakerySoftware, installBakery, startBakery } from '../koa/bakery.ts';
import type { BakeryOptions, BakeryVersion } from '../koa/bakery.ts';

/** The bakery a major version earlier in everything: the second row of the version matrix. */
const KOA_2: BakeryVersion = {
  name: 'koa2',
  packages: ['koa@2.16.2', 'node@20.19.5', 'typeorm@0.3.26', 'mongodb@6.20.0', '@aws-sdk/client-sqs@3.893.0'],
};

const DEFAULTS = {
  start: startBakery(KOA_2),
  logs: ['bakery.log'],
  healthy: ['/health', '/orders', '/temperature/rye', '/baskets'],
};
const plain = webCases<BakeryOptions>({ ...DEFAULTS, before: /^(\d{4}-\d\d-\d\dT|$)/ });
const tagged = webCases<BakeryOptions>({
  ...DEFAULTS,
  from: /^\d{4}-\d\d-\d\dT\S+ [0-9a-f]{32} ERROR /,
  before: /^\d{4}-\d\d-\d\dT/,
});
const json = webCases<BakeryOptions>(DEFAULTS);

const ID = { LOG_STYLE: 'id' };
const BUNYAN = { LOG_STYLE: 'bunyan' };
const ERROR_LINE = '"level":50,.*';

const at =
  (file: string) =>
  (name: string | null, code: string): FrameSpec => ({
    file: `/srv/shop/koa2/${file}`,
    function: name,
    code,
  });
const inOven = at('src/oven.js');
const SERVER = at('server.js')(null, 'else ctx.body = { answer: await ROUTES[ctx.path]() }');

const CASES: readonly CaseSpec[] = [
  tagged({
    name: 'pg-refused-as-cause',
    kind: 'confuser',
    injected:
      'nothing listens at the database port, and the code wraps the error in one of its own; the text names an address and no database',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/nightly',
    app: { env: { ...ID, PG_PORT: '21988' } },
    healthy: ['/health', '/temperature/rye'],
    line: /\[cause\]: Error: connect ECONNREFUSED 127\.0\.0\.1:21988/,
    type: 'Error',
    keep: ['connect ECONNREFUSED 127.0.0.1:21988'],
  }),
  plain({
    name: 'pg-missing-table',
    injected: 'an entity was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/loaves',
    line: /^ {2}QueryFailedError: relation "loaves" does not exist/,
    type: 'QueryFailedError',
    in: SERVER,
    keep: ['relation "loaves" does not exist'],
    alsoAs: ['docker-json'],
  }),
  tagged({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the menu',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/menu',
    app: { env: { ...ID, MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: /AccessDeniedError \[SequelizeAccessDeniedError\]: Access denied for user 'shop'/,
    type: 'SequelizeAccessDeniedError',
    keep: ["Access denied for user 'shop'"],
    in: SERVER,
  }),
  json({
    name: 'mongo-refused',
    injected: 'nothing listens at the port of the ratings database, 21981',
    cause: 'datastore.unreachable',
    component: 'mongodb 127.0.0.1:21981',
    path: '/ratings',
    app: { env: BUNYAN },
    line: new RegExp(`${ERROR_LINE}MongoServerSelectionError`),
    type: 'MongoServerSelectionError',
    keep: ['connect ECONNREFUSED 127.0.0.1:21981'],
  }),
  plain({
    name: 'undefined-method',
    injected: 'the code calls a method of a value that is undefined',
    cause: 'code.exception',
    component: 'self',
    path: '/temperature/spelt',
    line: /^ {2}TypeError: Cannot read properties of undefined \(reading 'toFixed'\)/,
    type: 'TypeError',
    in: inOven('temperature', 'return found.toFixed(1)'),
    alsoAs: ['gzip'],
  }),
  tagged({
    name: 'broken-json',
    kind: 'confuser',
    injected:
      'the code parses a broken JSON text of its own: no syntax error of the code, and no answer of somebody else',
    cause: 'code.exception',
    component: 'self',
    path: '/settings',
    app: { env: ID },
    line: /SyntaxError: Unexpected token 'o'/,
    type: 'SyntaxError',
    in: inOven('settings', 'return JSON.parse('),
  }),
  tagged({
    name: 'rates-dns',
    injected: 'the host name of the courier does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/fetch/now',
    app: { env: { ...ID, PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: /\[cause\]: Error: getaddrinfo ENOTFOUND api\.paywell\.invalid/,
    type: 'Error',
    keep: ['getaddrinfo ENOTFOUND api.paywell.invalid'],
  }),
  plain({
    name: 'diary-permission',
    injected: 'the diary lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/koa2/data/diary.log',
    path: '/diary',
    app: { user: 'www-data' },
    line: /^ {2}Error: EACCES: permission denied, open '\/srv\/shop\/koa2\/data\/diary\.log'/,
    type: 'Error',
    in: inOven('diary', 'await fs.appendFile('),
    keep: ['EACCES: permission denied'],
  }),
  plain({
    name: 'module-missing',
    injected: 'a package that the code requires when it needs it is not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/printer',
    line: /^ {2}Error: Cannot find module 'receipt-printer-driver'/,
    type: 'Error',
    in: inOven('printer', "return require('receipt-printer-driver')"),
    keep: ["Cannot find module 'receipt-printer-driver'"],
  }),
  plain({
    name: 'syntax',
    injected: 'a file that is loaded when it is needed lacks a comma',
    cause: 'code.syntax',
    component: 'file /srv/shop/koa2/src/glaze.js',
    path: '/glaze',
    line: /^ {2}SyntaxError: Unexpected identifier/,
    type: 'SyntaxError',
    exception: { from: /^ {2}\/srv\/shop\/koa2\/src\/glaze\.js:6/ },
    in: inOven('glaze', "return require('./glaze').recipe"),
  }),
  tagged({
    name: 'proofing-timeout',
    injected: 'the code waits for nothing, longer than its own limit of 0.7 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/proofing',
    app: { env: ID },
    line: /TimeoutError.*The operation was aborted due to timeout/,
    type: 'TimeoutError',
    keep: ['The operation was aborted due to timeout'],
  }),
];

export const stack = defineStack({
  name: 'koa2',
  language: 'node',
  appOf: 'koa',
  install: installBakery(KOA_2),
  software: bakerySoftware(KOA_2),
  cases: CASES,
});
