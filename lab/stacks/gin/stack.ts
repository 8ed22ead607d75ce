import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, sharedMariadb } from '../../harness/mariadb.ts';
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
import { EXPIRED_PORT, SELF_SIGNED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

/** Where the bistro is built: stack traces print these paths. */
const BUILD = '/srv/build/bistro';
const PROGRAM = '/srv/shop-backing/gin/bistro';

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
  /** Asks a resolver that is not there, in a mount namespace of its own. */
  readonly noResolver?: boolean;
}

const WITHOUT_RESOLVER = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount --bind resolv.conf /etc/resolv.conf && exec "$0" "$@"',
] as const;

const install = async (cacheDir: string): Promise<void> => {
  await installDebian(BACKEND_PACKAGES);
  cpSync(join(import.meta.dirname, 'app'), BUILD, { recursive: true });
  const env = {
    ...process.env,
    GOPATH: join(cacheDir, 'go', 'path'),
    GOCACHE: join(cacheDir, 'go', 'cache'),
  };
  await sh('go', ['build', '-trimpath', '-o', PROGRAM, '.'], { cwd: BUILD, env, maxBuffer: 1 << 26 });
};

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const backends = await shopBackends();
  const data = join(bench.dir, 'data');
  mkdirSync(data);
  const port = await bench.port();
  writeFileSync(join(bench.dir, 'resolv.conf'), 'nameserver 127.0.0.53\n');
  const program = ['prlimit', ...(options.limits ?? []), PROGRAM] as const;
  await bench.start({
    command: options.noResolver === true ? [...WITHOUT_RESOLVER, ...program] : program,
    env: { DATA_DIR: data, ...backends, ...options.env, PORT: String(port) },
    out: 'bistro.log',
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const DEFAULTS = {
  start: startApp,
  logs: ['bistro.log'],
  healthy: ['/health', '/orders', '/sauce/soup', '/basket'],
};
/** Gin's own logger: the errors of a request stand below its line. */
const plain = webCases<AppOptions>({ ...DEFAULTS, before: /^(\[GIN\] |time=)/ });
const json = webCases<AppOptions>(DEFAULTS);

const LOGRUS = { LOG_STYLE: 'logrus' };
const ZEROLOG = { LOG_STYLE: 'zerolog' };
const DRY = ['/health', '/sauce/soup'];

/** Gin's recovery prints the panic, the request and the stack in one piece. */
const panic = (one: Omit<Parameters<typeof plain>[0], 'type' | 'cause' | 'component'>): CaseSpec =>
  plain({
    cause: 'code.exception',
    component: 'self',
    type: null,
    ...one,
    exception: { from: /\[Recovery\] \d{4}\/\d\d\/\d\d - \d\d:\d\d:\d\d panic recovered:/ },
  });

const inStove = (name: string, code: string): FrameSpec => ({
  file: 'example.com/bistro/kitchen/stove.go',
  function: name,
  code,
  source: 'kitchen/stove.go',
});

const DATASTORE: readonly CaseSpec[] = [
  plain({
    name: 'pg-refused',
    injected: 'the database address points to port 21985, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21985',
    path: '/orders',
    app: { env: { PG_PORT: '21985' } },
    healthy: DRY,
    line: /127\.0\.0\.1:21985.*connect: connection refused/,
    type: null,
    exception: { from: /Error #01: list orders/ },
    keep: ['connect: connection refused'],
    alsoAs: ['docker-json'],
  }),
  json({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    path: '/orders',
    app: { env: { ...ZEROLOG, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: /"level":"error".*password authentication failed/,
    type: null,
    keep: ['password authentication failed for user'],
    alsoAs: ['gzip'],
  }),
  json({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/tables',
    app: { env: LOGRUS },
    line: /level=error msg="request failed" error="list seatings: ERROR: relation/,
    type: null,
    keep: ['does not exist (SQLSTATE 42P01)'],
    alsoAs: ['crlf', 'invalid-utf8'],
  }),
  plain({
    name: 'pg-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/allergens',
    line: /Error #01: allergens of the menu: ERROR: column "allergens" does not exist/,
    type: null,
    keep: ['(SQLSTATE 42703)'],
  }),
  json({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres 127.0.0.1:21432',
    path: '/orders',
    app: { env: ZEROLOG },
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    after: (bench, url) => bench.healthy(`${url}/health`, 2),
    line: /"level":"error".*SQLSTATE 53300/,
    type: null,
    keep: ['remaining connection slots are reserved'],
  }),
  json({
    name: 'pool-exhausted',
    injected: 'a long request holds the only connection of the pool for longer than the acquire timeout',
    cause: 'datastore.capacity',
    alsoAccepted: ['resource.timeout'],
    component: 'postgres',
    path: '/pooled',
    app: { env: LOGRUS },
    inject: crossedUpdate('/pooled/long', 400),
    line: /level=error msg="request failed" error="acquire connection of the pool/,
    type: null,
    keep: ['context deadline exceeded'],
    kind: 'confuser',
  }),
  json({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/shift/1',
    app: { env: ZEROLOG },
    inject: crossedUpdate('/shift/2'),
    line: /"level":"error".*deadlock detected/,
    type: null,
    keep: ['deadlock detected (SQLSTATE 40P01)'],
    alsoAs: ['docker-json'],
  }),
  plain({
    name: 'pg-statement-timeout',
    injected: 'the forecast runs longer than statement_timeout, 350 ms',
    cause: 'datastore.contention',
    alsoAccepted: ['resource.timeout'],
    component: 'postgres',
    path: '/forecast',
    line: /Error #01: forecast of the evening: ERROR: canceling statement due to statement timeout/,
    type: null,
    keep: ['(SQLSTATE 57014)'],
    alsoAs: ['rotated'],
  }),
  json({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a guest that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/guest',
    app: { env: LOGRUS },
    line: /level=error msg="request failed" error="add guest: ERROR: duplicate key value/,
    type: null,
    keep: ['(SQLSTATE 23505)'],
  }),
  plain({
    name: 'mysql-refused',
    injected:
      'the menu is asked for at port 21986, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    component: null,
    path: '/menu',
    app: { env: { MY_PORT: '21986' } },
    line: /Error #01: menu: dial tcp 127\.0\.0\.1:21986: connect: connection refused/,
    type: null,
    keep: ['connect: connection refused'],
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    kind: 'confuser',
  }),
  json({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the menu',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/menu',
    app: { env: { ...ZEROLOG, MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: /"level":"error".*Error 1045 \(28000\): Access denied for user 'shop'/,
    type: null,
    keep: ["Access denied for user 'shop'"],
  }),
  json({
    name: 'mysql-full',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/menu',
    app: { env: LOGRUS },
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: /level=error msg="request failed" error="menu: Error 1040.*: Too many connections"/,
    type: null,
    keep: ['Too many connections'],
  }),
  plain({
    name: 'mysql-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'mysql',
    path: '/wines',
    line: /Error #01: menu: Error 1146 \(42S02\): Table 'shop\.wines' doesn't exist/,
    type: null,
    keep: ["Table 'shop.wines' doesn't exist"],
  }),
  json({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/reserve',
    app: { env: ZEROLOG },
    inject: (bench) => holdMariadbRow(bench, 16, 4),
    line: /"level":"error".*Error 1205 \(HY000\): Lock wait timeout exceeded/,
    type: null,
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  json({
    name: 'redis-refused',
    injected:
      'the basket is asked for at port 21987, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    component: null,
    path: '/basket',
    app: { env: { ...LOGRUS, REDIS_PORT: '21987' } },
    healthy: ['/health', '/orders', '/sauce/soup'],
    line: /level=error msg="request failed" error="basket of table 3: dial tcp 127\.0\.0\.1:21987/,
    type: null,
    keep: ['connect: connection refused'],
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    kind: 'confuser',
  }),
  plain({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/basket',
    app: { env: { REDIS_PASSWORD: '' } },
    healthy: ['/health', '/orders', '/sauce/soup'],
    line: /Error #01: basket of table 3: NOAUTH/,
    type: null,
    keep: ['NOAUTH'],
  }),
  json({
    name: 'mongo-refused',
    injected: 'nothing listens at the port of the reviews database, 21979',
    cause: 'datastore.unreachable',
    component: 'mongodb 127.0.0.1:21979',
    path: '/reviews',
    app: { env: ZEROLOG },
    line: /"level":"error".*server selection error/,
    type: null,
    keep: ['connect: connection refused'],
    alsoAs: ['ansi'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  json({
    name: 'rider-503',
    injected: 'the delivery partner answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/ride/unavailable',
    app: { env: LOGRUS },
    line: /level=error msg="request failed" error="ask for a rider: .*answered 503 Service Unavailable/,
    type: null,
    keep: ['answered 503 Service Unavailable'],
    alsoAs: ['gzip'],
  }),
  plain({
    name: 'rider-html',
    kind: 'confuser',
    injected: 'the delivery partner answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http',
    path: '/ride/html',
    line: /Error #01: decode the rider's answer: invalid character '<' looking for beginning of value/,
    type: null,
    keep: ["invalid character '<' looking for beginning of value"],
  }),
  json({
    name: 'rider-slow',
    kind: 'confuser',
    injected: 'the delivery partner does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/ride/slow',
    app: { env: ZEROLOG },
    line: /"level":"error".*Client\.Timeout exceeded while awaiting headers/,
    type: null,
    keep: ['Client.Timeout exceeded while awaiting headers'],
  }),
  plain({
    name: 'rider-dns',
    injected: 'nothing answers at the address of the name server, and so no host name is found',
    cause: 'network.dns_tls',
    component: 'http api.paywell.example',
    path: '/ride/now',
    app: { noResolver: true, env: { PAYMENTS_URL: 'http://api.paywell.example/v1' } },
    line: /Error #01: ask for a rider: .*lookup api\.paywell\.example/,
    type: null,
    alsoAs: ['crlf'],
  }),
  json({
    name: 'rider-certificate-expired',
    injected: 'the certificate of the delivery partner has expired; nobody trusts it either',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/ride/now',
    app: { env: { ...LOGRUS, PAYMENTS_URL: `https://api.paywell.test:${EXPIRED_PORT}/v1` } },
    line: /level=error msg="request failed" error="ask for a rider: .*x509: certificate/,
    type: null,
    keep: ['tls: failed to verify certificate: x509: certificate'],
  }),
  json({
    name: 'rider-certificate-authority',
    injected: 'the delivery partner shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/ride/now',
    app: { env: { ...ZEROLOG, PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /"level":"error".*x509: certificate signed by unknown authority/,
    type: null,
    keep: ['x509: certificate signed by unknown authority'],
  }),
];

const OWN: readonly CaseSpec[] = [
  panic({
    name: 'nil-pointer',
    injected: 'the code follows a nil pointer; the recovery of Gin catches the panic',
    path: '/sauce/salad',
    line: /^runtime error: invalid memory address or nil pointer dereference/,
    in: inStove('Sauce', 'return plate.sauce.name'),
    alsoAs: ['docker-json', 'rotated'],
  }),
  panic({
    name: 'index-out-of-range',
    injected: 'the code takes an element that the slice does not have',
    path: '/course',
    line: /^runtime error: index out of range \[4\] with length 2/,
    in: inStove('Course', 'return courses[number]'),
  }),
  panic({
    name: 'type-assertion',
    injected: 'the code takes a string for a number',
    path: '/assert',
    line: /^interface conversion: interface \{\} is string, not int/,
    in: inStove('Assert', 'return value.(int) + 1'),
    alsoAs: ['gzip'],
  }),
  panic({
    name: 'divide-by-zero',
    injected: 'the code divides by a number that is zero',
    path: '/portion',
    line: /^runtime error: integer divide by zero/,
    in: inStove('Portion', 'return 1000 / guests'),
  }),
  json({
    name: 'unrecovered-panic',
    injected: 'the code follows a nil pointer and nothing in Gin recovers it; net/http drops the connection',
    cause: 'code.exception',
    component: 'self',
    path: '/sauce/salad',
    status: 0,
    app: { env: ZEROLOG },
    line: /http: panic serving 127\.0\.0\.1:\d+: runtime error: invalid memory address/,
    type: null,
    exception: { before: /^\{"level"/ },
    in: inStove('Sauce', 'return plate.sauce.name'),
  }),
  json({
    name: 'parse',
    injected: 'the code reads a word as a number',
    cause: 'code.exception',
    component: 'self',
    path: '/parse',
    app: { env: LOGRUS },
    line: /level=error msg="request failed" error="parse portion: strconv\.Atoi: parsing/,
    type: null,
    keep: ['invalid syntax'],
    kind: 'confuser',
  }),
  json({
    name: 'burnt-words',
    kind: 'confuser',
    injected: 'the code makes an error of its own whose text speaks of connections and permissions',
    cause: 'code.exception',
    component: 'self',
    path: '/burnt',
    app: { env: ZEROLOG },
    line: /"level":"error".*stove 3: connection refused by the pan/,
    type: null,
  }),
  json({
    name: 'oven-timeout',
    injected: 'the code waits for a channel that nobody fills, longer than its own limit of 0.7 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/wait',
    app: { env: LOGRUS },
    line: /level=error msg="request failed" error="wait for the oven: context deadline exceeded"/,
    type: null,
    keep: ['context deadline exceeded'],
  }),
  plain({
    name: 'note-permission',
    injected: 'the kitchen book lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/gin/data/kitchen.log',
    path: '/note',
    app: { user: 'www-data' },
    line: /Error #01: open the kitchen book: open \/srv\/shop\/gin\/data\/kitchen\.log: permission denied/,
    type: null,
    keep: ['open /srv/shop/gin/data/kitchen.log: permission denied'],
  }),
  json({
    name: 'note-disk-full',
    injected: 'the kitchen book is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/gin/data/kitchen.log',
    path: '/note',
    app: { env: ZEROLOG },
    inject: fullDevice('data/kitchen.log'),
    line: /"level":"error".*no space left on device/,
    type: null,
    keep: ['no space left on device'],
  }),
  json({
    name: 'too-many-files',
    injected: 'the code opens 600 files, and the process may have 80',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/plates',
    app: { env: LOGRUS, limits: ['--nofile=80:80'] },
    line: /level=error msg="request failed" error="open plate \d+: open \/etc\/hostname: too many open files"/,
    type: null,
    keep: ['too many open files'],
    after: () => undefined,
  }),
  json({
    name: 'recipe-missing',
    injected: 'a file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/gin/recipes/stew.txt',
    path: '/recipe',
    app: { env: ZEROLOG },
    line: /"level":"error".*open \/srv\/shop\/gin\/recipes\/stew\.txt: no such file or directory/,
    type: null,
    keep: ['no such file or directory'],
  }),
  json({
    name: 'pg-missing-table-noise',
    variant: 'noise',
    injected: 'a table was never created, while a feed that nobody needs is away all the time',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/tables',
    app: { env: { ...LOGRUS, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /level=error msg="request failed" error="list seatings: ERROR: relation/,
    type: null,
  }),
  json({
    name: 'quiet-500',
    kind: 'no-evidence',
    injected: 'the handler answers 500 by itself; a line for each request is all there is',
    cause: null,
    component: null,
    path: '/quiet',
    app: { env: ZEROLOG },
    line: null,
    type: null,
    alsoAs: ['docker-json'],
  }),
  plain({
    name: 'quiet-500-noise',
    kind: 'no-evidence',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    cause: null,
    component: null,
    path: '/quiet',
    app: { env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: null,
    type: null,
  }),
];

export const stack = defineStack({
  name: 'gin',
  language: 'go',
  install,
  software: async () => {
    const go = (await sh('go', ['version'])).stdout.replace('go version ', '').trim();
    return `Gin 1.12.0, logrus 1.9.4, zerolog 1.35.1, pgx 5.9.2, ${go}`;
  },
  cases: [...DATASTORE, ...OUTSIDE, ...OWN],
});
