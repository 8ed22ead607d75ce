import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, sharedMariadb } from '../../harness/mariadb.ts';
import { exhaustPostgres, PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
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
import { LOG, startBeside, startObservatory, startUnderHoncho, VENV } from './observatory.ts';
import type { ObservatoryOptions } from './observatory.ts';

const REQUIREMENTS = [
  'cherrypy==18.10.0',
  'pg8000==1.31.6',
  'mysql-connector-python==26.10.0',
  'valkey==6.2.0',
  'pymemcache==4.0.0',
  'ecs-logging==2.3.0',
  'logfmter==0.0.12',
  'honcho==2.0.0',
  'boto3==1.44.8',
];

const DEFAULTS = {
  start: startObservatory,
  logs: [LOG],
  healthy: ['/health', '/observations', '/vega', '/map'],
};
/** CherryPy's own two logs in one file: a dated word above the bare traceback, and the access log. */
const native = webCases<ObservatoryOptions>({
  ...DEFAULTS,
  from: /^\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\S+\] HTTP\s*$/,
  before: /^(\[\d\d\/|127\.0\.0\.1 - |observatory)/,
});
/** The same lines behind the name of the process, as honcho prints them. */
const honcho = webCases<ObservatoryOptions>({
  ...DEFAULTS,
  start: startUnderHoncho,
  from: /web1\.1 +\| \[\d\d\/\S+\] HTTP\s*$/,
  before: /web1\.1 +\| (\[\d\d\/|127\.0\.0\.1 - |observatory)/,
});
/** Elastic Common Schema, one JSON object a record. */
const ecs = webCases<ObservatoryOptions>(DEFAULTS);
/** One line of key=value pairs a record, the traceback with escaped newlines in one of them. */
const logfmt = webCases<ObservatoryOptions>(DEFAULTS);

const ECS = { LOG_STYLE: 'ecs' };
const LOGFMT = { LOG_STYLE: 'logfmt' };
/** Without the headers of the request, which CherryPy logs behind an error unless it is told not to. */
const BARE = { LOG_HEADERS: 'off' };
const DRY = ['/health', '/vega'];
/** The object of the error comes whole: what it says, its stack without a chain, its type without a module. */
const TRACE = /"error":\{.*/.source;
const PAIRS = /^at=ERROR .*/.source;
const API_KEY = 'Bearer orb_live_7Yq2WmZ4KtXv9LcN3RdB';
const SHOWN_URL = `postgres://shop:${PG_PASSWORD}@127.0.0.1:21432/shop`;

const at =
  (file: string) =>
  (name: string, code: string): FrameSpec => ({
    file: `/srv/shop/cherrypy/observatory/${file}`,
    function: name,
    code,
  });
const inCatalogue = at('catalogue.py');
const inStores = at('stores.py');
const inPartners = at('partners.py');
const inDome = at('dome.py');
const PG_CONNECT = inCatalogue('observations_db', 'return pg8000.dbapi.connect(');
const ASK = inCatalogue('ask', 'cursor.execute(statement, values)');
const MY_CONNECT = inCatalogue('instruments', 'db = mysql.connector.connect(**');
const MAP = inStores('sky_map', 'return {"tiles":');
const OPEN = inPartners('ephemeris', 'with urllib.request.urlopen(');
const EXPOSURE = inDome('exposure', 'return {"seconds":');
const STAR = inDome('star', 'return {"magnitude": MAGNITUDES[name]}');

const DATASTORE: readonly CaseSpec[] = [
  native({
    name: 'pg-refused',
    injected: 'the database address points to port 21932, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21932',
    path: '/observations',
    app: { env: { PG_PORT: '21932', LOG_HEADERS: 'off' } },
    healthy: DRY,
    line: /^ConnectionRefusedError: \[Errno 111\] Connection refused/,
    type: 'ConnectionRefusedError',
    in: PG_CONNECT,
    keep: ['Connection refused'],
    alsoAs: ['docker-json', 'crlf'],
  }),
  ecs({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/observations',
    app: { env: { ...ECS, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: new RegExp(`${TRACE}password authentication failed`),
    type: 'DatabaseError',
    in: PG_CONNECT,
    keep: ['password authentication failed for user'],
    alsoAs: ['gzip'],
  }),
  logfmt({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/eclipses',
    app: { env: LOGFMT },
    line: new RegExp(`${PAIRS}relation`),
    type: 'pg8000.exceptions.DatabaseError',
    in: ASK,
    keep: ['does not exist'],
    alsoAs: ['rotated'],
  }),
  native({
    name: 'pg-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/magnitudes',
    line: /^pg8000\.exceptions\.DatabaseError: .*magnitude/,
    type: 'pg8000.exceptions.DatabaseError',
    in: ASK,
    keep: ['column "magnitude" does not exist'],
  }),
  native({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/observations',
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /^pg8000\.exceptions\.DatabaseError: .*remaining connection slots are reserved/,
    type: 'pg8000.exceptions.DatabaseError',
    in: PG_CONNECT,
    keep: ['remaining connection slots are reserved'],
  }),
  ecs({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/exchange1',
    app: { env: ECS },
    inject: crossedUpdate('/exchange2'),
    line: new RegExp(`${TRACE}deadlock detected`),
    type: 'DatabaseError',
    in: inCatalogue('exchange', 'cursor.execute("UPDATE products SET stock = stock + 1'),
    keep: ['deadlock detected'],
  }),
  logfmt({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a visitor that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/enrol',
    app: { env: LOGFMT },
    line: new RegExp(`${PAIRS}duplicate key value`),
    type: 'pg8000.exceptions.DatabaseError',
    in: ASK,
    keep: ['duplicate key value violates unique constraint'],
  }),
  logfmt({
    name: 'mysql-refused',
    injected: 'the instruments are asked for at port 21933, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21933',
    path: '/instruments',
    app: { env: { ...LOGFMT, MY_PORT: '21933' } },
    line: new RegExp(`${PAIRS}Can't connect to MySQL server`),
    type: 'ConnectionRefusedError',
    in: MY_CONNECT,
    keep: ["Can't connect to MySQL server on '127.0.0.1:21933'"],
  }),
  native({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the instruments',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/instruments',
    app: { env: { MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: /^mysql\.connector\.errors\.ProgrammingError: 1045 .*Access denied for user/,
    type: 'mysql.connector.errors.ProgrammingError',
    in: MY_CONNECT,
    keep: ["Access denied for user 'shop'"],
    alsoAs: ['ansi'],
  }),
  native({
    name: 'mysql-full',
    injected: 'other sessions hold every connection that the server has',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/instruments',
    app: { env: BARE },
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: /^mysql\.connector\.errors\.\w+: 1040 .*Too many connections/,
    type: 'mysql.connector.errors.OperationalError',
    in: MY_CONNECT,
    keep: ['Too many connections'],
  }),
  ecs({
    name: 'pool-exhausted',
    injected: 'a long survey holds the only connection of the pool',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/survey',
    app: { env: ECS },
    inject: crossedUpdate('/longsurvey', 500),
    line: new RegExp(`${TRACE}pool exhausted`),
    type: 'PoolError',
    in: inCatalogue('survey', 'db = POOL.get_connection()'),
    keep: ['Failed getting connection; pool exhausted'],
  }),
  native({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/calibrate',
    inject: (bench) => holdMariadbRow(bench, 7, 4),
    line: /^mysql\.connector\.errors\.\w+: 1205 .*Lock wait timeout exceeded/,
    type: 'mysql.connector.errors.DatabaseError',
    in: inCatalogue('instruments', 'cursor.execute(statement)\n        return {"instruments"'),
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  native({
    name: 'valkey-refused',
    injected: 'the sky maps are asked for at port 21934, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis localhost:21934',
    path: '/map',
    app: { env: { REDIS_PORT: '21934' } },
    healthy: ['/health', '/observations'],
    line: /^ConnectionRefusedError: \[Errno 111\] Connection refused/,
    type: 'ConnectionRefusedError',
    in: MAP,
    keep: ['Error 111 connecting to localhost:21934. Connection refused.'],
    alsoAs: ['nbsp'],
  }),
  logfmt({
    name: 'valkey-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/map',
    app: { env: { ...LOGFMT, REDIS_PASSWORD: '' } },
    healthy: ['/health', '/observations'],
    line: new RegExp(`${PAIRS}Authentication required`),
    type: 'valkey.exceptions.AuthenticationError',
    in: MAP,
  }),
  ecs({
    name: 'memcached-refused',
    injected: 'the weather is asked for at port 21931, where nothing listens; only the frames name memcached',
    cause: 'datastore.unreachable',
    component: 'memcached 127.0.0.1:21931',
    path: '/weather',
    app: { env: ECS },
    line: new RegExp(`${TRACE}Connection refused`),
    type: 'ConnectionRefusedError',
    in: inStores('weather', 'seen = Client('),
    keep: ['Connection refused'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  native({
    name: 'ephemeris-503',
    injected: 'the partner answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/ephemeris/unavailable',
    line: /^urllib\.error\.HTTPError: HTTP Error 503/,
    type: 'urllib.error.HTTPError',
    in: OPEN,
    keep: ['HTTP Error 503: Service Unavailable'],
  }),
  logfmt({
    name: 'ephemeris-quota',
    injected: 'the partner answers 429',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/ephemeris/quota',
    app: { env: LOGFMT },
    line: new RegExp(`${PAIRS}HTTP Error 429`),
    type: 'urllib.error.HTTPError',
    in: OPEN,
    keep: ['HTTP Error 429: Too Many Requests'],
  }),
  native({
    name: 'ephemeris-certificate-age',
    injected: 'the certificate of the partner expired a year ago',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/ephemeris/now',
    app: { trustsExpired: true, env: { PAYMENTS_URL: `https://api.paywell.test:${EXPIRED_PORT}/v1` } },
    line: /^ssl\.SSLCertVerificationError: .*certificate has expired/,
    type: 'ssl.SSLCertVerificationError',
    in: OPEN,
    keep: ['certificate verify failed: certificate has expired'],
  }),
  ecs({
    name: 'ephemeris-dns',
    injected: 'the host name of the partner does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/ephemeris/now',
    app: { env: { ...ECS, PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: new RegExp(`${TRACE}Name or service not known`),
    type: 'URLError',
    in: OPEN,
    keep: ['Name or service not known'],
  }),
  native({
    name: 'ephemeris-slow',
    kind: 'confuser',
    injected: 'the partner does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/ephemeris/slow',
    app: { env: BARE },
    line: /^TimeoutError: timed out/,
    type: 'TimeoutError',
    in: OPEN,
  }),
  logfmt({
    name: 'ephemeris-reset',
    kind: 'confuser',
    injected: 'the partner takes the request and closes the connection without an answer',
    cause: 'thirdparty.api',
    alsoAccepted: ['upstream.down'],
    component: 'http api.paywell.test',
    path: '/ephemeris/reset',
    app: { env: LOGFMT },
    line: new RegExp(`${PAIRS}RemoteDisconnected`),
    type: 'http.client.RemoteDisconnected',
    in: OPEN,
    keep: ['Remote end closed connection without response'],
  }),
  native({
    name: 'table-throttled',
    injected: 'the table answers that the rate is exceeded',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/plates',
    app: { env: { TABLE: 'throttled-table', AWS_MAX_ATTEMPTS: '1' } },
    line: /^botocore\.\S+: An error occurred \(ThrottlingException\)/,
    type: 'botocore.errorfactory.ThrottlingException',
    in: inStores('plates', 'return {"plates":'),
    keep: ['ThrottlingException'],
  }),
  ecs({
    name: 'bucket-denied',
    injected: 'the role may not write to the bucket',
    cause: 'cloud.authz_throttle',
    component: 'aws:s3',
    path: '/archive',
    app: { env: ECS },
    line: new RegExp(`${TRACE}AccessDenied`),
    type: 'AccessDenied',
    in: inStores('archive_plate', 'boto3.client("s3").put_object('),
    keep: ['is not authorized to perform: s3:PutObject'],
  }),
  native({
    name: 'telescope-down',
    injected: 'the server that /telescope is handed to, at port 21935, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21935',
    path: '/telescope',
    status: 502,
    line: /^observatory: ERROR: gateway: no answer from upstream http:\/\/127\.0\.0\.1:21935/,
    type: null,
    exception: { from: /^observatory: ERROR: gateway/ },
    keep: ['Connection refused'],
  }),
  ecs({
    name: 'telescope-down-ecs',
    injected: 'the server that /telescope is handed to, at port 21935, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21935',
    path: '/telescope',
    app: { env: ECS },
    status: 502,
    line: /gateway: no answer from upstream http:\/\/127\.0\.0\.1:21935/,
    type: null,
    keep: ['Connection refused'],
  }),
];

const OWN: readonly CaseSpec[] = [
  native({
    name: 'missing-key',
    injected: 'the code asks for a star that its table does not have; the headers of the request are logged',
    cause: 'code.exception',
    component: 'self',
    path: '/altair',
    request: { headers: { authorization: API_KEY } },
    line: /^KeyError: 'altair'/,
    type: 'KeyError',
    in: STAR,
    secrets: [API_KEY.split(' ')[1]!],
  }),
  logfmt({
    name: 'division',
    injected: 'the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/exposure/0',
    app: { env: { ...LOGFMT, SHOWN_URL } },
    line: new RegExp(`${PAIRS}ZeroDivisionError`),
    type: 'ZeroDivisionError',
    in: EXPOSURE,
    secrets: [PG_PASSWORD],
    alsoAs: ['invalid-utf8'],
  }),
  ecs({
    name: 'none-attribute',
    injected: 'the code takes an attribute of nothing',
    cause: 'code.exception',
    component: 'self',
    path: '/spectrum',
    app: { env: ECS },
    line: new RegExp(`${TRACE}AttributeError`),
    type: 'AttributeError',
    in: inDome('spectrum', 'return {"line": line.upper()}'),
    keep: ["'NoneType' object has no attribute 'upper'"],
  }),
  ecs({
    name: 'division-long-notes',
    withoutPlain: true,
    injected: 'the code divides by a number that is zero, after a record of 20 KB with what the visitor sent',
    cause: 'code.exception',
    component: 'self',
    path: '/notes',
    app: { env: ECS },
    request: { method: 'POST', body: 'clear sky, no timeout, disk full of stars. '.repeat(470) },
    line: new RegExp(`${TRACE}ZeroDivisionError`),
    type: 'ZeroDivisionError',
    in: EXPOSURE,
    alsoAs: ['docker-json'],
  }),
  ecs({
    name: 'unreadable-night',
    kind: 'confuser',
    withoutPlain: true,
    injected:
      'the code reads 20 KB of what a visitor wrote as a date; the text, with words of other causes, stands in the error',
    cause: 'code.exception',
    component: 'self',
    path: '/night',
    app: { env: ECS },
    request: { method: 'POST', body: 'clear sky, no timeout, disk full of stars. '.repeat(470) },
    line: new RegExp(`${TRACE}Invalid isoformat string`),
    type: 'ValueError',
    in: inDome('night', 'return {"night":'),
    alsoAs: ['split-16k'],
  }),
  native({
    name: 'guarded-words',
    kind: 'confuser',
    injected: 'the code raises an error of its own whose text speaks of permission, connections and disks',
    cause: 'code.exception',
    component: 'self',
    path: '/shutter',
    line: /^observatory\.dome\.ShutterError: /,
    type: 'observatory.dome.ShutterError',
    in: inDome('shutter', 'raise ShutterError('),
  }),
  native({
    name: 'journal-permission',
    injected: 'the journal lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/cherrypy/data/journal.txt',
    path: '/journal',
    app: { user: 'www-data', env: BARE },
    line: /^PermissionError: \[Errno 13\]/,
    type: 'PermissionError',
    in: inDome('journal', 'with open(f"'),
    keep: ["Permission denied: '/srv/shop/cherrypy/data/journal.txt'"],
  }),
  logfmt({
    name: 'journal-disk-full',
    injected: 'the journal is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/cherrypy/data/journal.txt',
    path: '/journal',
    app: { env: LOGFMT },
    inject: fullDevice('data/journal.txt'),
    line: new RegExp(`${PAIRS}No space left on device`),
    type: 'OSError',
    in: inDome('journal', 'with open(f"'),
    keep: ['No space left on device'],
  }),
  ecs({
    name: 'too-many-files',
    injected: 'the code opens 400 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/lenses',
    app: { env: ECS, limits: ['--nofile=96:96'] },
    line: new RegExp(`${TRACE}Too many open files`),
    type: 'OSError',
    in: inDome('lenses', 'opened = [open('),
    keep: ['Too many open files'],
  }),
  native({
    name: 'syntax',
    injected: 'a module that is imported when it is needed lacks a colon',
    cause: 'code.syntax',
    component: 'file /srv/shop/cherrypy/observatory/filter_wheel.py',
    path: '/filters',
    app: { env: BARE },
    line: /^SyntaxError: /,
    type: 'SyntaxError',
    in: inDome('filters', 'from observatory import filter_wheel'),
  }),
  ecs({
    name: 'syntax-ecs',
    injected: 'a module that is imported when it is needed lacks a colon',
    cause: 'code.syntax',
    component: 'file /srv/shop/cherrypy/observatory/filter_wheel.py',
    path: '/filters',
    app: { env: ECS },
    line: new RegExp(`${TRACE}SyntaxError`),
    type: 'SyntaxError',
    in: inDome('filters', 'from observatory import filter_wheel'),
  }),
  logfmt({
    name: 'module-missing',
    injected: 'a package that is imported when it is needed is not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/camera',
    app: { env: LOGFMT },
    line: new RegExp(`${PAIRS}No module named`),
    type: 'ModuleNotFoundError',
    in: inDome('camera', 'import ccd_camera_sdk'),
    keep: ["No module named 'ccd_camera_sdk'"],
  }),
  native({
    name: 'memory',
    injected: 'the code takes 6 GB and the process may have 1.5',
    cause: 'resource.memory',
    component: 'self',
    path: '/mosaic',
    app: { limits: ['--as=1500000000'] },
    line: /^MemoryError/,
    type: 'MemoryError',
    in: inDome('mosaic', 'return {"bytes":'),
  }),
  ecs({
    name: 'guiding-timeout',
    injected: 'the code waits for a result that nobody sets, longer than its own limit of 0.6 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/guiding',
    app: { env: ECS },
    line: new RegExp(`${TRACE}TimeoutError`),
    type: 'TimeoutError',
    in: inDome('guiding', 'return {"offset":'),
  }),
];

/** What looks like another cause: errors that were handled, words of visitors, other processes and other requests. */
const BESIDE: readonly CaseSpec[] = [
  native({
    name: 'handled-cache',
    kind: 'confuser',
    injected:
      'the sky maps are away, which the code handles and logs with its traceback; then it asks for a star that its table does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/position',
    app: { env: { REDIS_PORT: '21934', LOG_HEADERS: 'off' } },
    healthy: ['/health', '/observations'],
    line: /^KeyError: 'altair'/,
    type: 'KeyError',
    in: inStores('star_or_default', 'return {"position":'),
  }),
  ecs({
    name: 'retried-partner',
    kind: 'confuser',
    injected:
      'the partner answers 503 and then, asked once more, 200; after that the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/orbit',
    app: { env: ECS },
    line: new RegExp(`${TRACE}ZeroDivisionError`),
    type: 'ZeroDivisionError',
    in: inPartners('patient_ephemeris', 'return {"orbit":'),
  }),
  logfmt({
    name: 'words-of-a-visitor',
    kind: 'confuser',
    injected:
      'a visitor searches for the words of a refused connection, and the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/search?q=psycopg2.OperationalError:+connection+refused,+too+many+connections',
    app: { env: LOGFMT },
    line: new RegExp(`${PAIRS}ZeroDivisionError`),
    type: 'ZeroDivisionError',
    in: EXPOSURE,
  }),
  native({
    name: 'release-beside',
    kind: 'confuser',
    injected: 'the database has another password now, and a release that changes nothing starts at that time',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/observations',
    app: { env: { PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { PG_PASSWORD: SHOP_SECRETS.oldPassword, RELEASE: '4.2.0' } });
    },
    line: /^pg8000\.exceptions\.DatabaseError: .*password authentication failed/,
    type: 'pg8000.exceptions.DatabaseError',
    in: PG_CONNECT,
    keep: ['password authentication failed for user'],
  }),
  native({
    name: 'missing-key-noise',
    variant: 'noise',
    injected:
      'the code asks for a star that its table does not have, while a feed that nobody needs is away all the time and says so with a traceback',
    cause: 'code.exception',
    component: 'self',
    path: '/altair',
    app: { env: { NOISE: '1', LOG_HEADERS: 'off' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /^KeyError: 'altair'/,
    type: 'KeyError',
    in: STAR,
  }),
  native({
    name: 'missing-key-wrong-zone',
    variant: 'wrong-zone',
    injected:
      'the code asks for a star that its table does not have, on a machine whose clock is that of Tokyo',
    cause: 'code.exception',
    component: 'self',
    path: '/altair',
    app: { env: { TZ: 'Asia/Tokyo', LOG_HEADERS: 'off' } },
    line: /^KeyError: 'altair'/,
    type: 'KeyError',
    in: STAR,
  }),
  ecs({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code divides by a number that is zero, while other requests fail on a missing table and a missing package',
    cause: 'code.exception',
    component: 'self',
    path: '/exposure/0',
    app: { env: ECS },
    inject: (bench, url) => {
      bench.mark();
      const others = ['/eclipses', '/camera', '/eclipses'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: new RegExp(`${TRACE}ZeroDivisionError`),
    type: 'ZeroDivisionError',
    in: EXPOSURE,
  }),
  honcho({
    name: 'two-under-honcho',
    variant: 'interleaved',
    injected:
      'the code takes an attribute of nothing, while another process fails on a missing table again and again; honcho writes the lines of both as they come',
    cause: 'code.exception',
    component: 'self',
    path: '/spectrum',
    inject: async (bench) => {
      const other = readFileSync(join(bench.dir, 'other-port'), 'utf8');
      bench.mark();
      const rounds = Array.from({ length: 24 }, () => bench.send(`http://127.0.0.1:${other}/eclipses`));
      bench.defer(() => Promise.all(rounds));
      await bench.pause(40);
    },
    line: /web1\.1 +\| AttributeError: 'NoneType' object has no attribute 'upper'/,
    exception: { foreign: /^\d\d:\d\d:\d\d web2\.1 / },
    type: 'AttributeError',
    in: inDome('spectrum', 'return {"line": line.upper()}'),
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
  native({
    ...quiet,
    name: 'quiet-500',
    injected: 'the handler answers 500 by itself; a line for each request is all there is',
    alsoAs: ['crlf'],
  }),
  ecs({
    ...quiet,
    name: 'quiet-beside-failures',
    variant: 'interleaved',
    injected:
      'the handler answers 500 by itself, while requests of others, with other ids, fail on a missing table',
    app: { env: ECS },
    inject: async (bench, url) => {
      bench.mark();
      await Promise.all(['/eclipses', '/eclipses'].map((path) => bench.send(url + path)));
    },
  }),
  logfmt({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    app: { env: { ...LOGFMT, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
  native({
    ...quiet,
    name: 'quiet-500-release',
    injected: 'the handler answers 500 by itself, while a release starts',
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '4.2.0' } });
    },
  }),
];

export const stack = defineStack({
  name: 'cherrypy',
  language: 'python',
  install: async (cacheDir) => {
    await installDebian([...BACKEND_PACKAGES, 'python3-venv']);
    await installPython(cacheDir, VENV, REQUIREMENTS);
  },
  software: (cacheDir) =>
    pythonSoftware(
      cacheDir,
      ['CherryPy', 'pg8000', 'mysql-connector-python', 'valkey', 'ecs-logging', 'logfmter'],
      VENV,
    ),
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...BESIDE, ...QUIET],
});
