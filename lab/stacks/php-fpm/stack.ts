import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { PHP_PACKAGES, phpSoftware, startFpm } from '../../harness/php.ts';
import type { FpmOptions } from '../../harness/php.ts';
import { webCases } from '../../harness/web-cases.ts';

const ROOT = '/srv/shop/php-fpm';
const FPM = 'php-fpm.log';
const NGINX = 'error.log';

const shared = {
  start: (bench: Bench, options: Partial<FpmOptions> = {}): Promise<string> =>
    startFpm(bench, { errorLog: 'workers', ...options }),
  healthy: ['/health', '/products', '/share', '/rates'],
};

/** What the workers print goes line by line into FPM's own log, each line wrapped. */
const workers = webCases<Partial<FpmOptions>>({ ...shared, logs: [FPM, 'access.log'], exceptionIn: FPM });
/** What the workers print travels through FastCGI into the error log of nginx. */
const server = webCases<Partial<FpmOptions>>({
  ...shared,
  logs: [NGINX, 'access.log'],
  exceptionIn: NGINX,
  before: /^\d{4}\/\d\d\/\d\d /,
});

const SERVER = { errorLog: 'server' } as const;
const IDS = { LOG_IDS: '1' };
const DOWN = { DB_DSN: 'mysql:host=127.0.0.1;port=21995;dbname=shop' };
const NO_DATABASE = ['/health', '/share', '/rates'];
const index = (code: string, name: string | null): FrameSpec => ({
  file: `${ROOT}/public/index.php`,
  function: name,
  code,
});
const catalog = (name: string, code: string): FrameSpec => ({
  file: `${ROOT}/src/catalog.php`,
  function: `Catalog\\${name}`,
  code,
});
/** The last wrapped line of an uncaught exception. */
const WRAPPED_END = /said into stderr: " {2}thrown in/;

const cases: readonly CaseSpec[] = [
  workers({
    name: 'wrapped-null-lines',
    injected: 'the code maps order lines that are missing',
    cause: 'code.exception',
    component: 'self',
    path: '/total',
    app: { env: IDS },
    line: /said into stderr: "NOTICE: PHP message: PHP Fatal error: {2}Uncaught TypeError: array_map\(\)/,
    type: 'TypeError',
    in: catalog('total', 'return array_sum('),
    exception: { to: WRAPPED_END },
    alsoAs: ['docker-json', 'rotated', 'ansi'],
  }),
  workers({
    name: 'wrapped-pdo-refused',
    injected: 'the database address points to port 21995, where nothing listens; the code wraps the error',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21995',
    path: '/wrapped',
    healthy: NO_DATABASE,
    app: { env: { ...DOWN, ...IDS } },
    line: /Uncaught PDOException: SQLSTATE\[HY000\] \[2002\] Connection refused/,
    type: 'PDOException',
    in: index('return new PDO(', 'database'),
    exception: { to: WRAPPED_END },
    keep: ['SQLSTATE[HY000] [2002] Connection refused'],
    alsoAs: ['crlf', 'gzip'],
  }),
  workers({
    name: 'wrapped-memory-limit',
    injected: 'the script may use 32 MB and asks for 500',
    cause: 'resource.memory',
    component: 'self',
    path: '/thumbnail',
    app: { env: IDS, ini: { memory_limit: '32M' } },
    line: /Allowed memory size of 33554432 bytes exhausted/,
    type: null,
    in: catalog('thumbnail', "return str_repeat('pixel'"),
  }),
  workers({
    name: 'wrapped-missing-table-wrong-zone',
    variant: 'wrong-zone',
    injected: 'a query was deployed whose table was never created; the log prints Tokyo time without a zone',
    cause: 'datastore.schema',
    component: 'mysql 127.0.0.1:21306',
    path: '/vouchers',
    app: { zone: 'Asia/Tokyo', env: IDS },
    line: /Uncaught PDOException: SQLSTATE\[42S02\]/,
    type: 'PDOException',
    in: index("database()->query('SELECT code FROM vouchers');", null),
    exception: { to: WRAPPED_END },
  }),
  workers({
    name: 'wrapped-permission',
    injected: 'the audit folder belongs to root and the pool runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/php-fpm/audit/orders.log',
    path: '/log',
    app: { env: IDS },
    line: /PHP Warning: {2}file_put_contents\(.*Permission denied/,
    type: null,
    keep: ['Failed to open stream: Permission denied'],
  }),
  workers({
    name: 'wrapped-two-workers',
    variant: 'interleaved',
    injected: 'the code divides by zero in one worker while the other fails on a database that refuses',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    healthy: NO_DATABASE,
    app: { env: { ...DOWN, ...IDS }, pool: { 'pm.max_children': '6' } },
    inject: (bench, url) => {
      bench.mark();
      const others = Array.from({ length: 5 }, () => bench.send(`${url}/wrapped`));
      bench.defer(() => Promise.all(others));
    },
    line: /Uncaught DivisionByZeroError/,
    type: 'DivisionByZeroError',
    in: catalog('share', 'return intdiv('),
    exception: {
      to: /said into stderr: " {2}thrown in .*catalog\.php/,
      foreign:
        /PDOException|RuntimeException|index\.php:3\d|index\.php\(\d+\): (PDO|database)|said into stderr: ""|thrown in .*index\.php/,
    },
  }),
  workers({
    name: 'request-terminate',
    injected: 'the script sleeps longer than request_terminate_timeout of 1 s, and FPM ends the worker',
    cause: 'resource.timeout',
    component: 'self',
    path: '/sleep',
    logs: [FPM, NGINX, 'access.log'],
    app: { pool: { request_terminate_timeout: '1s' }, env: IDS },
    status: 502,
    line: /WARNING: \[pool www\] child \d+, script '.*' \(request: "GET \/index\.php"\) execution timed out \(\d\.\d+ sec\), terminating|execution timed out/,
    type: null,
    keep: ['execution timed out'],
    alsoAs: ['docker-json'],
  }),
  workers({
    name: 'request-terminate-reset',
    kind: 'confuser',
    injected:
      'the script sleeps longer than request_terminate_timeout of 1 s; only the log of nginx is at hand, which sees a reset connection',
    cause: 'upstream.down',
    alsoAccepted: ['resource.timeout'],
    component: 'self',
    path: '/sleep',
    logs: [NGINX, 'access.log'],
    exceptionIn: NGINX,
    app: { ...SERVER, pool: { request_terminate_timeout: '1s' }, env: IDS },
    status: 502,
    line: /recv\(\) failed \(104: (Unknown error|Connection reset by peer)\) while reading response header from upstream|upstream prematurely closed/,
    type: null,
  }),
  workers({
    name: 'max-children',
    injected: 'two requests occupy both children, so that the third waits until nginx gives up',
    cause: 'resource.timeout',
    alsoAccepted: ['upstream.down'],
    component: 'self',
    path: '/health',
    logs: [FPM, NGINX, 'access.log'],
    app: {
      pool: {
        pm: 'dynamic',
        'pm.max_children': '2',
        'pm.start_servers': '1',
        'pm.min_spare_servers': '1',
        'pm.max_spare_servers': '2',
      },
      env: IDS,
    },
    inject: async (bench, url) => {
      bench.mark();
      const others = [1, 2, 3].map(() => bench.send(`${url}/sleep`, { timeoutMs: 9000 }));
      bench.defer(() => Promise.all(others));
      await bench.pause(1200);
    },
    after: (bench) => bench.pause(200),
    status: 504,
    line: /server reached (pm\.)?max_children setting \(2\), consider raising it/,
    type: null,
    keep: ['max_children setting (2), consider raising it'],
  }),
  workers({
    name: 'segfault',
    injected: 'the worker dies of SIGSEGV while it answers',
    cause: 'upstream.down',
    component: 'self',
    path: '/crash',
    logs: [FPM, NGINX, 'access.log'],
    app: { env: IDS },
    status: 502,
    line: /WARNING: \[pool www\] child \d+ exited on signal 11 \(SIGSEGV/,
    type: null,
    keep: ['exited on signal 11 (SIGSEGV'],
  }),
  server({
    name: 'nginx-null-lines',
    injected: 'the code maps order lines that are missing; PHP reports it through FastCGI',
    cause: 'code.exception',
    component: 'self',
    path: '/total',
    app: { ...SERVER, env: IDS },
    line: /FastCGI sent in stderr: ".*Uncaught TypeError: array_map\(\)/,
    type: 'TypeError',
    in: catalog('total', 'return array_sum('),
    alsoAs: ['docker-json', 'crlf', 'rotated'],
  }),
  server({
    name: 'nginx-warning-then-error',
    injected:
      'the code reads a missing key, which is a warning, and calls a method of the nothing that it got',
    cause: 'code.exception',
    component: 'self',
    path: '/warn',
    app: { ...SERVER, env: IDS },
    line: /FastCGI sent in stderr: ".*PHP Fatal error: {2}Uncaught Error: Call to a member function upper\(\) on null/,
    type: 'Error',
    in: catalog('label', "return $product['name']->upper()"),
    keep: ['Undefined array key "name"'],
  }),
  server({
    name: 'nginx-pdo-refused',
    injected: 'the database address points to port 21995, where nothing listens; the code wraps the error',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21995',
    path: '/wrapped',
    healthy: NO_DATABASE,
    app: { ...SERVER, env: { ...DOWN, ...IDS } },
    line: /Uncaught PDOException: SQLSTATE\[HY000\] \[2002\] Connection refused/,
    type: 'PDOException',
    in: index('return new PDO(', 'database'),
    alsoAs: ['gzip', 'invalid-utf8'],
  }),
  server({
    name: 'nginx-password',
    injected: 'the application has a wrong database password',
    cause: 'datastore.auth',
    component: 'mysql 127.0.0.1:21306',
    path: '/products',
    healthy: NO_DATABASE,
    app: { ...SERVER, env: { DB_PASSWORD: 'winter26', ...IDS } },
    line: /Uncaught PDOException: SQLSTATE\[HY000\] \[1045\] Access denied/,
    type: 'PDOException',
    in: index('return new PDO(', 'database'),
    keep: ["Access denied for user 'shop'@", '(using password: YES)'],
  }),
  server({
    name: 'nginx-parse-error',
    injected: 'a file with a syntax error was deployed and is included at the first use',
    cause: 'code.syntax',
    component: 'self',
    path: '/invoice',
    app: { ...SERVER, env: IDS },
    line: /PHP Parse error: {2}syntax error, unexpected token/,
    type: null,
    in: { file: `${ROOT}/src/invoice.php`, function: null, code: '}\n' },
  }),
  server({
    name: 'nginx-missing-autoload',
    injected: 'the vendor folder was not deployed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/mail',
    app: { ...SERVER, env: IDS },
    line: /Uncaught Error: Failed opening required|PHP Fatal error: {2}Uncaught/,
    type: 'Error',
    in: index("require __DIR__ . '/../vendor/autoload.php'", null),
    keep: ['Failed opening required'],
  }),
  server({
    name: 'nginx-sorry',
    kind: 'no-evidence',
    injected: 'the script answers 500 by itself; the error log has only lines of healthy requests',
    cause: null,
    component: null,
    path: '/legacy',
    app: { ...SERVER },
    line: null,
    type: null,
  }),
];

export const stack = defineStack({
  name: 'php-fpm',
  language: 'php',
  appOf: 'php',
  install: () => installDebian(PHP_PACKAGES),
  software: () => phpSoftware(),
  cases,
});
