import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyTo } from '../../backing/machine.ts';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustPostgres, sharedPostgres } from '../../harness/postgres.ts';
import { sh } from '../../harness/process.ts';
import {
  BACKEND_PACKAGES,
  crossedUpdate,
  fullDevice,
  holdMariadbRow,
  SHOP_SECRETS,
  shopBackends,
} from '../../harness/shop-backends.ts';
import { SELF_SIGNED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

const PACKAGES = [
  '@hapi/hapi@21.4.10',
  'log4js@6.9.1',
  'winston@3.19.0',
  'node@24.21.0',
  'knex@3.3.0',
  'pg@8.23.1',
  'mysql2@3.24.6',
  'redis@6.3.1',
  'axios@1.21.1',
  '@aws-sdk/client-dynamodb@3.1169.0',
];
const MODULES = '/srv/shop-backing/hapi/node_modules';
const NODE = `${MODULES}/node/bin/node`;

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
}

const install = async (cacheDir: string): Promise<void> => {
  await installDebian(BACKEND_PACKAGES);
  const dir = join(cacheDir, 'node-hapi');
  if (!existsSync(join(dir, 'node_modules', 'node', 'bin', 'node'))) {
    mkdirSync(dir, { recursive: true });
    const manifest = { name: 'lab-florist', private: true, version: '0.0.0', allowScripts: { node: true } };
    writeFileSync(join(dir, 'package.json'), `${JSON.stringify(manifest)}\n`);
    await sh('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES], { cwd: dir, maxBuffer: 1 << 26 });
  }
  mkdirSync(join(MODULES, '..'), { recursive: true });
  copyTo(join(dir, 'node_modules'), MODULES);
};

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const backends = await shopBackends();
  const data = join(bench.dir, 'data');
  mkdirSync(data);
  symlinkSync(MODULES, join(bench.dir, 'node_modules'));
  const port = await bench.port();
  await bench.start({
    command: ['prlimit', ...(options.limits ?? []), NODE, 'server.js'],
    env: { DATA_DIR: data, NODE_ENV: 'production', ...backends, ...options.env, PORT: String(port) },
    out: 'florist.log',
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const DEFAULTS = {
  start: startApp,
  logs: ['florist.log'],
  healthy: ['/health', '/orders', '/stem/rose', '/basket'],
};
/** Hapi's own debug output: the tags of the event, then the stack, four spaces further in. */
const plain = webCases<AppOptions>({
  ...DEFAULTS,
  from: /^Debug: /,
  before: /^(\d{4}-\d\d-\d\d |Debug: )/,
});
/** Log4js with a pattern; the error is inspected, so its causes and properties stand below the stack. */
const log4js = webCases<AppOptions>({
  ...DEFAULTS,
  from: /^\[\d{4}-\d\d-\d\dT\S+\] \[ERROR\] florist /,
  before: /^\[\d{4}-\d\d-\d\dT/,
});
/** Winston in the form of Logstash, one JSON object a record. */
const winston = webCases<AppOptions>(DEFAULTS);

const LOG4JS = { LOG_STYLE: 'log4js' };
const WINSTON = { LOG_STYLE: 'winston' };
const DRY = ['/health', '/stem/rose'];
const ERROR_RECORD = /"error":".*/.source;

const at =
  (file: string) =>
  (name: string | null, code: string): FrameSpec => ({
    file: `/srv/shop/hapi/${file}`,
    function: name,
    code,
  });
const inStores = at('lib/stores.js');
const inBench = at('lib/bench.js');
const ASK = at('lib/courier.js')('Object.ask', 'const answer = await axios.get(');
const SEASONS = inStores('Object.seasons', 'const answer = await client.send(');
const LENGTH = inBench('Object.stem', 'return STEMS[flower].length');

const DATASTORE: readonly CaseSpec[] = [
  plain({
    name: 'pg-refused',
    kind: 'confuser',
    injected:
      'the database address points to port 21921, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/orders',
    app: { env: { PG_PORT: '21921' } },
    healthy: DRY,
    line: /^ {4}Error: connect ECONNREFUSED 127\.0\.0\.1:21921/,
    type: 'Error',
    keep: ['connect ECONNREFUSED 127.0.0.1:21921'],
    alsoAs: ['docker-json'],
  }),
  log4js({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/orders',
    app: { env: { ...LOG4JS, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: /failed: error: password authentication failed/,
    type: 'error',
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['gzip'],
  }),
  winston({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/vases',
    app: { env: WINSTON },
    line: new RegExp(`(?:${ERROR_RECORD})relation`),
    type: 'error',
    keep: ['does not exist'],
    alsoAs: ['rotated'],
  }),
  plain({
    name: 'pg-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/scents',
    line: /error: select .*column "scent" does not exist/,
    type: 'error',
    keep: ['column "scent" does not exist'],
  }),
  log4js({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/orders',
    app: { env: LOG4JS },
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /failed: error: .*remaining connection slots are reserved/,
    type: 'error',
    keep: ['remaining connection slots are reserved'],
  }),
  plain({
    name: 'pool-exhausted',
    injected: 'a slow query holds the only connection of the pool for longer than its acquire timeout',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/export',
    app: { env: { POOL: '1' } },
    inject: crossedUpdate('/export/slow', 400),
    line: /KnexTimeoutError: Knex: Timeout acquiring a connection/,
    type: 'KnexTimeoutError',
    in: at('lib/orders.js')('Object.hold', 'const rows = await db.raw('),
    keep: ['The pool is probably full'],
    alsoAs: ['invalid-utf8'],
  }),
  winston({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/swap/1',
    app: { env: WINSTON },
    inject: crossedUpdate('/swap/2'),
    line: new RegExp(`(?:${ERROR_RECORD})deadlock detected`),
    type: 'error',
    keep: ['deadlock detected'],
  }),
  log4js({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/subscribe',
    app: { env: LOG4JS },
    line: /error: insert into .*duplicate key value/,
    type: 'error',
    secrets: ['grace@example.org'],
    keep: ['duplicate key value violates unique constraint "customers_email_key"'],
  }),
  winston({
    name: 'mysql-refused',
    kind: 'confuser',
    injected:
      'the flowers are asked for at port 21922, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/flowers',
    app: { env: { ...WINSTON, MY_PORT: '21922' } },
    line: new RegExp(`(?:${ERROR_RECORD})connect ECONNREFUSED 127\\.0\\.0\\.1:21922`),
    type: 'Error',
    in: inStores('menu', 'const db = await mysql.createConnection('),
    keep: ['connect ECONNREFUSED 127.0.0.1:21922'],
  }),
  plain({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the flowers',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/flowers',
    app: { env: { MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: /Error: Access denied for user 'shop'/,
    type: 'Error',
    in: inStores('menu', 'const db = await mysql.createConnection('),
    keep: ["Access denied for user 'shop'"],
    alsoAs: ['crlf'],
  }),
  log4js({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/pick',
    app: { env: LOG4JS },
    inject: (bench) => holdMariadbRow(bench, 11, 4),
    line: /Error: Lock wait timeout exceeded/,
    type: 'Error',
    in: inStores('menu', 'const [rows] = await db.query(statement)'),
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  plain({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/basket',
    app: { env: { REDIS_PASSWORD: '' } },
    healthy: ['/health', '/orders'],
    line: /^ {4}Error: NOAUTH /,
    type: 'Error',
    keep: ['NOAUTH'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  log4js({
    name: 'courier-503',
    injected: 'the courier answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/courier/unavailable',
    app: { env: LOG4JS },
    line: /AxiosError: Request failed with status code 503/,
    type: 'AxiosError',
    in: ASK,
    secrets: [SHOP_SECRETS.paymentKey],
    keep: ['Request failed with status code 503'],
  }),
  plain({
    name: 'courier-401',
    injected: 'the courier answers 401: the key has expired',
    cause: 'thirdparty.api',
    component: 'http',
    path: '/courier/key',
    line: /AxiosError: Request failed with status code 401/,
    type: 'AxiosError',
    in: ASK,
    keep: ['Request failed with status code 401'],
  }),
  winston({
    name: 'courier-slow',
    kind: 'confuser',
    injected: 'the courier does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http',
    path: '/courier/slow',
    app: { env: WINSTON },
    line: new RegExp(`(?:${ERROR_RECORD})timeout of 900ms exceeded`),
    type: 'AxiosError',
    in: ASK,
    keep: ['timeout of 900ms exceeded'],
  }),
  plain({
    name: 'courier-dns',
    injected: 'the host name of the courier does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/courier/now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: /^Caused by: Error: getaddrinfo ENOTFOUND api\.paywell\.invalid/,
    type: 'Error',
    in: ASK,
    keep: ['getaddrinfo ENOTFOUND api.paywell.invalid'],
  }),
  winston({
    name: 'courier-certificate',
    injected: 'the courier shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http',
    path: '/courier/now',
    app: { env: { ...WINSTON, PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: new RegExp(`(?:${ERROR_RECORD})self-signed certificate`),
    type: 'Error',
    in: ASK,
    keep: ['self-signed certificate'],
  }),
  log4js({
    name: 'table-denied',
    injected: 'the role may not read the table',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/seasons',
    app: { env: { ...LOG4JS, TABLE: 'denied-table' } },
    line: /AccessDeniedException: User: /,
    type: 'AccessDeniedException',
    in: SEASONS,
    keep: ['is not authorized to perform: dynamodb:GetItem'],
  }),
  plain({
    name: 'table-hot',
    injected: 'the table answers that its throughput is used up',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/seasons',
    app: { env: { TABLE: 'hot-table' } },
    line: /ProvisionedThroughputExceededException: /,
    type: 'ProvisionedThroughputExceededException',
    in: SEASONS,
    keep: ['ProvisionedThroughputExceededException'],
  }),
];

const OWN: readonly CaseSpec[] = [
  plain({
    name: 'undefined-length',
    injected: 'the code reads the length of a stem that is not known',
    cause: 'code.exception',
    component: 'self',
    path: '/stem/fern',
    line: /TypeError: Cannot read properties of undefined \(reading 'length'\)/,
    type: 'TypeError',
    in: LENGTH,
    alsoAs: ['docker-json', 'nbsp'],
  }),
  log4js({
    name: 'negative-count',
    injected: 'the code repeats a text a negative number of times',
    cause: 'code.exception',
    component: 'self',
    path: '/bunch',
    app: { env: LOG4JS },
    line: /RangeError: Invalid count value: -3/,
    type: 'RangeError',
    in: inBench('Object.bunch', "return 'rose '.repeat("),
    alsoAs: ['rotated'],
  }),
  winston({
    name: 'guarded-words',
    kind: 'confuser',
    injected: 'the code throws an error of its own whose text speaks of access, time and connections',
    cause: 'code.exception',
    component: 'self',
    path: '/thorn',
    app: { env: WINSTON },
    line: new RegExp(`(?:${ERROR_RECORD})ThornError`),
    type: 'ThornError',
    in: inBench('Object.thorn', "throw new ThornError('EACCES"),
  }),
  log4js({
    name: 'diary-permission',
    injected: 'the diary lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/hapi/data/diary.txt',
    path: '/diary',
    app: { env: LOG4JS, user: 'www-data' },
    line: /Error: EACCES: permission denied, open '\/srv\/shop\/hapi\/data\/diary\.txt'/,
    type: 'Error',
    in: inBench('Object.diary', 'await fs.promises.appendFile('),
    keep: ["EACCES: permission denied, open '/srv/shop/hapi/data/diary.txt'"],
  }),
  plain({
    name: 'diary-disk-full',
    injected: 'the diary is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file',
    path: '/diary',
    inject: fullDevice('data/diary.txt'),
    line: /Error: ENOSPC: no space left on device/,
    type: 'Error',
    in: inBench('Object.diary', 'await fs.promises.appendFile('),
    keep: ['ENOSPC: no space left on device'],
  }),
  winston({
    name: 'too-many-files',
    injected: 'the code opens 400 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/pots',
    app: { env: WINSTON, limits: ['--nofile=96:96'] },
    line: new RegExp(`(?:${ERROR_RECORD})EMFILE: too many open files`),
    type: 'Error',
    in: inBench('Object.pots', 'for (let pot = 0;'),
    keep: ['EMFILE: too many open files'],
  }),
  winston({
    name: 'poster-missing',
    injected: 'a file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/hapi/posters/may.svg',
    path: '/poster',
    app: { env: WINSTON },
    line: new RegExp(`(?:${ERROR_RECORD})ENOENT: no such file or directory`),
    type: 'Error',
    in: inBench('Object.poster', "return fs.readFileSync('"),
    keep: ['ENOENT: no such file or directory'],
  }),
  log4js({
    name: 'module-missing',
    injected: 'a package that the code requires when it needs it is not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/card',
    app: { env: LOG4JS },
    line: /Error: Cannot find module 'greeting-card-printer'/,
    type: 'Error',
    in: inBench('Object.card', "return require('greeting-card-printer')"),
    keep: ["Cannot find module 'greeting-card-printer'"],
  }),
  plain({
    name: 'syntax',
    injected: 'a file that is loaded when it is needed lacks a comma',
    cause: 'code.syntax',
    component: 'file /srv/shop/hapi/lib/ribbon.js',
    path: '/ribbon',
    line: /SyntaxError: Unexpected number/,
    type: 'SyntaxError',
    in: inBench('Object.ribbon', "return require('./ribbon').colours"),
  }),
  log4js({
    name: 'drying-timeout',
    injected: 'the code waits for nothing, longer than its own limit of 0.7 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/drying',
    app: { env: LOG4JS },
    line: /TimeoutError.*The operation was aborted due to timeout/,
    type: 'TimeoutError',
    keep: ['The operation was aborted due to timeout'],
  }),
  plain({
    name: 'undefined-length-noise',
    variant: 'noise',
    injected:
      'the code reads the length of a stem that is not known, while a feed that nobody needs is away all the time',
    cause: 'code.exception',
    component: 'self',
    path: '/stem/fern',
    app: { env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /TypeError: Cannot read properties of undefined \(reading 'length'\)/,
    type: 'TypeError',
    in: LENGTH,
  }),
  log4js({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code repeats a text a negative number of times, while other requests fail on a missing table and a missing file',
    cause: 'code.exception',
    component: 'self',
    path: '/bunch',
    app: { env: LOG4JS },
    inject: (bench, url) => {
      bench.mark();
      const others = ['/vases', '/poster', '/vases'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: /RangeError: Invalid count value: -3/,
    type: 'RangeError',
    in: inBench('Object.bunch', "return 'rose '.repeat("),
  }),
];

const quiet = {
  kind: 'no-evidence',
  cause: null,
  component: null,
  path: '/quiet',
  line: null,
  type: null,
} as const;

const QUIET: readonly CaseSpec[] = [
  plain({
    ...quiet,
    name: 'quiet-500',
    injected: 'the handler answers 500 by itself; a line for each request is all there is',
    alsoAs: ['crlf'],
  }),
  winston({
    ...quiet,
    name: 'quiet-500-winston',
    injected: 'the handler answers 500 by itself; a record for each request is all there is',
    app: { env: WINSTON },
  }),
  log4js({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    app: { env: { ...LOG4JS, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
];

export const stack = defineStack({
  name: 'hapi',
  language: 'node',
  install,
  software: async () => {
    const node = (await sh(NODE, ['--version'])).stdout.trim();
    const named = PACKAGES.filter((one) => /^(@hapi\/hapi|log4js|winston|knex|pg)@/.test(one));
    return `${named.map((one) => one.replace(/@(?=[^@]*$)/, ' ')).join(', ')}, Node.js ${node}`;
  },
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...QUIET],
});
