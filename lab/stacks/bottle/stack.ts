import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustPostgres, sharedPostgres } from '../../harness/postgres.ts';
import { installPython, pythonEnv, pythonSoftware } from '../../harness/python.ts';
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

const VENV = 'venv-bottle';
const REQUIREMENTS = [
  'bottle==0.13.4',
  'waitress==3.0.2',
  'loguru==0.7.3',
  'sqlalchemy==2.1.9',
  'psycopg2-binary==2.9.13',
  'pymysql==1.2.4',
  'redis==8.1.0',
  'requests==2.34.2',
  'boto3==1.44.8',
];

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
}

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const [venv, backends] = await Promise.all([pythonEnv(bench.cacheDir, VENV), shopBackends()]);
  const data = join(bench.dir, 'data');
  mkdirSync(data);
  const port = await bench.port();
  await bench.start({
    command: ['prlimit', ...(options.limits ?? []), `${venv}/bin/python`, 'serve.py', String(port)],
    env: { PYTHONDONTWRITEBYTECODE: '1', DATA_DIR: data, ...backends, ...options.env },
    out: 'atelier.log',
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const DEFAULTS = {
  start: startApp,
  logs: ['atelier.log'],
  healthy: ['/health', '/orders', '/price/coat', '/basket'],
};
/** Bottle prints the traceback alone; the line of the request follows. */
const plain = webCases<AppOptions>({
  ...DEFAULTS,
  from: /^Traceback \(most recent call last\)/,
  before: /^(127\.0\.0\.1 \[|WARNING: )/,
});
/** Loguru's record, with the values of the variables drawn below the source lines. */
const loguru = webCases<AppOptions>({
  ...DEFAULTS,
  from: /^\S+ \S+ \| ERROR +\|/,
  before: /^\d{4}-\d\d-\d\d \S+ \| [A-Z]+ +\|/,
});
const json = webCases<AppOptions>(DEFAULTS);

const LOGURU = { LOG_STYLE: 'loguru' };
const JSON_STYLE = { LOG_STYLE: 'json' };
const DRY = ['/health', '/price/coat'];
const POSTGRES = 'postgres 127.0.0.1:21432';

const at =
  (file: string) =>
  (name: string, code: string): FrameSpec => ({ file: `/srv/shop/bottle/${file}`, function: name, code });
const inOrders = at('atelier/orders.py');
const inStores = at('atelier/stores.py');
const inBench = at('atelier/bench.py');
const OPEN_ORDERS = inOrders('open_orders', 'with ENGINE.connect() as db:\n        return {"orders"');
const CONNECT = inStores('fabrics', 'db = pymysql.connect(');
const CALL = at('atelier/partners.py')('pay', 'answer = requests.get(');

const DATASTORE: readonly CaseSpec[] = [
  plain({
    name: 'pg-refused',
    injected: 'the database address points to port 21901, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21901',
    path: '/orders',
    app: { env: { PG_PORT: '21901' } },
    healthy: DRY,
    line: /^psycopg2\.OperationalError: connection to server at "127\.0\.0\.1", port 21901 failed/,
    type: 'psycopg2.OperationalError',
    in: OPEN_ORDERS,
    keep: ['port 21901 failed: Connection refused'],
    alsoAs: ['docker-json', 'crlf'],
  }),
  loguru({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: POSTGRES,
    path: '/orders',
    app: { env: { ...LOGURU, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: /^psycopg2\.OperationalError: connection to server at .*password authentication failed/,
    type: 'psycopg2.OperationalError',
    in: OPEN_ORDERS,
    secrets: [SHOP_SECRETS.oldPassword],
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['gzip'],
  }),
  json({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: POSTGRES,
    path: '/fittings',
    app: { env: JSON_STYLE },
    line: /"text": .*UndefinedTable: relation/,
    type: 'psycopg2.errors.UndefinedTable',
    in: inOrders('fittings', 'return {"fittings":'),
    keep: ['psycopg2.errors.UndefinedTable'],
    alsoAs: ['rotated'],
  }),
  plain({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: POSTGRES,
    path: '/orders',
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /^psycopg2\.OperationalError: connection to server at .*remaining connection slots are reserved/,
    type: 'psycopg2.OperationalError',
    in: OPEN_ORDERS,
    keep: ['remaining connection slots are reserved'],
  }),
  loguru({
    name: 'pool-exhausted',
    injected: 'a long request holds the only connection of the pool for longer than its timeout',
    cause: 'datastore.capacity',
    component: POSTGRES,
    path: '/export',
    app: { env: { ...LOGURU, POOL: '1' } },
    inject: crossedUpdate('/export/slow', 400),
    line: /^sqlalchemy\.exc\.TimeoutError: QueuePool limit of size 1/,
    type: 'sqlalchemy.exc.TimeoutError',
    in: inOrders('export', 'with ENGINE.connect() as db:\n        time.sleep'),
    keep: ['QueuePool limit of size 1 overflow 0 reached'],
    alsoAs: ['invalid-utf8'],
  }),
  json({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: POSTGRES,
    path: '/swap/1',
    app: { env: JSON_STYLE },
    inject: crossedUpdate('/swap/2'),
    line: /"text": .*DeadlockDetected: deadlock detected/,
    type: 'psycopg2.errors.DeadlockDetected',
    in: inOrders('swap', 'db.execute(text("UPDATE products SET stock = stock + 1'),
    keep: ['deadlock detected'],
  }),
  plain({
    name: 'pg-check',
    kind: 'confuser',
    injected: 'the code inserts a negative total, which the check constraint of the table refuses',
    cause: 'code.exception',
    component: 'self',
    path: '/refund',
    line: /^psycopg2\.errors\.CheckViolation: new row for relation "orders"/,
    type: 'psycopg2.errors.CheckViolation',
    in: inOrders('refund', 'db.execute(text("INSERT INTO orders'),
    keep: ['violates check constraint "orders_total_cents_check"'],
  }),
  loguru({
    name: 'mysql-refused',
    injected: 'the fabrics are asked for at port 21902, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21902',
    path: '/fabrics',
    app: { env: { ...LOGURU, MY_PORT: '21902' } },
    line: /^ConnectionRefusedError: \[Errno 111\] Connection refused/,
    type: 'ConnectionRefusedError',
    in: CONNECT,
    keep: ["Can't connect to MySQL server on '127.0.0.1'"],
  }),
  plain({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/cut',
    inject: (bench) => holdMariadbRow(bench, 13, 4),
    line: /^pymysql\.err\.OperationalError: \(1205/,
    type: 'pymysql.err.OperationalError',
    in: inStores('fabrics', 'cursor.execute(statement)'),
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  plain({
    name: 'redis-refused',
    injected: 'the baskets are asked for at port 21903, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis localhost:21903',
    path: '/basket',
    app: { env: { REDIS_PORT: '21903' } },
    healthy: ['/health', '/orders'],
    line: /^ConnectionRefusedError: \[Errno 111\] Connection refused/,
    type: 'ConnectionRefusedError',
    in: inStores('basket', 'return {"pieces":'),
    keep: ['Error 111 connecting to localhost:21903. Connection refused.'],
  }),
  loguru({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis localhost:21379',
    path: '/basket',
    app: { env: { ...LOGURU, REDIS_PASSWORD: '' } },
    healthy: ['/health', '/orders'],
    line: /^redis\.exceptions\.AuthenticationError: /,
    type: 'redis.exceptions.AuthenticationError',
    in: inStores('basket', 'return {"pieces":'),
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  plain({
    name: 'payments-503',
    injected: 'the payment partner answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/unavailable',
    line: /^requests\.exceptions\.HTTPError: 503 Server Error/,
    type: 'requests.exceptions.HTTPError',
    in: at('atelier/partners.py')('pay', 'answer.raise_for_status()'),
    keep: ['503 Server Error'],
    alsoAs: ['docker-json'],
  }),
  loguru({
    name: 'payments-certificate',
    injected: 'the payment partner shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/pay/now',
    app: { env: { ...LOGURU, PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /^ssl\.SSLCertVerificationError: .*self-signed certificate/,
    type: 'ssl.SSLCertVerificationError',
    in: CALL,
    secrets: [SHOP_SECRETS.paymentKey],
    keep: ['certificate verify failed: self-signed certificate'],
  }),
  json({
    name: 'payments-dns',
    injected: 'the host name of the payment partner does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/pay/now',
    app: { env: { ...JSON_STYLE, PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: /"text": .*socket\.gaierror: /,
    type: 'socket.gaierror',
    in: CALL,
    secrets: [SHOP_SECRETS.paymentKey],
    keep: ['Name or service not known'],
  }),
  plain({
    name: 'payments-slow',
    kind: 'confuser',
    injected: 'the payment partner does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/pay/slow',
    line: /^TimeoutError: timed out/,
    type: 'TimeoutError',
    in: CALL,
    keep: ['Read timed out. (read timeout=0.9)'],
  }),
  json({
    name: 'table-denied',
    injected: 'the role may not read the table',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/measures',
    app: { env: { ...JSON_STYLE, TABLE: 'denied-table' } },
    line: /"text": .*AccessDeniedException/,
    type: 'botocore.exceptions.ClientError',
    in: inStores('measures', 'return {"measures":'),
    keep: ['is not authorized to perform: dynamodb:GetItem'],
  }),
];

const OWN: readonly CaseSpec[] = [
  plain({
    name: 'missing-key',
    injected: 'the code asks for the price of a piece that has none',
    cause: 'code.exception',
    component: 'self',
    path: '/price/cape',
    line: /^KeyError: 'cape'/,
    type: 'KeyError',
    in: inBench('price', 'return {"price": PRICES[piece]}'),
    alsoAs: ['nbsp'],
  }),
  loguru({
    name: 'division',
    injected: 'the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/pieces/0',
    app: { env: LOGURU },
    line: /^ZeroDivisionError: /,
    type: 'ZeroDivisionError',
    in: inBench('pieces', 'return {"each":'),
    alsoAs: ['rotated'],
  }),
  loguru({
    name: 'guarded-words',
    kind: 'confuser',
    injected: 'the code raises an error of its own whose text speaks of access, connections and time',
    cause: 'code.exception',
    component: 'self',
    path: '/refuse',
    app: { env: LOGURU },
    line: /^atelier\.bench\.FittingRefused: /,
    type: 'atelier.bench.FittingRefused',
    in: inBench('refuse', 'raise FittingRefused('),
  }),
  plain({
    name: 'ledger-permission',
    injected: 'the ledger lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/bottle/data/ledger.txt',
    path: '/ledger',
    app: { user: 'www-data' },
    line: /^PermissionError: \[Errno 13\]/,
    type: 'PermissionError',
    in: inBench('ledger', 'with open(f"'),
    keep: ["Permission denied: '/srv/shop/bottle/data/ledger.txt'"],
  }),
  loguru({
    name: 'ledger-disk-full',
    injected: 'the ledger is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/bottle/data/ledger.txt',
    path: '/ledger',
    app: { env: LOGURU },
    inject: fullDevice('data/ledger.txt'),
    line: /^OSError: \[Errno 28\] No space left on device/,
    type: 'OSError',
    in: inBench('ledger', 'with open(f"'),
    keep: ['No space left on device'],
  }),
  json({
    name: 'too-many-files',
    injected: 'the code opens 400 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/drawers',
    app: { env: JSON_STYLE, limits: ['--nofile=96:96'] },
    line: /"text": .*OSError: \[Errno 24\] Too many open files/,
    type: 'OSError',
    in: inBench('drawers', 'opened = [open('),
    keep: ['Too many open files'],
  }),
  plain({
    name: 'syntax',
    injected: 'a module that is imported when it is needed lacks a bracket',
    cause: 'code.syntax',
    component: 'file /srv/shop/bottle/atelier/pattern_sheet.py',
    path: '/pattern',
    line: /^SyntaxError: /,
    type: 'SyntaxError',
    in: inBench('pattern', 'from atelier import pattern_sheet'),
  }),
  loguru({
    name: 'module-missing',
    injected: 'a package that is imported when it is needed is not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/label',
    app: { env: LOGURU },
    line: /^ModuleNotFoundError: No module named 'labelprinter_driver'/,
    type: 'ModuleNotFoundError',
    in: inBench('label', 'import labelprinter_driver'),
    keep: ["No module named 'labelprinter_driver'"],
  }),
  plain({
    name: 'memory',
    injected: 'the code takes 6 GB and the process may have 1.5',
    cause: 'resource.memory',
    component: 'self',
    path: '/canvas',
    app: { limits: ['--as=1500000000'] },
    line: /^MemoryError/,
    type: 'MemoryError',
    in: inBench('canvas', 'roll = bytearray(6 << 30)'),
  }),
  json({
    name: 'pressing-timeout',
    injected: 'the code waits for a result that nobody sets, longer than its own limit of 0.6 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/pressing',
    app: { env: JSON_STYLE },
    line: /"text": .*TimeoutError/,
    type: 'TimeoutError',
    in: inBench('pressing', 'return {"pressed":'),
  }),
  loguru({
    name: 'division-noise',
    variant: 'noise',
    injected:
      'the code divides by a number that is zero, while a feed that nobody needs is away all the time',
    cause: 'code.exception',
    component: 'self',
    path: '/pieces/0',
    app: { env: { ...LOGURU, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /^ZeroDivisionError: /,
    type: 'ZeroDivisionError',
    in: inBench('pieces', 'return {"each":'),
  }),
  loguru({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code divides by a number that is zero, while other requests fail on a missing table and a missing package',
    cause: 'code.exception',
    component: 'self',
    path: '/pieces/0',
    app: { env: LOGURU },
    inject: (bench, url) => {
      bench.mark();
      const others = ['/fittings', '/label', '/fittings'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: /^ZeroDivisionError: /,
    type: 'ZeroDivisionError',
    in: inBench('pieces', 'return {"each":'),
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
  json({
    ...quiet,
    name: 'quiet-500-json',
    injected: 'the handler answers 500 by itself; a record for each request is all there is',
    app: { env: JSON_STYLE },
  }),
  loguru({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    app: { env: { ...LOGURU, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
];

export const stack = defineStack({
  name: 'bottle',
  language: 'python',
  install: async (cacheDir) => {
    await installDebian([...BACKEND_PACKAGES, 'python3-venv']);
    await installPython(cacheDir, VENV, REQUIREMENTS);
  },
  software: (cacheDir) =>
    pythonSoftware(
      cacheDir,
      ['bottle', 'waitress', 'loguru', 'SQLAlchemy', 'psycopg2-binary', 'redis'],
      VENV,
    ),
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...QUIET],
});
