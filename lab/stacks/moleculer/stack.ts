import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, sharedMariadb } from '../../harness/mariadb.ts';
import { exhaustPostgres, PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import { sh } from '../../harness/process.ts';
import { crossedUpdate, fullDevice, holdMariadbRow, SHOP_SECRETS } from '../../harness/shop-backends.ts';
import { SELF_SIGNED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';
import { installParcels, LOG, NODE, PACKAGES, startBeside, startParcels, startTwoNodes } from './parcels.ts';
import type { ParcelsOptions } from './parcels.ts';

const DEFAULTS = {
  start: startParcels,
  logs: [LOG],
  healthy: ['/health', '/parcels', '/letter', '/queue'],
};
/** Moleculer's own console: `[time] LEVEL node/MODULE: …`; its gateway prints name, message, stack and data of an error. */
const full = webCases<ParcelsOptions>({
  ...DEFAULTS,
  from: /^\[\S+\] ERROR office-1\/API: /,
  before: /^\[\d{4}-\d\d-\d\dT/,
});
/** Tslog's pretty form: the message above its stack, each frame on two lines. */
const tslog = webCases<ParcelsOptions>({
  ...DEFAULTS,
  from: /^\S+ \S+\tERROR\t/,
  before: /^\d{4}-\d\d-\d\d \S+\t[A-Z]+\t/,
});
/** Moleculer's JSON, one object a record, the inspected error in its message. */
const json = webCases<ParcelsOptions>(DEFAULTS);

const TSLOG = { LOG_STYLE: 'tslog' };
const JSON_STYLE = { LOG_STYLE: 'json' };
const DRY = ['/health', '/letter'];
const FAILED = /"level":"error","msg":"GET \S+ \S+ failed: .*/.source;
const API_KEY = 'pk_live_8Rm3VtXw5Zq7Ln2KcYb9';
const SHOWN_URL = `postgresql://shop:${PG_PASSWORD}@127.0.0.1:21432/shop`;

/** A frame as Node prints it. */
const at =
  (file: string) =>
  (name: string | null, code: string): FrameSpec => ({
    file: `/srv/shop/moleculer/lib/${file}`,
    function: name,
    code,
  });
/** A frame as tslog prints it: below the folder that the process runs in. */
const short = (frame: FrameSpec): FrameSpec => ({
  ...frame,
  file: frame.file.replace('/srv/shop/moleculer/', ''),
});
const inLedger = at('ledger.js');
const inStores = at('stores.js');
const inDesk = at('desk.js');
const RATE = inDesk('Object.rate', 'return RATES[kind].cents');
const SORT = inDesk('Object.sort', 'return parcels.toSorted().length');
const LABEL = inDesk('Object.label', "return new Array(copies).fill('label')");

const DATASTORE: readonly CaseSpec[] = [
  full({
    name: 'pg-refused',
    injected:
      'the database address points to port 21932, where nothing listens; only the frames name the driver',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21932',
    path: '/parcels',
    app: { env: { PG_PORT: '21932' } },
    healthy: DRY,
    line: /^ Error: connect ECONNREFUSED 127\.0\.0\.1:21932/,
    type: 'Error',
    in: inLedger('Object.parcels', 'const rows = await sql`SELECT id FROM orders`'),
    keep: ['connect ECONNREFUSED 127.0.0.1:21932'],
    alsoAs: ['docker-json'],
  }),
  tslog({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/parcels',
    app: { env: { ...TSLOG, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: /^ PostgresError {2}password authentication failed/,
    type: 'PostgresError',
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['gzip'],
  }),
  json({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/stamps',
    app: { env: JSON_STYLE },
    line: new RegExp(`${FAILED}relation`),
    type: 'PostgresError',
    keep: ['does not exist'],
    alsoAs: ['rotated'],
  }),
  full({
    name: 'pg-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/weights',
    line: /^ PostgresError: column "grams" does not exist/,
    type: 'PostgresError',
    keep: ['column "grams" does not exist'],
  }),
  json({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/parcels',
    app: { env: JSON_STYLE },
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: new RegExp(`${FAILED}remaining connection slots are reserved`),
    type: 'PostgresError',
    keep: ['remaining connection slots are reserved'],
  }),
  full({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/reroute1',
    inject: crossedUpdate('/reroute2'),
    line: /^ PostgresError: deadlock detected/,
    type: 'PostgresError',
    keep: ['deadlock detected'],
    alsoAs: ['crlf'],
  }),
  tslog({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/register',
    app: { env: TSLOG },
    line: /^ PostgresError {2}duplicate key value/,
    type: 'PostgresError',
    keep: ['duplicate key value violates unique constraint'],
  }),
  tslog({
    name: 'mysql-refused',
    injected: 'the shelves are asked for at port 21933, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21933',
    path: '/shelf',
    app: { env: { ...TSLOG, MY_PORT: '21933' } },
    line: /^Caused by \(1\): Error: connect ECONNREFUSED 127\.0\.0\.1:21933/,
    type: 'Error',
    keep: ['connect ECONNREFUSED 127.0.0.1:21933'],
  }),
  json({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the shelves',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/shelf',
    app: { env: { ...JSON_STYLE, MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: new RegExp(`${FAILED}Access denied for user`),
    type: 'SqlError',
    keep: ["Access denied for user 'shop'"],
  }),
  full({
    name: 'mysql-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'mysql',
    path: '/crates',
    line: /^ SqlError: \(conn:\d+, no: 1146.*Table 'shop\.crates' doesn't exist/,
    type: 'SqlError',
    keep: ["Table 'shop.crates' doesn't exist"],
    alsoAs: ['ansi'],
  }),
  tslog({
    name: 'mysql-full',
    injected: 'other sessions hold every connection that the server has',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/shelf',
    app: { env: TSLOG },
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: /Too many connections/,
    type: 'SqlError',
    keep: ['Too many connections'],
  }),
  full({
    name: 'pool-exhausted',
    injected: 'a long inventory holds the only connection of the pool for longer than its timeout',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/inventory',
    app: { env: { POOL: '1' } },
    inject: crossedUpdate('/longinventory', 500),
    line: /^ SqlError: \(conn:-1, no: 45028.*failed to retrieve a connection from pool/,
    type: 'SqlError',
    keep: ['pool connections: active=1 idle=0 limit=1'],
  }),
  json({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/take',
    app: { env: JSON_STYLE },
    inject: (bench) => holdMariadbRow(bench, 9, 4),
    line: new RegExp(`${FAILED}Lock wait timeout exceeded`),
    type: 'SqlError',
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  json({
    name: 'valkey-refused',
    injected: 'the queue is asked for at port 21934, where nothing listens; only the frames name the client',
    kind: 'confuser',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/queue',
    app: { env: { ...JSON_STYLE, REDIS_PORT: '21934' } },
    healthy: ['/health', '/parcels'],
    line: new RegExp(`${FAILED}connect ECONNREFUSED 127\\.0\\.0\\.1:21934`),
    type: 'Error',
    in: inStores('Object.queue', "throw lost === undefined ? error : new Error('the queue"),
    keep: ['connect ECONNREFUSED 127.0.0.1:21934'],
  }),
  tslog({
    name: 'valkey-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/queue',
    app: { env: { ...TSLOG, REDIS_PASSWORD: '' } },
    healthy: ['/health', '/parcels'],
    line: /^Caused by \(1\): ReplyError: NOAUTH/,
    type: 'ReplyError',
    keep: ['NOAUTH Authentication required.'],
  }),
  tslog({
    name: 'search-refused',
    kind: 'confuser',
    injected: 'the search engine is asked for at port 21939, where nothing listens',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/find',
    app: { env: TSLOG },
    line: /^Caused by \(1\): ConnectionError: connect ECONNREFUSED 127\.0\.0\.1:21939/,
    type: 'ConnectionError',
    in: short(inStores('Object.find', 'const answer = await client.search(')),
    keep: ['connect ECONNREFUSED 127.0.0.1:21939'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  full({
    name: 'quote-503',
    injected: 'the carrier answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/quote/unavailable',
    line: /^ Error: carrier http:\/\/api\.paywell\.test\S+ answered 503/,
    type: 'Error',
    keep: ['503 Service Unavailable'],
    alsoAs: ['docker-json'],
  }),
  json({
    name: 'quote-forbidden',
    injected: 'the carrier answers 403, for the account is suspended',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/quote/forbidden',
    app: { env: JSON_STYLE },
    line: new RegExp(`${FAILED}answered 403 Forbidden`),
    type: 'Error',
    keep: ['account suspended'],
  }),
  full({
    name: 'quote-html',
    kind: 'confuser',
    injected: 'the carrier answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    alsoAccepted: ['code.exception'],
    component: 'http',
    path: '/quote/html',
    line: /^ SyntaxError: Unexpected token '<'/,
    type: 'SyntaxError',
    keep: ["Unexpected token '<'"],
  }),
  tslog({
    name: 'quote-certificate',
    injected: 'the carrier shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/quote/now',
    app: { env: { ...TSLOG, PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /^Caused by \(1\): Error: self-signed certificate/,
    type: 'Error',
    keep: ['self-signed certificate'],
  }),
  json({
    name: 'quote-dns',
    injected: 'the host name of the carrier does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/quote/now',
    app: { env: { ...JSON_STYLE, PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: new RegExp(`${FAILED}getaddrinfo \\w+ api\\.paywell\\.invalid`),
    type: 'Error',
    keep: ['api.paywell.invalid'],
  }),
  full({
    name: 'quote-slow',
    kind: 'confuser',
    injected: 'the carrier does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: null,
    path: '/quote/slow',
    line: /^ TimeoutError: The operation was aborted due to timeout/,
    type: 'TimeoutError',
    keep: ['The operation was aborted due to timeout'],
  }),
  tslog({
    name: 'quote-reset',
    kind: 'confuser',
    injected: 'the carrier takes the request and closes the connection without an answer',
    cause: 'thirdparty.api',
    alsoAccepted: ['upstream.down'],
    component: null,
    path: '/quote/reset',
    app: { env: TSLOG },
    line: /^Caused by \(1\): SocketError: other side closed/,
    type: 'SocketError',
    keep: ['other side closed'],
  }),
  full({
    name: 'secret-denied',
    injected: 'the role may not read the secret',
    cause: 'cloud.authz_throttle',
    component: 'aws:secretsmanager',
    path: '/seal',
    app: { env: { SECRET: 'denied-secret' } },
    line: /^ AccessDeniedException: User: /,
    type: 'AccessDeniedException',
    in: inStores('Object.seal', 'const answer = await client.send('),
    keep: ['is not authorized to perform: secretsmanager:GetSecretValue'],
  }),
  json({
    name: 'secret-throttled',
    injected: 'the service answers that the rate is exceeded',
    cause: 'cloud.authz_throttle',
    component: 'aws:secretsmanager',
    path: '/seal',
    app: { env: { ...JSON_STYLE, SECRET: 'throttled-table' } },
    line: new RegExp(`${FAILED}ThrottlingException`),
    type: 'ThrottlingException',
    in: inStores('Object.seal', 'const answer = await client.send('),
    keep: ['Rate exceeded'],
  }),
  full({
    name: 'conveyor-down',
    injected: 'the server of the conveyor, at port 21940, is away, and the gateway answers 502',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21940',
    path: '/conveyor',
    status: 502,
    line: /^ MoleculerError: conveyor at 127\.0\.0\.1:21940 is away/,
    type: 'MoleculerError',
    keep: ['connect ECONNREFUSED 127.0.0.1:21940'],
  }),
  {
    ...full({
      name: 'scales-node-killed',
      kind: 'confuser',
      injected: 'the node with the service that the gateway calls is killed, and the gateway has none left',
      cause: 'upstream.down',
      component: null,
      path: '/scales',
      line: /WARN {2}office-1\/BROKER: Service 'scales\.weigh' is not available/,
      exception: { from: /WARN {2}office-1\/BROKER: / },
      type: null,
      keep: ["Service 'scales.weigh' is not available"],
    }),
    run: async (bench) => {
      const { url, endScales } = await startTwoNodes(bench);
      await bench.healthy([`${url}/health`, `${url}/scales`], 14);
      bench.mark();
      endScales();
      await bench.until(LOG, /Node 'office-2' disconnected/);
      await bench.fail(`${url}/scales`);
      await bench.healthy(`${url}/health`, 2);
    },
  },
];

const OWN: readonly CaseSpec[] = [
  full({
    name: 'undefined-rate',
    injected: 'the code reads a property of undefined',
    cause: 'code.exception',
    component: 'self',
    path: '/crate',
    app: { env: { SHOWN_URL } },
    line: /^ TypeError: Cannot read properties of undefined \(reading 'cents'\)/,
    type: 'TypeError',
    in: RATE,
    secrets: [PG_PASSWORD],
    alsoAs: ['nbsp'],
  }),
  full({
    name: 'not-a-function-colour',
    variant: 'ansi',
    injected: 'the code calls a method that a text does not have; the log is in colours',
    cause: 'code.exception',
    component: 'self',
    path: '/sort',
    app: { env: { LOG_STYLE: 'colour', FORCE_COLOR: '1' } },
    line: /^ TypeError: parcels\.toSorted is not a function/,
    exception: { from: /ERROR/, before: /^\S*\[\d{4}-\d\d-\d\dT/ },
    type: 'TypeError',
    in: SORT,
  }),
  tslog({
    name: 'array-length',
    injected: 'the code makes a list of a negative length',
    cause: 'code.exception',
    component: 'self',
    path: '/label',
    app: { env: TSLOG },
    line: /^ RangeError {2}Invalid array length/,
    type: 'RangeError',
    in: short(LABEL),
    alsoAs: ['invalid-utf8'],
  }),
  json({
    name: 'unreadable-form',
    kind: 'confuser',
    injected: 'the code parses a text of its own that is no JSON',
    cause: 'code.exception',
    component: 'self',
    path: '/form',
    app: { env: JSON_STYLE },
    line: new RegExp(`${FAILED}SyntaxError: `),
    type: 'SyntaxError',
    in: inDesk('Object.form', 'return JSON.parse(text).sender'),
  }),
  full({
    name: 'guarded-words',
    kind: 'confuser',
    injected: 'the code throws an error of its own whose text speaks of refusals, access and connections',
    cause: 'code.exception',
    component: 'self',
    path: '/customs',
    line: /^ CustomsError: ECONNREFUSED by the officer/,
    type: 'CustomsError',
    in: inDesk('Object.customs', "throw new CustomsError('"),
  }),
  tslog({
    name: 'receipts-permission',
    injected: 'the receipts lie in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/moleculer/data/receipts.txt',
    path: '/receipts',
    app: { env: TSLOG, user: 'www-data' },
    line: /^ Error {2}EACCES: permission denied/,
    type: 'Error',
    keep: ["EACCES: permission denied, open '/srv/shop/moleculer/data/receipts.txt'"],
  }),
  json({
    name: 'receipts-disk-full',
    injected: 'the receipts are on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/moleculer/data/receipts.txt',
    path: '/receipts',
    app: { env: JSON_STYLE },
    inject: fullDevice('data/receipts.txt'),
    line: new RegExp(`${FAILED}ENOSPC`),
    type: 'Error',
    keep: ['ENOSPC: no space left on device'],
  }),
  full({
    name: 'too-many-files',
    injected: 'the code opens 400 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/drawers',
    app: { limits: ['--nofile=96:96'] },
    line: /^ Error: EMFILE: too many open files/,
    type: 'Error',
    in: inDesk('Object.drawers', 'open.push(fs.openSync('),
    keep: ['EMFILE: too many open files'],
  }),
  json({
    name: 'map-missing',
    injected: 'a file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/moleculer/maps/routes.geojson',
    path: '/map',
    app: { env: JSON_STYLE },
    line: new RegExp(`${FAILED}ENOENT`),
    type: 'Error',
    in: inDesk('Object.map', "return fs.readFileSync('"),
    keep: ['ENOENT: no such file or directory'],
    alsoAs: ['gzip'],
  }),
  tslog({
    name: 'module-missing',
    injected: 'a package that is loaded when it is needed is not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/scanner',
    app: { env: TSLOG },
    line: /^ Error {2}Cannot find module 'barcode-scanner-usb'/,
    type: 'Error',
    in: short(inDesk('Object.scanner', "return require('barcode-scanner-usb')")),
    keep: ["Cannot find module 'barcode-scanner-usb'"],
  }),
  full({
    name: 'syntax',
    injected: 'a module that is loaded when it is needed lacks a brace',
    cause: 'code.syntax',
    component: 'file /srv/shop/moleculer/lib/tariff.js',
    path: '/tariff',
    line: /^SyntaxError: /,
    type: 'SyntaxError',
    in: inDesk('Object.tariff', "return require('./tariff')"),
  }),
  json({
    name: 'syntax-json',
    injected: 'a module that is loaded when it is needed lacks a brace',
    cause: 'code.syntax',
    component: 'file /srv/shop/moleculer/lib/tariff.js',
    path: '/tariff',
    app: { env: JSON_STYLE },
    line: new RegExp(`${FAILED}SyntaxError: `),
    type: 'SyntaxError',
    in: inDesk('Object.tariff', "return require('./tariff')"),
  }),
  full({
    name: 'memory',
    injected: 'the code fills the heap of 64 MB, and the runtime ends the process',
    cause: 'resource.memory',
    component: 'self',
    path: '/archive',
    app: { node: ['--max-old-space-size=64'] },
    status: 0,
    after: (bench) => bench.pause(300),
    line: /^FATAL ERROR: .*JavaScript heap out of memory/,
    exception: { from: /^FATAL ERROR: / },
    type: null,
    keep: ['JavaScript heap out of memory'],
  }),
  json({
    name: 'sorting-timeout',
    injected: 'the code waits for nothing, longer than its own limit of 0.7 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/sorting',
    app: { env: JSON_STYLE },
    line: new RegExp(`${FAILED}TimeoutError`),
    type: 'TimeoutError',
  }),
];

/** What looks like another cause: errors that were handled, words of customers, other processes and other requests. */
const BESIDE: readonly CaseSpec[] = [
  tslog({
    name: 'handled-queue',
    kind: 'confuser',
    injected:
      'the queue is away, of which the code warns with the error; then it reads a property of undefined',
    cause: 'code.exception',
    component: 'self',
    path: '/pickup',
    app: { env: { ...TSLOG, REDIS_PORT: '21934' } },
    healthy: DRY,
    line: /^ TypeError {2}Cannot read properties of undefined \(reading 'cents'\)/,
    type: 'TypeError',
    in: short(RATE),
  }),
  full({
    name: 'retried-carrier',
    kind: 'confuser',
    injected:
      'the carrier answers 503 and then, asked once more, 200; after that the code calls a method that a text does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/offer',
    line: /^ TypeError: parcels\.toSorted is not a function/,
    type: 'TypeError',
    in: SORT,
  }),
  json({
    name: 'words-of-a-customer',
    kind: 'confuser',
    injected:
      'a customer complains of a refused connection, with a key in the address, and the code calls a method that a text does not have',
    cause: 'code.exception',
    component: 'self',
    path: `/complaint?text=connect+ECONNREFUSED+10.0.0.9:5432+too+many+connections&api_key=${API_KEY}`,
    app: { env: JSON_STYLE },
    line: new RegExp(`${FAILED}parcels\\.toSorted is not a function`),
    type: 'TypeError',
    in: SORT,
    secrets: [API_KEY],
  }),
  full({
    name: 'release-beside',
    kind: 'confuser',
    injected: 'a query asks for a table that no migration has made, and a release starts at that time',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/stamps',
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '7.1.0', NODE_NAME: 'office-1' } });
    },
    line: /^ PostgresError: relation "stamps" does not exist/,
    type: 'PostgresError',
    keep: ['relation "stamps" does not exist'],
  }),
  tslog({
    name: 'undefined-rate-noise',
    variant: 'noise',
    injected: 'the code reads a property of undefined, while a feed that nobody needs is away all the time',
    cause: 'code.exception',
    component: 'self',
    path: '/crate',
    app: { env: { ...TSLOG, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /^ TypeError {2}Cannot read properties of undefined \(reading 'cents'\)/,
    type: 'TypeError',
    in: short(RATE),
  }),
  json({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code makes a list of a negative length, while other requests fail on a missing table and a missing file',
    cause: 'code.exception',
    component: 'self',
    path: '/label',
    app: { env: JSON_STYLE },
    inject: (bench, url) => {
      bench.mark();
      const others = ['/stamps', '/map', '/stamps'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: new RegExp(`${FAILED}RangeError: Invalid array length`),
    type: 'RangeError',
    in: LABEL,
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
  full({
    ...quiet,
    name: 'quiet-500',
    injected: 'the handler answers 500 by itself; lines for each request are all there is',
    alsoAs: ['crlf'],
  }),
  json({
    ...quiet,
    name: 'quiet-beside-failures',
    variant: 'interleaved',
    injected:
      'the handler answers 500 by itself, while requests of others, with other ids, fail on a missing table',
    app: { env: JSON_STYLE },
    inject: async (bench, url) => {
      bench.mark();
      await Promise.all(['/stamps', '/stamps'].map((path) => bench.send(url + path)));
    },
  }),
  tslog({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    app: { env: { ...TSLOG, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
  full({
    ...quiet,
    name: 'quiet-500-release',
    injected: 'the handler answers 500 by itself, while a release starts',
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '7.1.0' } });
    },
  }),
];

export const stack = defineStack({
  name: 'moleculer',
  language: 'node',
  install: installParcels,
  software: async () => {
    const node = (await sh(NODE, ['--version'])).stdout.trim();
    const named = PACKAGES.filter((one) => /^(moleculer|moleculer-web|tslog|postgres|mariadb)@/.test(one));
    return `${named.map((one) => one.replace('@', ' ')).join(', ')}, Node.js ${node}`;
  },
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...BESIDE, ...QUIET],
});
