import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
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

const BUILD = '/srv/build/observatory';
const PROGRAM = '/srv/shop-backing/gorilla/observatory';
const LOG = 'observatory.log';

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

/** Starts one more process of the observatory that writes to the same log. */
const startBeside = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const backends = await shopBackends();
  const port = await bench.port();
  await bench.start({
    command: ['prlimit', ...(options.limits ?? []), PROGRAM],
    env: {
      DATA_DIR: join(bench.dir, 'data'),
      RELEASE: '3.2.0',
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
  healthy: ['/health', '/stars', '/mount/refractor', '/queue'],
};
/** A record of glog is one line; the access log of gorilla/handlers stands between them. */
const glog = webCases<AppOptions>(DEFAULTS);
/** A panic caught by gorilla/handlers is two records of glog, of which the second is the stack. */
const glogPanic = webCases<AppOptions>({
  ...DEFAULTS,
  before: /^[EWI]\d{4} [^\]]*\] (?!goroutine )|^127\.0\.0\.1 - /,
});
/** phuslu/log, one JSON object a line. */
const json = webCases<AppOptions>(DEFAULTS);

const JSON_STYLE = { LOG_STYLE: 'json' };
const DRY = ['/health', '/mount/refractor'];
/** The record of a failed request in each style, up to its error. */
const GLOG_ERROR = /^E\d{4} .*failed: .*/.source;
const GLOG_PANIC = /^E\d{4} [^\]]*\] /.source;
const JSON_ERROR = /"level":"error".*"error":".*/.source;
const JSON_PANIC = /"level":"error".*"panic":".*/.source;

const inDome = (name: string, code: string): FrameSpec => ({
  file: 'example.com/observatory/dome/dome.go',
  function: name,
  code,
  source: 'dome/dome.go',
});
const ALTITUDE = inDome('Altitude', 'return mounts[name].drive.degrees');
const COUNT = inDome('Count', 'seen[star]++');
const LENS = inDome('Lens', 'return lenses[number]');

const DATASTORE: readonly CaseSpec[] = [
  glog({
    name: 'pg-refused',
    injected: 'the catalogue is asked for at port 21942, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21942',
    path: '/stars',
    app: { env: { PG_PORT: '21942' } },
    healthy: DRY,
    line: new RegExp(`${GLOG_ERROR}127\\.0\\.0\\.1:21942: connect: connection refused`),
    type: null,
    keep: ['connect: connection refused'],
    alsoAs: ['docker-json'],
  }),
  json({
    name: 'pg-password',
    injected: 'the application has an outdated database password, and logs its address when it starts',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/stars',
    app: { env: { ...JSON_STYLE, SHOW_URL: '1', PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: new RegExp(`${JSON_ERROR}password authentication failed`),
    type: null,
    secrets: [SHOP_SECRETS.oldPassword],
    keep: ['password authentication failed for user'],
  }),
  glog({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/comets',
    line: new RegExp(`${GLOG_ERROR}relation "comets" does not exist`),
    type: null,
    keep: ['relation "comets" does not exist'],
    alsoAs: ['rotated'],
  }),
  json({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/stars',
    app: { env: JSON_STYLE },
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: new RegExp(`${JSON_ERROR}remaining connection slots are reserved`),
    type: null,
    keep: ['remaining connection slots are reserved'],
  }),
  glog({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/align/1',
    inject: crossedUpdate('/align/2'),
    line: new RegExp(`${GLOG_ERROR}deadlock detected`),
    type: null,
    keep: ['deadlock detected'],
  }),
  json({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/namesake',
    app: { env: JSON_STYLE },
    line: new RegExp(`${JSON_ERROR}duplicate key value`),
    type: null,
    keep: ['duplicate key value violates unique constraint'],
  }),
  glog({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the plate archive',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/plates',
    app: { env: { MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: new RegExp(`${GLOG_ERROR}Error 1045`),
    type: null,
    keep: ["Access denied for user 'shop'"],
  }),
  glog({
    name: 'mysql-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'mysql',
    path: '/emulsions',
    line: new RegExp(`${GLOG_ERROR}Error 1054`),
    type: null,
    keep: ["Unknown column 'emulsion'"],
    alsoAs: ['crlf'],
  }),
  json({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/lend',
    app: { env: JSON_STYLE },
    inject: (bench) => holdMariadbRow(bench, 7, 4),
    line: new RegExp(`${JSON_ERROR}Lock wait timeout exceeded`),
    type: null,
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  glog({
    name: 'redis-refused',
    injected: 'the queue is asked for at port 21944, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis 127.0.0.1:21944',
    path: '/queue',
    app: { env: { REDIS_PORT: '21944' } },
    healthy: ['/health', '/stars'],
    line: new RegExp(`${GLOG_ERROR}redis: dial tcp 127\\.0\\.0\\.1:21944`),
    type: null,
    keep: ['connect: connection refused'],
  }),
  json({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/queue',
    app: { env: { ...JSON_STYLE, REDIS_PASSWORD: '' } },
    healthy: ['/health', '/stars'],
    line: new RegExp(`${JSON_ERROR}NOAUTH`),
    type: null,
    keep: ['NOAUTH'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  glog({
    name: 'camera-down',
    injected: 'the server that the proxy hands requests to, at port 21947, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21947',
    path: '/camera/live',
    status: 502,
    line: /http: proxy error: dial tcp 127\.0\.0\.1:21947/,
    type: null,
    keep: ['connect: connection refused'],
  }),
  json({
    name: 'weather-503',
    injected: 'the weather service answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/weather/unavailable',
    app: { env: JSON_STYLE },
    line: new RegExp(`${JSON_ERROR}unexpected status 503`),
    type: null,
    keep: ['503 Service Unavailable'],
  }),
  glog({
    name: 'weather-quota',
    injected: 'the weather service answers 429, for too much was asked of it',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/weather/quota',
    line: new RegExp(`${GLOG_ERROR}unexpected status 429`),
    type: null,
    keep: ['429 Too Many Requests'],
  }),
  glog({
    name: 'weather-slow',
    kind: 'confuser',
    injected: 'the weather service does not answer within the deadline of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/weather/slow',
    line: new RegExp(`${GLOG_ERROR}context deadline exceeded`),
    type: null,
    keep: ['context deadline exceeded'],
  }),
  json({
    name: 'weather-dns',
    injected: 'the host name of the weather service does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/weather/tonight',
    app: { env: { ...JSON_STYLE, GODEBUG: 'netdns=cgo', PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: new RegExp(`${JSON_ERROR}lookup api\\.paywell\\.invalid`),
    type: null,
    keep: ['lookup api.paywell.invalid'],
  }),
  glog({
    name: 'weather-certificate',
    injected: 'the weather service shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/weather/tonight',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: new RegExp(`${GLOG_ERROR}x509: `),
    type: null,
    keep: ['failed to verify certificate'],
  }),
];

const OWN: readonly CaseSpec[] = [
  glogPanic({
    name: 'nil-pointer',
    injected: 'the code follows a nil pointer',
    cause: 'code.exception',
    component: 'self',
    path: '/mount/astrograph',
    line: new RegExp(`${GLOG_PANIC}runtime error: invalid memory address`),
    type: null,
    in: ALTITUDE,
    keep: ['invalid memory address or nil pointer dereference'],
    alsoAs: ['docker-json'],
  }),
  glogPanic({
    name: 'nil-map',
    injected: 'the code adds to a map that nobody made',
    cause: 'code.exception',
    component: 'self',
    path: '/count',
    line: new RegExp(`${GLOG_PANIC}assignment to entry in nil map`),
    type: null,
    in: COUNT,
    keep: ['assignment to entry in nil map'],
  }),
  json({
    name: 'index-out-of-range',
    injected: 'the code takes an element that the slice does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/lens',
    app: { env: JSON_STYLE },
    line: new RegExp(`${JSON_PANIC}index out of range \\[7\\] with length 3`),
    type: null,
    in: LENS,
    keep: ['index out of range [7] with length 3'],
  }),
  json({
    name: 'slice-bounds',
    injected: 'the code cuts more out of a slice than there is',
    cause: 'code.exception',
    component: 'self',
    path: '/spectrum',
    app: { env: JSON_STYLE },
    line: new RegExp(`${JSON_PANIC}slice bounds out of range`),
    type: null,
    in: inDome('Spectrum', 'return lines[from:to]'),
    keep: ['slice bounds out of range [:9] with capacity 4'],
    alsoAs: ['gzip'],
  }),
  glogPanic({
    name: 'type-assertion',
    injected: 'the code asserts a type that the value does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/filter',
    line: new RegExp(`${GLOG_PANIC}interface conversion`),
    type: null,
    in: inDome('Filter', 'return setting["filter"].(string)'),
    keep: ['interface {} is int, not string'],
  }),
  json({
    name: 'diary-permission',
    injected: 'the diary lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/gorilla/data/diary.txt',
    path: '/diary',
    app: { env: JSON_STYLE, user: 'www-data' },
    line: new RegExp(`${JSON_ERROR}permission denied`),
    type: null,
    keep: ['open /srv/shop/gorilla/data/diary.txt: permission denied'],
  }),
  glog({
    name: 'diary-disk-full',
    injected: 'the diary is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/gorilla/data/diary.txt',
    path: '/diary',
    inject: fullDevice('data/diary.txt'),
    line: new RegExp(`${GLOG_ERROR}no space left on device`),
    type: null,
    keep: ['no space left on device'],
  }),
  json({
    name: 'too-many-files',
    injected: 'the code opens 500 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/frames',
    app: { env: JSON_STYLE, limits: ['--nofile=96:96'] },
    line: new RegExp(`${JSON_ERROR}too many open files`),
    type: null,
    keep: ['too many open files'],
  }),
  glog({
    name: 'flatfield-missing',
    injected: 'a file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/gorilla/plates/flatfield.fits',
    path: '/flatfield',
    line: new RegExp(`${GLOG_ERROR}no such file or directory`),
    type: null,
    keep: ['no such file or directory'],
  }),
  glog({
    name: 'template-syntax',
    injected: 'a template that is read when it is needed lacks an end',
    cause: 'code.syntax',
    component: 'file',
    path: '/night',
    line: new RegExp(`${GLOG_ERROR}night\\.tmpl.*unexpected EOF`),
    type: null,
    keep: ['unexpected EOF'],
  }),
  glog({
    name: 'exposure-timeout',
    injected: 'the code waits for nothing, longer than its own limit of 0.7 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/exposure',
    line: new RegExp(`${GLOG_ERROR}context deadline exceeded`),
    type: null,
    keep: ['context deadline exceeded'],
  }),
  glog({
    name: 'memory',
    injected: 'the code takes 6 GB and the process may have 1.5, so that the runtime ends it',
    cause: 'resource.memory',
    component: 'self',
    path: '/mosaic',
    app: { limits: ['--as=1500000000'] },
    status: 0,
    after: (bench) => bench.pause(300),
    line: /^fatal error: .*(out of memory|cannot allocate memory)/,
    type: null,
    exception: { before: /^[EWI]\d{4} |^127\.0\.0\.1 - / },
    in: inDome('Mosaic', 'mosaic := make([]byte, 6<<30)'),
  }),
];

/** What looks like another cause: errors that were handled, words of visitors, other processes and other requests. */
const BESIDE: readonly CaseSpec[] = [
  json({
    name: 'own-words',
    kind: 'confuser',
    injected: 'the code returns an error of its own whose text speaks of connections, permission and space',
    cause: 'code.exception',
    component: 'self',
    path: '/verdict',
    app: { env: JSON_STYLE },
    line: new RegExp(`${JSON_ERROR}verdict: too many connections`),
    type: null,
  }),
  glogPanic({
    name: 'handled-queue',
    kind: 'confuser',
    injected: 'the store of the queue is away, of which the code warns; then it follows a nil pointer',
    cause: 'code.exception',
    component: 'self',
    path: '/pointed',
    app: { env: { REDIS_PORT: '21944' } },
    healthy: DRY,
    line: new RegExp(`${GLOG_PANIC}runtime error: invalid memory address`),
    type: null,
    in: ALTITUDE,
  }),
  json({
    name: 'retried-weather',
    kind: 'confuser',
    injected:
      'the weather service answers 503 and then, asked once more, 200; after that the code adds to a map that nobody made',
    cause: 'code.exception',
    component: 'self',
    path: '/planned',
    app: { env: JSON_STYLE },
    line: new RegExp(`${JSON_PANIC}assignment to entry in nil map`),
    type: null,
    in: COUNT,
  }),
  glogPanic({
    name: 'words-of-a-visitor',
    kind: 'confuser',
    injected:
      'a visitor writes of a refused connection, and the code takes an element that the slice does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/guestbook?text=dial+tcp+127.0.0.1:5432:+connect:+connection+refused',
    line: new RegExp(`${GLOG_PANIC}runtime error: index out of range \\[7\\]`),
    type: null,
    in: LENS,
  }),
  glog({
    name: 'release-beside',
    kind: 'confuser',
    injected: 'the database has another password now, and a release that changes nothing starts at that time',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/stars',
    app: { env: { PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '3.3.0' } });
    },
    line: new RegExp(`${GLOG_ERROR}password authentication failed`),
    type: null,
  }),
  glog({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the disk of the diary is full, while other requests fail on a missing table and a missing file',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/gorilla/data/diary.txt',
    path: '/diary',
    inject: (bench, url) => {
      fullDevice('data/diary.txt')(bench);
      bench.mark();
      const others = ['/comets', '/flatfield', '/comets'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: new RegExp(`${GLOG_ERROR}no space left on device`),
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
  glog({
    ...quiet,
    name: 'quiet-500',
    injected: 'the handler answers 500 by itself; a line for each request is all there is',
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
      await Promise.all(['/comets', '/comets'].map((path) => bench.send(url + path)));
    },
  }),
  glog({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a table that nobody needs is away all the time',
    app: { env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
];

export const stack = defineStack({
  name: 'gorilla',
  language: 'go',
  heldOut: true,
  install,
  software: async () => {
    const modules = (await sh('go', ['version', '-m', PROGRAM])).stdout;
    const version = (module: string): string => new RegExp(`${module}\\s+v(\\S+)`).exec(modules)?.[1] ?? '';
    const go = /go(\d[\d.]*)/.exec(modules)?.[1] ?? '';
    return `gorilla/mux ${version('gorilla/mux')}, gorilla/handlers ${version('gorilla/handlers')}, glog ${version('golang/glog')}, phuslu/log ${version('phuslu/log')}, Go ${go}`;
  },
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...BESIDE, ...QUIET],
});
