import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, sharedMariadb } from '../../harness/mariadb.ts';
import { exhaustPostgres, sharedPostgres } from '../../harness/postgres.ts';
import { installPython, pythonSoftware } from '../../harness/python.ts';
import {
  BACKEND_PACKAGES,
  crossedUpdate,
  fullDevice,
  holdMariadbRow,
  SHOP_SECRETS,
} from '../../harness/shop-backends.ts';
import { EXPIRED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';
import { LOG, startBeside, startFerry, VENV } from './ferry.ts';
import type { FerryOptions } from './ferry.ts';

const REQUIREMENTS = [
  'pyramid==2.1',
  'pyramid-exclog==1.1',
  'waitress==3.0.2',
  'plaster-pastedeploy==1.0.1',
  'Paste==3.10.1',
  'psycopg[binary,pool]==3.3.9',
  'PyMySQL==1.2.4',
  'redis==8.1.0',
  'requests==2.34.2',
  'urllib3==2.8.0',
  'boto3==1.44.8',
];

const DEFAULTS = { start: startFerry, logs: [LOG], healthy: ['/health', '/bookings', '/vessel/tern'] };
/** The scaffold's layout; pyramid_exclog writes the address of the request and the traceback. */
const scaffold = webCases<FerryOptions>({
  ...DEFAULTS,
  from: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR \[exc_logger:\d+\]/,
  before: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]/,
});
/**
 * Bars between the fields, and waitress is the one that writes the traceback. Pyramid looks for an exception view and has
 * none, so its own HTTPNotFound stands above every error and takes the place of what was handled before.
 */
const bars = webCases<FerryOptions>({
  ...DEFAULTS,
  from: /^ERROR \| .* \| waitress \| Exception while serving /,
  before: /^[A-Z]+ \| \d{4}-/,
});

const DRY = ['/health', '/vessel/tern'];
const API_KEY = 'Bearer fer_live_3Kd8PzQ6XwYt1VbM9HsC';

const at =
  (file: string) =>
  (name: string, code: string): FrameSpec => ({
    file: `/srv/shop/pyramid/ferry/${file}`,
    function: name,
    code,
  });
const inBookings = at('bookings.py');
const inStores = at('stores.py');
const inPartners = at('partners.py');
const inDeck = at('deck.py');
const PG_CONNECT = inBookings('ask', 'with psycopg.connect(**options()) as db:\n        cursor');
const ASK = inBookings('ask', 'cursor = db.execute(statement, values)');
const BERTH = inBookings('berth', 'with POOL.connection() as db:');
const MY_CONNECT = inStores('cargo_db', 'return pymysql.connect(');
const QUEUE = inStores('queue', 'return {"waiting":');
const GET = inPartners('fare', 'answer = requests.get(');
const CHECKED = inPartners('fare', 'answer.raise_for_status()');
const VESSEL = inDeck('vessel', 'return {"cars": VESSELS[name]}');
const SPEED = inDeck('speed', 'return {"knots":');

const DATASTORE: readonly CaseSpec[] = [
  scaffold({
    name: 'pg-refused',
    injected: 'the database address points to port 21941, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21941',
    path: '/bookings',
    app: { env: { PG_PORT: '21941' } },
    healthy: DRY,
    line: /^psycopg\.OperationalError: .*Connection refused/,
    type: 'psycopg.OperationalError',
    in: PG_CONNECT,
    keep: ['Connection refused'],
  }),
  bars({
    name: 'pool-refused',
    injected:
      'the pool is to connect to port 21941, where nothing listens: it warns of each attempt, and the request gets no connection in time',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21941',
    path: '/berth',
    app: { ini: 'bars', env: { PG_PORT: '21941' } },
    healthy: DRY,
    line: /^psycopg_pool\.PoolTimeout: /,
    type: 'psycopg_pool.PoolTimeout',
    in: BERTH,
    keep: ['Connection refused'],
  }),
  scaffold({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    path: '/bookings',
    app: { env: { PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: /^psycopg\.OperationalError: .*password authentication failed/,
    type: 'psycopg.OperationalError',
    in: PG_CONNECT,
    keep: ['password authentication failed for user'],
  }),
  bars({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/lounge',
    app: { ini: 'bars' },
    line: /^psycopg\.errors\.UndefinedTable: /,
    type: 'psycopg.errors.UndefinedTable',
    in: ASK,
    keep: ['relation "lounge_seats" does not exist'],
    alsoAs: ['rotated'],
  }),
  scaffold({
    name: 'pg-missing-column',
    injected:
      'a query was deployed whose column no migration has made; the environment of the request is logged',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/tariffs',
    app: { ini: 'extra' },
    line: /^psycopg\.errors\.UndefinedColumn: /,
    type: 'psycopg.errors.UndefinedColumn',
    in: ASK,
    keep: ['column "surcharge" does not exist'],
  }),
  scaffold({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres 127.0.0.1:21432',
    path: '/bookings',
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /^psycopg\.OperationalError: .*remaining connection slots are reserved/,
    type: 'psycopg.OperationalError',
    in: PG_CONNECT,
    keep: ['remaining connection slots are reserved'],
  }),
  scaffold({
    name: 'pool-exhausted',
    injected: 'a long visit holds the only connection of the pool',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/berth',
    inject: crossedUpdate('/longberth', 500),
    line: /^psycopg_pool\.PoolTimeout: /,
    type: 'psycopg_pool.PoolTimeout',
    in: BERTH,
    keep: ["couldn't get a connection after 1.20 sec"],
  }),
  bars({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/swap1',
    app: { ini: 'bars' },
    inject: crossedUpdate('/swap2'),
    line: /^psycopg\.errors\.DeadlockDetected: /,
    type: 'psycopg.errors.DeadlockDetected',
    in: inBookings('swap', 'db.execute("UPDATE products SET stock = stock + 1'),
    keep: ['deadlock detected'],
  }),
  bars({
    name: 'mysql-refused',
    injected: 'the cargo is asked for at port 21942, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21942',
    path: '/cargo',
    app: { ini: 'bars', env: { MY_PORT: '21942' } },
    line: /^pymysql\.err\.OperationalError: \(2003, /,
    type: 'pymysql.err.OperationalError',
    in: MY_CONNECT,
    keep: ["Can't connect to MySQL server on '127.0.0.1'"],
  }),
  scaffold({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the cargo',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/cargo',
    app: { ini: 'extra', env: { MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: /^pymysql\.err\.OperationalError: \(1045, /,
    type: 'pymysql.err.OperationalError',
    in: MY_CONNECT,
    keep: ["Access denied for user 'shop'"],
  }),
  bars({
    name: 'mysql-full',
    injected: 'other sessions hold every connection that the server has',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/cargo',
    app: { ini: 'bars' },
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: /^pymysql\.err\.OperationalError: \(1040, /,
    type: 'pymysql.err.OperationalError',
    in: MY_CONNECT,
    keep: ['Too many connections'],
  }),
  scaffold({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/load',
    inject: (bench) => holdMariadbRow(bench, 7, 4),
    line: /^pymysql\.err\.OperationalError: \(1205, /,
    type: 'pymysql.err.OperationalError',
    in: inStores('load', 'cursor.execute("UPDATE products'),
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  scaffold({
    name: 'redis-refused',
    injected: 'the waiting cars are asked for at port 21943, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis localhost:21943',
    path: '/queue',
    app: { env: { REDIS_PORT: '21943' } },
    line: /^ConnectionRefusedError: \[Errno 111\] Connection refused/,
    type: 'ConnectionRefusedError',
    in: QUEUE,
    keep: ['Connection refused'],
    alsoAs: ['docker-json'],
  }),
  bars({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/queue',
    app: { ini: 'bars', env: { REDIS_PASSWORD: '' } },
    line: /^redis\.exceptions\.AuthenticationError: /,
    type: 'redis.exceptions.AuthenticationError',
    in: QUEUE,
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  scaffold({
    name: 'fare-503',
    injected: 'the partner answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/fare/unavailable',
    line: /^requests\.exceptions\.HTTPError: 503 Server Error/,
    type: 'requests.exceptions.HTTPError',
    in: CHECKED,
    keep: ['503 Server Error: Service Unavailable'],
  }),
  bars({
    name: 'fare-quota',
    injected: 'the partner answers 429',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/fare/quota',
    app: { ini: 'bars' },
    line: /^requests\.exceptions\.HTTPError: 429 Client Error/,
    type: 'requests.exceptions.HTTPError',
    in: CHECKED,
    keep: ['429 Client Error: Too Many Requests'],
  }),
  scaffold({
    name: 'fare-dns',
    injected: 'the host name of the partner does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/fare/now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: /^socket\.gaierror: \[Errno -2\] Name or service not known/,
    type: 'socket.gaierror',
    in: GET,
    keep: ['Name or service not known'],
  }),
  bars({
    name: 'fare-certificate-age',
    injected: 'the certificate of the partner expired a year ago',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/fare/now',
    app: {
      ini: 'bars',
      trustsExpired: true,
      env: { PAYMENTS_URL: `https://api.paywell.test:${EXPIRED_PORT}/v1` },
    },
    line: /^requests\.exceptions\.SSLError: .*certificate has expired/,
    type: 'requests.exceptions.SSLError',
    in: GET,
    keep: ['certificate verify failed: certificate has expired'],
  }),
  scaffold({
    name: 'customs-denied',
    injected: 'the role may not write to the bucket',
    cause: 'cloud.authz_throttle',
    component: 'aws:s3',
    path: '/customs',
    line: /^botocore\.errorfactory\.AccessDenied: An error occurred \(AccessDenied\)/,
    type: 'botocore.errorfactory.AccessDenied',
    in: inPartners('customs', 'boto3.client("s3").put_object('),
    keep: ['is not authorized to perform: s3:PutObject'],
  }),
  scaffold({
    name: 'radar-down',
    injected: 'the server that /radar is handed to, at port 21945, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21945',
    path: '/radar',
    status: 502,
    line: /ERROR \[ferry\.routes:\d+\].* bad gateway: upstream http:\/\/127\.0\.0\.1:21945/,
    type: null,
    exception: { from: /ERROR \[ferry\.routes:\d+\]/ },
    keep: ['Connection refused'],
  }),
];

const OWN: readonly CaseSpec[] = [
  scaffold({
    name: 'missing-key',
    injected:
      'the code asks for a vessel that its table does not have; the environment of the request is logged',
    cause: 'code.exception',
    component: 'self',
    path: '/vessel/skua',
    app: { ini: 'extra' },
    request: { headers: { authorization: API_KEY } },
    line: /^KeyError: 'skua'/,
    type: 'KeyError',
    in: VESSEL,
    secrets: [API_KEY.split(' ')[1]!],
  }),
  bars({
    name: 'division',
    injected: 'the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/speed/0',
    app: { ini: 'bars' },
    line: /^ZeroDivisionError: /,
    type: 'ZeroDivisionError',
    in: SPEED,
  }),
  scaffold({
    name: 'none-attribute',
    injected: 'the code takes an attribute of nothing',
    cause: 'code.exception',
    component: 'self',
    path: '/captain',
    line: /^AttributeError: /,
    type: 'AttributeError',
    in: inDeck('captain', 'return {"captain": found.upper()}'),
    keep: ["'NoneType' object has no attribute 'upper'"],
    alsoAs: ['crlf'],
  }),
  bars({
    name: 'departure-chain',
    injected: 'the code reads a day that is none and raises an error of its own from that',
    cause: 'code.exception',
    component: 'self',
    path: '/departure/someday',
    app: { ini: 'bars' },
    line: /^ValueError: Invalid isoformat string/,
    type: 'ValueError',
    in: inDeck('departure', 'when = datetime.date.fromisoformat(day)'),
    keep: ["Invalid isoformat string: 'someday'"],
  }),
  scaffold({
    name: 'syntax',
    injected: 'a module that is imported when it is needed has a bracket that nobody closed',
    cause: 'code.syntax',
    component: 'file /srv/shop/pyramid/ferry/winter.py',
    path: '/timetable',
    line: /^SyntaxError: /,
    type: 'SyntaxError',
    in: inDeck('timetable', 'from ferry import winter'),
  }),
  bars({
    name: 'module-missing',
    injected: 'a package that is imported when it is needed is not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/sonar',
    app: { ini: 'bars' },
    line: /^ModuleNotFoundError: /,
    type: 'ModuleNotFoundError',
    in: inDeck('sonar', 'import sonar_array_driver'),
    keep: ["No module named 'sonar_array_driver'"],
  }),
  scaffold({
    name: 'logbook-permission',
    injected: 'the folder of the logbook belongs to root, the application runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/pyramid/data/logbook.txt',
    path: '/logbook',
    app: { user: 'www-data' },
    line: /^PermissionError: \[Errno 13\]/,
    type: 'PermissionError',
    in: inDeck('logbook', 'with open(f"'),
    keep: ["Permission denied: '/srv/shop/pyramid/data/logbook.txt'"],
  }),
  bars({
    name: 'logbook-disk-full',
    injected: 'the logbook is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/pyramid/data/logbook.txt',
    path: '/logbook',
    app: { ini: 'bars' },
    inject: fullDevice('data/logbook.txt'),
    line: /^OSError: \[Errno 28\] No space left on device/,
    type: 'OSError',
    in: inDeck('logbook', 'with open(f"'),
    keep: ['No space left on device'],
  }),
  scaffold({
    name: 'too-many-files',
    injected: 'the code opens 400 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/lockers',
    app: { limits: ['--nofile=96:96'] },
    line: /^OSError: \[Errno 24\] Too many open files/,
    type: 'OSError',
    in: inDeck('lockers', 'opened = [open('),
    keep: ['Too many open files'],
  }),
  scaffold({
    name: 'memory',
    injected: 'the code takes 6 GB and the process may have 1.5',
    cause: 'resource.memory',
    component: 'self',
    path: '/ballast',
    app: { limits: ['--as=1500000000'] },
    line: /^MemoryError/,
    type: 'MemoryError',
    in: inDeck('ballast', 'return {"bytes":'),
  }),
  bars({
    name: 'clearance-timeout',
    injected: 'the code waits for a result that nobody sets, longer than its own limit of 0.6 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/clearance',
    app: { ini: 'bars' },
    line: /^TimeoutError/,
    type: 'TimeoutError',
    in: inDeck('clearance', 'return {"cleared":'),
  }),
];

/** What looks like another cause: handled errors, words of visitors, other processes and other requests. */
const BESIDE: readonly CaseSpec[] = [
  scaffold({
    name: 'fare-slow',
    kind: 'confuser',
    injected: 'the partner does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/fare/slow',
    line: /^TimeoutError: timed out/,
    type: 'TimeoutError',
    in: GET,
  }),
  bars({
    name: 'fare-forbidden',
    kind: 'confuser',
    injected: 'the partner answers 403 because the account is suspended',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/fare/forbidden',
    app: { ini: 'bars' },
    line: /^requests\.exceptions\.HTTPError: 403 Client Error/,
    type: 'requests.exceptions.HTTPError',
    in: CHECKED,
    keep: ['403 Client Error: Forbidden'],
  }),
  scaffold({
    name: 'pilot-page',
    kind: 'confuser',
    injected: 'the partner answers 200 with a page of its gateway where the code expects JSON',
    cause: 'thirdparty.api',
    alsoAccepted: ['code.exception'],
    component: 'http api.paywell.test',
    path: '/pilot/html',
    line: /^json\.decoder\.JSONDecodeError: /,
    type: 'json.decoder.JSONDecodeError',
    in: inPartners('pilot', 'return {"pilot":'),
  }),
  bars({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a passenger that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/enrol',
    app: { ini: 'bars' },
    line: /^psycopg\.errors\.UniqueViolation: /,
    type: 'psycopg.errors.UniqueViolation',
    in: ASK,
    keep: ['duplicate key value violates unique constraint'],
  }),
  scaffold({
    name: 'handled-cache',
    kind: 'confuser',
    injected:
      'the live positions are away, which the code handles and logs with its traceback; then it asks for a harbour that its table does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/position',
    app: { env: { REDIS_PORT: '21943' } },
    line: /^KeyError: 'skua'/,
    type: 'KeyError',
    in: inStores('position', 'return {"position":'),
  }),
  bars({
    name: 'retried-partner',
    kind: 'confuser',
    injected:
      'the partner answers 503 and then, asked once more, 200; after that the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/discount',
    app: { ini: 'bars' },
    line: /^ZeroDivisionError: /,
    type: 'ZeroDivisionError',
    in: inPartners('discount', 'return {"discount":'),
  }),
  scaffold({
    name: 'words-of-a-visitor',
    kind: 'confuser',
    injected:
      'a passenger searches for the words of a refused connection, and the code reads behind the end of a list',
    cause: 'code.exception',
    component: 'self',
    path: '/search?q=psycopg.OperationalError:+connection+refused,+too+many+connections',
    app: { ini: 'extra' },
    line: /^IndexError: list index out of range/,
    type: 'IndexError',
    in: inDeck('search', 'return {"found":'),
  }),
  scaffold({
    name: 'words-of-the-code',
    kind: 'confuser',
    injected: 'the code raises an error of its own whose words are those of three other causes',
    cause: 'code.exception',
    component: 'self',
    path: '/ramp',
    line: /^ferry\.deck\.RampError: /,
    type: 'ferry.deck.RampError',
    in: inDeck('ramp', 'raise RampError('),
  }),
  scaffold({
    name: 'missing-key-noise',
    variant: 'noise',
    injected:
      'the code asks for a vessel that its table does not have, while a gauge that nobody needs is away all the time and says so with a traceback',
    cause: 'code.exception',
    component: 'self',
    path: '/vessel/skua',
    app: { env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /^KeyError: 'skua'/,
    type: 'KeyError',
    in: VESSEL,
  }),
  bars({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code divides by a number that is zero, while other requests fail on a missing table and a missing package',
    cause: 'code.exception',
    component: 'self',
    path: '/speed/0',
    app: { ini: 'bars' },
    inject: (bench, url) => {
      bench.mark();
      const others = ['/lounge', '/sonar', '/lounge'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: /^ZeroDivisionError: /,
    type: 'ZeroDivisionError',
    in: SPEED,
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
  scaffold({
    ...quiet,
    name: 'quiet-500',
    injected: 'the view answers 500 by itself; a line for each request is all there is',
  }),
  bars({
    ...quiet,
    name: 'quiet-beside-failures',
    variant: 'interleaved',
    injected:
      'the view answers 500 by itself, while requests of others, to another path, fail on a missing table',
    app: { ini: 'bars' },
    inject: async (bench, url) => {
      bench.mark();
      await Promise.all(['/lounge', '/lounge'].map((path) => bench.send(url + path)));
    },
  }),
  bars({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the view answers 500 by itself, while a gauge that nobody needs is away all the time',
    app: { ini: 'bars', env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
  scaffold({
    ...quiet,
    name: 'quiet-500-release',
    injected: 'the view answers 500 by itself, while a release starts',
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '2.4.0' } });
    },
  }),
];

export const stack = defineStack({
  name: 'pyramid',
  language: 'python',
  heldOut: true,
  install: async (cacheDir) => {
    await installDebian([...BACKEND_PACKAGES, 'python3-venv']);
    await installPython(cacheDir, VENV, REQUIREMENTS);
  },
  software: (cacheDir) =>
    pythonSoftware(
      cacheDir,
      ['pyramid', 'pyramid-exclog', 'waitress', 'Paste', 'psycopg', 'PyMySQL', 'redis', 'requests'],
      VENV,
    ),
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...BESIDE, ...QUIET],
});
