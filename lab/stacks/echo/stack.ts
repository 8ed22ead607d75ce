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

const BUILD = '/srv/build/ferry';
const PROGRAM = '/srv/shop-backing/echo/ferry';

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

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const backends = await shopBackends();
  const data = join(bench.dir, 'data');
  mkdirSync(data);
  const port = await bench.port();
  await bench.start({
    command: ['prlimit', ...(options.limits ?? []), PROGRAM],
    env: { DATA_DIR: data, ...backends, ...options.env, PORT: String(port) },
    out: 'ferry.log',
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const DEFAULTS = {
  start: startApp,
  logs: ['ferry.log'],
  healthy: ['/health', '/bookings', '/captain/morning', '/radio'],
};
/** Echo's own logger: a JSON line for each request, with its error in it. */
const echo = webCases<AppOptions>(DEFAULTS);
/** The log of Kubernetes: a letter for the level, the day, the time, the file. */
const klog = webCases<AppOptions>({ ...DEFAULTS, before: /^[IWEF]\d{4} / });
/** Text with the value of a key on lines of its own, where it has more than one. */
const charm = webCases<AppOptions>({ ...DEFAULTS, before: /^\d{4}\/\d\d\/\d\d / });

const KLOG = { LOG_STYLE: 'klog' };
const CHARM = { LOG_STYLE: 'charm' };
const DRY = ['/health', '/captain/morning'];
/** The record of a failed request in each style, up to its error. */
const ECHO_ERROR = /"status":500,"error":".*/.source;
const KLOG_ERROR = /^E\d{4} .*"request failed" err="?.*/.source;
const CHARM_ERROR = /ERRO ferry: request failed .*/.source;

const inEngine = (name: string, code: string): FrameSpec => ({
  file: 'example.com/ferry/deck/engine.go',
  function: name,
  code,
  source: 'deck/engine.go',
});
const CAPTAIN = inEngine('Captain', 'return crews[shift].captain.name');
const BERTH = inEngine('Berth', 'return berths[number]');

const DATASTORE: readonly CaseSpec[] = [
  echo({
    name: 'pg-refused',
    kind: 'confuser',
    injected:
      'the database address points to port 21913, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/bookings',
    app: { env: { PG_PORT: '21913' } },
    healthy: DRY,
    line: new RegExp(`${ECHO_ERROR}127\\.0\\.0\\.1:21913: connect: connection refused`),
    type: null,
    keep: ['connect: connection refused'],
    alsoAs: ['docker-json'],
  }),
  klog({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/bookings',
    app: { env: { ...KLOG, PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: new RegExp(`${KLOG_ERROR}password authentication failed`),
    type: null,
    keep: ['password authentication failed for user'],
    alsoAs: ['gzip'],
  }),
  charm({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/lifeboats',
    app: { env: CHARM },
    line: new RegExp(`${CHARM_ERROR}relation`),
    type: null,
    keep: ['does not exist'],
    alsoAs: ['crlf'],
  }),
  klog({
    name: 'pg-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/tides',
    app: { env: KLOG },
    line: new RegExp(`${KLOG_ERROR}tide_level`),
    type: null,
    keep: ['does not exist'],
  }),
  echo({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/bookings',
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: new RegExp(`${ECHO_ERROR}remaining connection slots are reserved`),
    type: null,
    keep: ['remaining connection slots are reserved'],
  }),
  charm({
    name: 'pool-exhausted',
    kind: 'confuser',
    injected:
      'a long request holds the only connection of the pool for longer than the deadline; the text says no more than that time ran out',
    cause: 'datastore.capacity',
    alsoAccepted: ['resource.timeout'],
    component: null,
    path: '/cabins',
    app: { env: CHARM },
    inject: crossedUpdate('/cabins/long', 400),
    line: new RegExp(`${CHARM_ERROR}connection for the cabins: context deadline exceeded`),
    type: null,
    keep: ['context deadline exceeded'],
  }),
  klog({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/swap/1',
    app: { env: KLOG },
    inject: crossedUpdate('/swap/2'),
    line: new RegExp(`${KLOG_ERROR}deadlock detected`),
    type: null,
    keep: ['deadlock detected'],
    alsoAs: ['invalid-utf8'],
  }),
  echo({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a passenger that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/passenger',
    line: new RegExp(`${ECHO_ERROR}duplicate key value`),
    type: null,
    keep: ['duplicate key value violates unique constraint'],
  }),
  klog({
    name: 'mysql-refused',
    kind: 'confuser',
    injected:
      'the galley is asked for at port 21914, where nothing listens; the text names an address and no database',
    cause: 'datastore.unreachable',
    alsoAccepted: ['upstream.down', 'thirdparty.api'],
    component: null,
    path: '/galley',
    app: { env: { ...KLOG, MY_PORT: '21914' } },
    line: new RegExp(`${KLOG_ERROR}127\\.0\\.0\\.1:21914: connect: connection refused`),
    type: null,
    keep: ['connect: connection refused'],
  }),
  charm({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the galley',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/galley',
    app: { env: { ...CHARM, MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: new RegExp(`${CHARM_ERROR}Error 1045`),
    type: null,
    keep: ["Access denied for user 'shop'"],
  }),
  echo({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/reserve',
    inject: (bench) => holdMariadbRow(bench, 14, 4),
    line: new RegExp(`${ECHO_ERROR}Lock wait timeout exceeded`),
    type: null,
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  charm({
    name: 'redis-refused',
    injected: 'the radio is asked for at port 21915, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis 127.0.0.1:21915',
    path: '/radio',
    app: { env: { ...CHARM, REDIS_PORT: '21915' } },
    healthy: ['/health', '/bookings'],
    line: new RegExp(`${CHARM_ERROR}redis: dial tcp 127\\.0\\.0\\.1:21915`),
    type: null,
    keep: ['connect: connection refused'],
    alsoAs: ['rotated'],
  }),
  klog({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/radio',
    app: { env: { ...KLOG, REDIS_PASSWORD: '' } },
    healthy: ['/health', '/bookings'],
    line: new RegExp(`${KLOG_ERROR}NOAUTH`),
    type: null,
    keep: ['NOAUTH Authentication required.'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  echo({
    name: 'pier-down',
    injected: 'the server that the proxy hands requests to, at port 21911, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21911',
    path: '/pier/next',
    status: 502,
    line: /"status":502,"error":".*127\.0\.0\.1:21911/,
    type: null,
    keep: ['connect: connection refused'],
  }),
  klog({
    name: 'pier-down-klog',
    injected: 'the server that the proxy hands requests to, at port 21911, is away',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21911',
    path: '/pier/next',
    app: { env: KLOG },
    status: 502,
    line: new RegExp(`${KLOG_ERROR}127\\.0\\.0\\.1:21911`),
    type: null,
    keep: ['connect: connection refused'],
  }),
  charm({
    name: 'fare-503',
    injected: 'the partner answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/fare/unavailable',
    app: { env: CHARM },
    line: new RegExp(`${CHARM_ERROR}answered 503 Service Unavailable`),
    type: null,
    keep: ['503 Service Unavailable'],
  }),
  klog({
    name: 'fare-html',
    kind: 'confuser',
    injected: 'the partner answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    alsoAccepted: ['code.exception'],
    component: 'http',
    path: '/fare/html',
    app: { env: KLOG },
    line: new RegExp(`${KLOG_ERROR}invalid character '<'`),
    type: null,
    keep: ["invalid character '<' looking for beginning of value"],
  }),
  echo({
    name: 'fare-slow',
    kind: 'confuser',
    injected: 'the partner does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/fare/slow',
    line: new RegExp(`${ECHO_ERROR}Client\\.Timeout exceeded`),
    type: null,
    keep: ['Client.Timeout exceeded while awaiting headers'],
  }),
  charm({
    name: 'fare-dns',
    injected: 'the host name of the partner does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/fare/now',
    app: { env: { ...CHARM, GODEBUG: 'netdns=cgo', PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: new RegExp(`${CHARM_ERROR}lookup api\\.paywell\\.invalid`),
    type: null,
    keep: ['lookup api.paywell.invalid'],
  }),
  echo({
    name: 'fare-certificate',
    injected: 'the partner shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/fare/now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: new RegExp(`${ECHO_ERROR}x509: `),
    type: null,
    keep: ['failed to verify certificate'],
  }),
];

const OWN: readonly CaseSpec[] = [
  echo({
    name: 'nil-pointer',
    injected: 'the code follows a nil pointer',
    cause: 'code.exception',
    component: 'self',
    path: '/captain/night',
    line: /\[PANIC RECOVER\] runtime error: invalid memory address/,
    type: null,
    in: CAPTAIN,
    keep: ['invalid memory address or nil pointer dereference'],
    alsoAs: ['docker-json'],
  }),
  klog({
    name: 'nil-pointer-klog',
    injected: 'the code follows a nil pointer',
    cause: 'code.exception',
    component: 'self',
    path: '/captain/night',
    app: { env: KLOG },
    line: /^E\d{4} .*"panic recovered" err="runtime error: invalid memory address/,
    type: null,
    in: CAPTAIN,
    keep: ['invalid memory address or nil pointer dereference'],
    alsoAs: ['rotated'],
  }),
  charm({
    name: 'index-out-of-range',
    injected: 'the code takes an element that the slice does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/berth',
    app: { env: CHARM },
    line: /index out of range \[7\] with length 3/,
    type: null,
    in: BERTH,
    keep: ['index out of range [7] with length 3'],
  }),
  klog({
    name: 'guarded-words',
    kind: 'confuser',
    injected: 'the code returns an error of its own whose text speaks of permission, time and space',
    cause: 'code.exception',
    component: 'self',
    path: '/anchor',
    app: { env: KLOG },
    line: new RegExp(`${KLOG_ERROR}permission denied by the harbour master`),
    type: null,
  }),
  charm({
    name: 'logbook-permission',
    injected: 'the logbook lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/echo/data/logbook.txt',
    path: '/logbook',
    app: { env: CHARM, user: 'www-data' },
    line: new RegExp(`${CHARM_ERROR}permission denied`),
    type: null,
    keep: ['open /srv/shop/echo/data/logbook.txt: permission denied'],
  }),
  echo({
    name: 'logbook-disk-full',
    injected: 'the logbook is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/echo/data/logbook.txt',
    path: '/logbook',
    inject: fullDevice('data/logbook.txt'),
    line: new RegExp(`${ECHO_ERROR}no space left on device`),
    type: null,
    keep: ['no space left on device'],
  }),
  klog({
    name: 'too-many-files',
    injected: 'the code opens 500 files, and the process may have 96',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/ropes',
    app: { env: KLOG, limits: ['--nofile=96:96'] },
    line: new RegExp(`${KLOG_ERROR}too many open files`),
    type: null,
    keep: ['too many open files'],
  }),
  charm({
    name: 'chart-missing',
    injected: 'a file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/echo/charts/north.geojson',
    path: '/chart',
    app: { env: CHARM },
    line: new RegExp(`${CHARM_ERROR}no such file or directory`),
    type: null,
    keep: ['no such file or directory'],
    alsoAs: ['gzip'],
  }),
  echo({
    name: 'template-syntax',
    injected: 'a template that is read when it is needed lacks its end',
    cause: 'code.syntax',
    component: 'file',
    path: '/ticket',
    line: new RegExp(`${ECHO_ERROR}ticket\\.html.*unexpected EOF`),
    type: null,
    keep: ['unexpected EOF'],
  }),
  klog({
    name: 'pump-timeout',
    injected: 'the code waits for nothing, longer than its own limit of 0.7 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/pump',
    app: { env: KLOG },
    line: new RegExp(`${KLOG_ERROR}i/o timeout`),
    type: null,
    keep: ['i/o timeout'],
  }),
  charm({
    name: 'index-out-of-range-noise',
    variant: 'noise',
    injected:
      'the code takes an element that the slice does not have, while a feed that nobody needs is away all the time',
    cause: 'code.exception',
    component: 'self',
    path: '/berth',
    app: { env: { ...CHARM, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /index out of range \[7\] with length 3/,
    type: null,
    in: BERTH,
  }),
  klog({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code follows a nil pointer, while other requests fail on a missing table and a missing file',
    cause: 'code.exception',
    component: 'self',
    path: '/captain/night',
    app: { env: KLOG },
    inject: (bench, url) => {
      bench.mark();
      const others = ['/lifeboats', '/chart', '/lifeboats'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: /^E\d{4} .*"panic recovered" err="runtime error: invalid memory address/,
    type: null,
    in: CAPTAIN,
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
  echo({
    ...quiet,
    name: 'quiet-500',
    injected: 'the handler answers 500 by itself; a line for each request is all there is',
    alsoAs: ['docker-json'],
  }),
  klog({
    ...quiet,
    name: 'quiet-500-klog',
    injected: 'the handler answers 500 by itself; a line for each request is all there is',
    app: { env: KLOG },
  }),
  charm({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    app: { env: { ...CHARM, NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
];

export const stack = defineStack({
  name: 'echo',
  language: 'go',
  install,
  software: async () => {
    const modules = (await sh('go', ['version', '-m', PROGRAM])).stdout;
    const version = (module: string): string => new RegExp(`${module}\\s+v(\\S+)`).exec(modules)?.[1] ?? '';
    const go = /go(\d[\d.]*)/.exec(modules)?.[1] ?? '';
    return `Echo ${version('labstack/echo/v4')}, klog ${version('klog/v2')}, charmbracelet/log ${version('charmbracelet/log')}, Go ${go}`;
  },
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...QUIET],
});
