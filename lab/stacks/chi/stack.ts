import { cpSync, mkdirSync } from 'node:fs';
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
import { SELF_SIGNED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

const BUILD = '/srv/build/brewery';
const PROGRAM = '/srv/shop-backing/chi/brewery';
const LOG = 'brewery.log';

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
}

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

/** Starts one more process of the brewery that writes to the same log. */
const startBeside = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const backends = await shopBackends();
  const port = await bench.port();
  await bench.start({
    command: ['prlimit', ...(options.limits ?? []), PROGRAM],
    env: {
      DATA_DIR: join(bench.dir, 'data'),
      MEMCACHED_PORT: '21931',
      RELEASE: '1.8.3',
      ...backends,
      ...options.env,
      PORT: String(port),
    },
    out: LOG,
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const startApp = (bench: Bench, options: AppOptions = {}): Promise<string> => {
  mkdirSync(join(bench.dir, 'data'));
  return startBeside(bench, options);
};

const DEFAULTS = {
  start: startApp,
  logs: [LOG],
  healthy: ['/health', '/batches', '/kettle/copper', '/taps'],
};
/** Go's standard logger beside chi's own middleware; what is wrong first, then what it was wrapped in, then frames. */
const native = webCases<AppOptions>({ ...DEFAULTS, before: /^\d{4}\/\d\d\/\d\d / });
/** The log of HashiCorp's servers, values of more than one line drawn at a bar. */
const hclog = webCases<AppOptions>({ ...DEFAULTS, before: /^\d{4}-\d\d-\d\dT\S+ \[/ });
/** Pairs of key and value by go-kit, one line a record. */
const kit = webCases<AppOptions>(DEFAULTS);

const HCLOG = { LOG_STYLE: 'hclog' };
const KIT = { LOG_STYLE: 'kit' };
const DRY = ['/health', '/kettle/copper'];
/** The record of a failed request in each style, up to its error. */
const HCLOG_ERROR = /\[ERROR\] brewery: request failed: .*error=.*/.source;
const KIT_ERROR = /level=error .*msg="request failed" .*err=.*/.source;
const KIT_PANIC = /level=error .*msg="panic in handler" .*err=.*/.source;

const at =
  (file: string) =>
  (name: string, code: string): FrameSpec => ({
    file: `example.com/brewery/cellar/${file}`,
    function: name,
    code,
    source: `cellar/${file}`,
  });
const inStores = at('stores.go');
const inSupplier = at('supplier.go');
const inHouse = at('brewhouse.go');
const ASK = inStores('ask', 'return errors.Wrap(err, what)');
const TEMPERATURE = inHouse('Temperature', 'return kettles[name].gauge.celsius');
const BARREL = inHouse('Barrel', 'return barrels[number]');
const MEASURE = inHouse('Measure', 'return value.(string)');
const CALL = inSupplier('Price', 'return errors.Wrap(err, "price")\n\t}\n\tdefer answer.Body.Close()');

const DATASTORE: readonly CaseSpec[] = [
  native({
    name: 'pg-refused',
    kind: 'confuser',
    injected:
      'the database address points to port 21932, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/batches',
    app: { env: { PG_PORT: '21932' } },
    healthy: DRY,
    line: /^\S+ \S+ \/batches: dial tcp 127\.0\.0\.1:21932: connect: connection refused/,
    type: null,
    in: ASK,
    keep: ['connect: connection refused'],
    alsoAs: ['docker-json'],
  }),
  hclog({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/batches',
    app: { env: { ...HCLOG, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: new RegExp(`${HCLOG_ERROR}password authentication failed`),
    type: null,
    in: ASK,
    keep: ['password authentication failed for user'],
    alsoAs: ['gzip'],
  }),
  kit({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/hops',
    app: { env: KIT },
    line: new RegExp(`${KIT_ERROR}relation`),
    type: null,
    keep: ['does not exist'],
    alsoAs: ['crlf'],
  }),
  native({
    name: 'pg-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/bitterness',
    line: /\/bitterness: .*column "ibu" does not exist/,
    type: null,
    in: ASK,
    keep: ['column "ibu" does not exist'],
    alsoAs: ['rotated'],
  }),
  hclog({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/batches',
    app: { env: HCLOG },
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: new RegExp(`${HCLOG_ERROR}remaining connection slots are reserved`),
    type: null,
    in: ASK,
    keep: ['remaining connection slots are reserved'],
  }),
  kit({
    name: 'pool-exhausted',
    kind: 'confuser',
    injected: 'a long request holds the only connection of the pool for longer than the deadline',
    cause: 'datastore.capacity',
    alsoAccepted: ['resource.timeout'],
    component: null,
    path: '/tanks',
    app: { env: KIT },
    inject: crossedUpdate('/tanks/long', 400),
    line: new RegExp(`${KIT_ERROR}no free connection in the pool`),
    type: null,
    keep: ['context deadline exceeded'],
  }),
  native({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/blend/1',
    inject: crossedUpdate('/blend/2'),
    line: /\/blend\/\d: .*deadlock detected/,
    type: null,
    in: inStores('Blend', 'return errors.Wrap(err, "blend: give")'),
    keep: ['deadlock detected'],
    alsoAs: ['invalid-utf8'],
  }),
  kit({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/label',
    app: { env: KIT },
    line: new RegExp(`${KIT_ERROR}duplicate key value`),
    type: null,
    keep: ['duplicate key value violates unique constraint'],
  }),
  hclog({
    name: 'mysql-refused',
    kind: 'confuser',
    injected:
      'the malt is asked for at port 21933, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/malt',
    app: { env: { ...HCLOG, MY_PORT: '21933' } },
    line: new RegExp(`${HCLOG_ERROR}127\\.0\\.0\\.1:21933: connect: connection refused`),
    type: null,
    keep: ['connect: connection refused'],
  }),
  native({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the malt',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/malt',
    app: { env: { MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: /\/malt: Error 1045/,
    type: null,
    in: inStores('withMalt', 'return errors.Wrap(err, "malt")\n\t}\n\tpool, err'),
    keep: ["Access denied for user 'shop'"],
  }),
  native({
    name: 'mysql-missing-table',
    injected: 'a query was deployed whose table no migration has made; GORM logs it in colours, too',
    cause: 'datastore.schema',
    component: 'mysql',
    path: '/silo',
    line: /\/silo: Error 1146/,
    type: null,
    in: inStores('Silo.func1', 'return errors.Wrap(db.Table("silos")'),
    keep: ["Table 'shop.silos' doesn't exist"],
  }),
  kit({
    name: 'mysql-full',
    injected: 'other sessions hold every connection that the server has',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/malt',
    app: { env: KIT },
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: new RegExp(`${KIT_ERROR}Too many connections`),
    type: null,
    keep: ['Too many connections'],
  }),
  hclog({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/grind',
    app: { env: HCLOG },
    inject: (bench) => holdMariadbRow(bench, 6, 4),
    line: new RegExp(`${HCLOG_ERROR}Lock wait timeout exceeded`),
    type: null,
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  kit({
    name: 'redis-refused',
    injected: 'the taps are asked for at port 21934, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis 127.0.0.1:21934',
    path: '/taps',
    app: { env: { ...KIT, REDIS_PORT: '21934' } },
    healthy: ['/health', '/batches'],
    line: new RegExp(`${KIT_ERROR}redis: dial tcp 127\\.0\\.0\\.1:21934`),
    type: null,
    keep: ['connect: connection refused'],
  }),
  native({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/taps',
    app: { env: { REDIS_PASSWORD: '' } },
    healthy: ['/health', '/batches'],
    line: /\/taps: .*NOAUTH/,
    type: null,
    keep: ['NOAUTH'],
  }),
  hclog({
    name: 'memcached-refused',
    injected: 'the foam is asked for at port 21931, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'memcached 127.0.0.1:21931',
    path: '/foam',
    app: { env: HCLOG },
    line: new RegExp(`${HCLOG_ERROR}memcache: dial tcp 127\\.0\\.0\\.1:21931`),
    type: null,
    in: inStores('Foam', 'return errors.Wrap(err, "foam: memcache")'),
    keep: ['connect: connection refused'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  native({
    name: 'bottling-down',
    injected: 'the server that the proxy hands requests to, at port 21937, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21937',
    path: '/bottling/line',
    status: 502,
    line: /http: proxy error: dial tcp 127\.0\.0\.1:21937/,
    type: null,
    keep: ['connect: connection refused'],
  }),
  kit({
    name: 'bottling-down-kit',
    injected: 'the server that the proxy hands requests to, at port 21937, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21937',
    path: '/bottling/line',
    app: { env: KIT },
    status: 502,
    line: new RegExp(`${KIT_ERROR}bad gateway to http://127\\.0\\.0\\.1:21937`),
    type: null,
    keep: ['connect: connection refused'],
  }),
  hclog({
    name: 'price-503',
    injected: 'the supplier answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/price/unavailable',
    app: { env: HCLOG },
    line: new RegExp(`${HCLOG_ERROR}supplier http://api\\.paywell\\.test\\S+ said 503`),
    type: null,
    in: inSupplier('Price', 'return errors.Errorf('),
  }),
  native({
    name: 'price-key',
    injected: 'the supplier answers 401, for the key has expired',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/price/key',
    line: /\/price\/key: price: supplier \S+ said 401/,
    type: null,
    in: inSupplier('Price', 'return errors.Errorf('),
    keep: ['The API key has expired'],
    alsoAs: ['docker-json'],
  }),
  kit({
    name: 'price-html',
    kind: 'confuser',
    injected: 'the supplier answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    alsoAccepted: ['code.exception'],
    component: 'http',
    path: '/price/html',
    app: { env: KIT },
    line: new RegExp(`${KIT_ERROR}invalid character '<'`),
    type: null,
    keep: ["invalid character '<' looking for beginning of value"],
  }),
  hclog({
    name: 'price-slow',
    kind: 'confuser',
    injected: 'the supplier does not answer within the deadline of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/price/slow',
    app: { env: HCLOG },
    line: new RegExp(`${HCLOG_ERROR}context deadline exceeded`),
    type: null,
    in: CALL,
    keep: ['context deadline exceeded'],
  }),
  kit({
    name: 'price-dns',
    injected: 'the host name of the supplier does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/price/now',
    app: { env: { ...KIT, GODEBUG: 'netdns=cgo', PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: new RegExp(`${KIT_ERROR}lookup api\\.paywell\\.invalid`),
    type: null,
    keep: ['lookup api.paywell.invalid'],
  }),
  native({
    name: 'price-certificate',
    injected: 'the supplier shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/price/now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /\/price\/now: .*x509: /,
    type: null,
    keep: ['failed to verify certificate'],
  }),
  hclog({
    name: 'table-denied',
    injected: 'the role may not read the table',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/yeast',
    app: { env: { ...HCLOG, TABLE: 'denied-table' } },
    line: new RegExp(`${HCLOG_ERROR}AccessDeniedException`),
    type: null,
    keep: ['is not authorized to perform: dynamodb:GetItem'],
  }),
  kit({
    name: 'table-hot',
    injected: 'the table answers that its throughput is used up',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/yeast',
    app: { env: { ...KIT, TABLE: 'hot-table' } },
    line: new RegExp(`${KIT_ERROR}ProvisionedThroughputExceededException`),
    type: null,
    keep: ['ProvisionedThroughputExceededException'],
  }),
];

const OWN: readonly CaseSpec[] = [
  native({
    name: 'nil-pointer',
    injected: 'the code follows a nil pointer',
    cause: 'code.exception',
    component: 'self',
    path: '/kettle/steel',
    line: /^ ?panic: runtime error: invalid memory address/,
    type: null,
    in: TEMPERATURE,
    keep: ['invalid memory address or nil pointer dereference'],
    alsoAs: ['docker-json'],
  }),
  native({
    name: 'nil-pointer-with-ids',
    injected: 'the code follows a nil pointer; the log of requests carries their ids',
    cause: 'code.exception',
    component: 'self',
    path: '/kettle/steel',
    app: { env: { CHI_IDS: '1' } },
    line: /^ ?panic: runtime error: invalid memory address/,
    type: null,
    in: TEMPERATURE,
  }),
  hclog({
    name: 'index-out-of-range',
    injected: 'the code takes an element that the slice does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/barrel',
    app: { env: HCLOG },
    line: /\[ERROR\] brewery: panic in handler: .*index out of range \[5\] with length 2/,
    type: null,
    in: BARREL,
    keep: ['index out of range [5] with length 2'],
    alsoAs: ['rotated'],
  }),
  kit({
    name: 'type-assertion',
    injected: 'the code asserts a type that the value does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/measure',
    app: { env: KIT },
    line: new RegExp(`${KIT_PANIC}interface conversion`),
    type: null,
    in: MEASURE,
    keep: ['interface {} is int, not string'],
  }),
  native({
    name: 'guarded-words',
    kind: 'confuser',
    injected: 'the code returns an error of its own whose text speaks of access, connections and deadlines',
    cause: 'code.exception',
    component: 'self',
    path: '/recall',
    line: /\/recall: recall refused/,
    type: null,
    in: inHouse('Recall', 'return errors.New('),
  }),
  kit({
    name: 'ledger-permission',
    injected: 'the ledger lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/chi/data/ledger.csv',
    path: '/ledger',
    app: { env: KIT, user: 'www-data' },
    line: new RegExp(`${KIT_ERROR}permission denied`),
    type: null,
    keep: ['open /srv/shop/chi/data/ledger.csv: permission denied'],
  }),
  native({
    name: 'ledger-disk-full',
    injected: 'the ledger is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/chi/data/ledger.csv',
    path: '/ledger',
    inject: fullDevice('data/ledger.csv'),
    line: /\/ledger: write \S+: no space left on device/,
    type: null,
    in: inHouse('Ledger', 'return errors.Wrap(err, "ledger")\n}'),
    keep: ['no space left on device'],
  }),
  hclog({
    name: 'too-many-files',
    injected: 'the code opens 500 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/bottles',
    app: { env: HCLOG, limits: ['--nofile=96:96'] },
    line: new RegExp(`${HCLOG_ERROR}too many open files`),
    type: null,
    in: inHouse('Bottles', 'return errors.Wrapf(err, "bottle %d"'),
    keep: ['too many open files'],
  }),
  native({
    name: 'water-missing',
    injected: 'a file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/chi/water/profile.json',
    path: '/water',
    line: /\/water: open \S+: no such file or directory/,
    type: null,
    in: inHouse('Water', 'return errors.Wrap(err, "water profile")'),
    keep: ['no such file or directory'],
  }),
  hclog({
    name: 'template-syntax',
    injected: 'a template that is read when it is needed lacks its end',
    cause: 'code.syntax',
    component: 'file',
    path: '/recipe',
    app: { env: HCLOG },
    line: new RegExp(`${HCLOG_ERROR}stout\\.tmpl.*unexpected EOF`),
    type: null,
    in: inHouse('Recipe', 'return errors.Wrap(err, "recipe")'),
    keep: ['unexpected EOF'],
    alsoAs: ['gzip'],
  }),
  kit({
    name: 'settings-not-whole',
    kind: 'confuser',
    injected: 'a JSON file of the deployment lacks a comma',
    cause: 'code.syntax',
    alsoAccepted: ['code.exception', 'code.missing_artifact'],
    component: 'file',
    path: '/mash',
    app: { env: KIT },
    line: new RegExp(`${KIT_ERROR}invalid character '7' after array element`),
    type: null,
    keep: ["invalid character '7' after array element"],
  }),
  native({
    name: 'memory',
    injected: 'the code takes 6 GB and the process may have 1.5, so that the runtime ends it',
    cause: 'resource.memory',
    component: 'self',
    path: '/vat',
    app: { limits: ['--as=1500000000'] },
    status: 0,
    after: (bench) => bench.pause(300),
    line: /^fatal error: .*(out of memory|cannot allocate memory)/,
    type: null,
    in: inHouse('Vat', 'vat := make([]byte, 6<<30)'),
  }),
  hclog({
    name: 'fermentation-timeout',
    injected: 'the code waits for nothing, longer than its own limit of 0.7 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/fermentation',
    app: { env: HCLOG },
    line: new RegExp(`${HCLOG_ERROR}i/o timeout`),
    type: null,
    in: inHouse('Fermentation', 'return errors.Wrap(os.ErrDeadlineExceeded'),
    keep: ['i/o timeout'],
  }),
];

/** What looks like another cause: errors that were handled, words of guests, other processes and other requests. */
const BESIDE: readonly CaseSpec[] = [
  hclog({
    name: 'handled-taps',
    kind: 'confuser',
    injected: 'the store of the taps is away, of which the code warns; then it follows a nil pointer',
    cause: 'code.exception',
    component: 'self',
    path: '/tasting',
    app: { env: { ...HCLOG, REDIS_PORT: '21934' } },
    healthy: DRY,
    line: /\[ERROR\] brewery: panic in handler: .*invalid memory address/,
    type: null,
    in: TEMPERATURE,
  }),
  native({
    name: 'retried-supplier',
    kind: 'confuser',
    injected:
      'the supplier answers 503 and then, asked once more, 200; after that the code takes an element that the slice does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/quoting',
    line: /^ ?panic: runtime error: index out of range \[5\]/,
    type: null,
    in: BARREL,
  }),
  kit({
    name: 'words-of-a-guest',
    kind: 'confuser',
    injected:
      'a guest writes of a refused connection, and the code asserts a type that the value does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/feedback?text=dial+tcp+127.0.0.1:5432:+connect:+connection+refused',
    app: { env: KIT },
    line: new RegExp(`${KIT_PANIC}interface conversion`),
    type: null,
    in: MEASURE,
  }),
  hclog({
    name: 'release-beside',
    kind: 'confuser',
    injected: 'the database has another password now, and a release that changes nothing starts at that time',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/batches',
    app: { env: { ...HCLOG, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { ...HCLOG, RELEASE: '1.9.0' } });
    },
    line: new RegExp(`${HCLOG_ERROR}password authentication failed`),
    type: null,
    in: ASK,
  }),
  native({
    name: 'nil-pointer-noise',
    variant: 'noise',
    injected: 'the code follows a nil pointer, while a feed that nobody needs is away all the time',
    cause: 'code.exception',
    component: 'self',
    path: '/kettle/steel',
    app: { env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /^ ?panic: runtime error: invalid memory address/,
    type: null,
    in: TEMPERATURE,
  }),
  native({
    name: 'missing-column-wrong-zone',
    variant: 'wrong-zone',
    injected:
      'a query was deployed whose column no migration has made, on a machine whose clock is that of Lima',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/bitterness',
    app: { env: { TZ: 'America/Lima' } },
    line: /\/bitterness: .*column "ibu" does not exist/,
    type: null,
    in: ASK,
  }),
  kit({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code follows a nil pointer, while other requests fail on a missing table and a missing file',
    cause: 'code.exception',
    component: 'self',
    path: '/kettle/steel',
    app: { env: KIT },
    inject: (bench, url) => {
      bench.mark();
      const others = ['/hops', '/water', '/hops'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: new RegExp(`${KIT_PANIC}invalid memory address`),
    type: null,
    in: TEMPERATURE,
  }),
  hclog({
    name: 'failures-at-once-hclog',
    variant: 'interleaved',
    injected:
      'the disk of the ledger is full, while other requests fail on a missing table and a nil pointer',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/chi/data/ledger.csv',
    path: '/ledger',
    app: { env: HCLOG },
    inject: (bench, url) => {
      fullDevice('data/ledger.csv')(bench);
      bench.mark();
      const others = ['/hops', '/kettle/steel', '/hops'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: new RegExp(`${HCLOG_ERROR}no space left on device`),
    type: null,
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
  kit({
    ...quiet,
    name: 'quiet-beside-failures',
    variant: 'interleaved',
    injected:
      'the handler answers 500 by itself, while requests of others, with other ids, fail on a missing table',
    app: { env: KIT },
    inject: async (bench, url) => {
      bench.mark();
      await Promise.all(['/hops', '/hops'].map((path) => bench.send(url + path)));
    },
  }),
  hclog({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    app: { env: { ...HCLOG, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
  native({
    ...quiet,
    name: 'quiet-500-release',
    injected: 'the handler answers 500 by itself, while a release starts',
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '1.9.0' } });
    },
  }),
];

export const stack = defineStack({
  name: 'chi',
  language: 'go',
  install,
  software: async () => {
    const modules = (await sh('go', ['version', '-m', PROGRAM])).stdout;
    const version = (module: string): string => new RegExp(`${module}\\s+v(\\S+)`).exec(modules)?.[1] ?? '';
    const go = /go(\d[\d.]*)/.exec(modules)?.[1] ?? '';
    return `chi ${version('go-chi/chi/v5')}, hclog ${version('hashicorp/go-hclog')}, go-kit/log ${version('go-kit/log')}, GORM ${version('gorm.io/gorm')}, Go ${go}`;
  },
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...BESIDE, ...QUIET],
});
