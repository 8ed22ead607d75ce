import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, sharedMariadb } from '../../harness/mariadb.ts';
import { PHP_PACKAGES, phpSoftware, startFpm } from '../../harness/php.ts';
import type { FpmOptions } from '../../harness/php.ts';
import { SELF_SIGNED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

const ROOT = '/srv/shop/laravel';
const LOG = 'laravel.log';

const startApp = (bench: Bench, options: Partial<FpmOptions> = {}): Promise<string> => {
  for (const folder of ['storage/framework/views', 'bootstrap/cache'])
    chmodSync(join(bench.dir, folder), 0o777);
  return startFpm(bench, { errorLog: 'workers', ...options, env: { DB_PORT: '21306', ...options.env } });
};

/** Monolog prints the outermost exception first; `[previous exception]` is nearer to the cause. */
const laravel = webCases<Partial<FpmOptions>>({
  start: startApp,
  logs: [LOG, 'access.log'],
  exceptionIn: LOG,
  healthy: ['/health', '/orders/3', '/share', '/pay/now'],
  from: /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] production\.(ERROR|EMERGENCY):/,
  before: /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] production\./,
});

const NO_DATABASE = ['/health', '/share', '/pay/now'];
const IDS = { LOG_IDS: '1' };
const orders = (code: string, name: string): FrameSpec => ({
  file: `${ROOT}/app/Services/Orders.php`,
  function: `App\\Services\\Orders->${name}`,
  code,
});
const payments = (code: string): FrameSpec => ({
  file: `${ROOT}/app/Services/Payments.php`,
  function: 'App\\Services\\Payments->charge',
  code,
});
const PREVIOUS_PDO = /^\[previous exception\] \[object\] \(PDOException\(code: /;
const FIND = orders("return DB::table('orders')->where", 'find');

const cases: readonly CaseSpec[] = [
  laravel({
    name: 'mysql-refused',
    injected: 'the database address points to port 21995, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21995',
    path: '/orders/7',
    healthy: NO_DATABASE,
    app: { env: { DB_PORT: '21995' } },
    line: PREVIOUS_PDO,
    type: 'PDOException',
    in: FIND,
    keep: ['SQLSTATE[HY000] [2002] Connection refused'],
    alsoAs: ['docker-json', 'crlf', 'gzip'],
  }),
  laravel({
    name: 'mysql-password',
    injected: 'the application has a wrong database password',
    cause: 'datastore.auth',
    component: 'mysql 127.0.0.1:21306',
    path: '/orders/7',
    healthy: NO_DATABASE,
    app: { env: { DB_PASSWORD: 'leaked?no', ...IDS } },
    line: PREVIOUS_PDO,
    type: 'PDOException',
    in: FIND,
    keep: ["Access denied for user 'shop'@", '(using password: YES)'],
    alsoAs: ['ansi'],
  }),
  laravel({
    name: 'mysql-full',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: 'mysql 127.0.0.1:21306',
    path: '/orders/7',
    healthy: NO_DATABASE,
    app: { env: IDS },
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: PREVIOUS_PDO,
    type: 'PDOException',
    in: FIND,
    keep: ['Too many connections'],
  }),
  laravel({
    name: 'mysql-missing-table',
    injected: 'a query was deployed whose table was never migrated',
    cause: 'datastore.schema',
    component: 'mysql 127.0.0.1:21306',
    path: '/vouchers',
    line: PREVIOUS_PDO,
    type: 'PDOException',
    in: orders("return DB::table('vouchers')", 'vouchers'),
    secrets: ['ada@example.org'],
    keep: ["Table 'shop.vouchers' doesn't exist"],
    alsoAs: ['rotated'],
  }),
  laravel({
    name: 'mysql-missing-column',
    injected: 'a query was deployed whose column was never migrated',
    cause: 'datastore.schema',
    component: 'mysql 127.0.0.1:21306',
    path: '/ratings',
    app: { env: IDS },
    line: PREVIOUS_PDO,
    type: 'PDOException',
    in: orders("return DB::select('select rating", 'ratings'),
    keep: ["Unknown column 'rating'"],
  }),
  laravel({
    name: 'mysql-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'mysql 127.0.0.1:21306',
    path: '/transfer?from=5&to=6',
    app: { env: IDS },
    inject: async (bench, url) => {
      const other = bench.send(`${url}/transfer?from=6&to=5`);
      bench.defer(() => other);
      await bench.pause(350);
    },
    line: PREVIOUS_PDO,
    type: 'PDOException',
    keep: ['Deadlock found when trying to get lock'],
  }),
  laravel({
    name: 'json-mysql-refused',
    injected: 'the database address points to port 21995, where nothing listens; the log is JSON',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21995',
    path: '/orders/7',
    healthy: NO_DATABASE,
    app: { env: { DB_PORT: '21995', LOG_CHANNEL: 'json', ...IDS } },
    line: /^\{"message":"SQLSTATE\[HY000\] \[2002\] Connection refused/,
    type: 'PDOException',
    exception: { from: /^\{/, before: /^\{/ },
    alsoAs: ['docker-json'],
  }),
  laravel({
    name: 'json-null-lines',
    injected: 'the code sums order lines that are missing; the log is JSON',
    cause: 'code.exception',
    component: 'self',
    path: '/total?empty=1',
    app: { env: { LOG_CHANNEL: 'json' } },
    line: /^\{"message":"array_column\(\): Argument #1/,
    type: 'TypeError',
    exception: { from: /^\{/, before: /^\{/ },
  }),
  laravel({
    name: 'null-lines',
    injected: 'the code sums order lines that are missing',
    cause: 'code.exception',
    component: 'self',
    path: '/total?empty=1',
    app: { env: IDS },
    line: /production\.ERROR: array_column\(\): Argument #1 .*\(TypeError\(code: 0\)/,
    type: 'TypeError',
    in: orders('return array_sum(array_column(', 'total'),
    alsoAs: ['docker-json', 'rotated', 'gzip'],
  }),
  laravel({
    name: 'division',
    injected: 'the code divides by a number that may be zero',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    line: /production\.ERROR: Division by zero .*DivisionByZeroError/,
    type: 'DivisionByZeroError',
    in: orders('return intdiv(100', 'share'),
    alsoAs: ['crlf'],
  }),
  laravel({
    name: 'division-wrong-zone',
    variant: 'wrong-zone',
    injected:
      'the code divides by a number that may be zero, in an application that logs Los Angeles time without a zone',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    app: { env: { APP_TIMEZONE: 'America/Los_Angeles' } },
    line: /production\.ERROR: Division by zero .*DivisionByZeroError/,
    type: 'DivisionByZeroError',
  }),
  laravel({
    name: 'wrapped-feed',
    injected: 'the code parses a broken text of its own and wraps the error',
    cause: 'code.exception',
    component: 'self',
    path: '/import',
    app: { env: IDS },
    line: /^\[previous exception\] \[object\] \(JsonException\(code: 4\): Syntax error/,
    type: 'JsonException',
    in: orders("return json_decode('{", 'import'),
    keep: ['supplier feed could not be imported'],
  }),
  laravel({
    name: 'view-null',
    injected: 'a template calls a method of a missing item',
    cause: 'code.exception',
    component: 'self',
    path: '/offer',
    app: { env: IDS },
    line: /^\[previous exception\] \[object\] \(Error\(code: 0\): Call to a member function name\(\) on null/,
    type: 'Error',
  }),
  laravel({
    name: 'missing-view',
    injected: 'the route renders a template that was not deployed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/landing',
    line: /production\.ERROR: View \[landing\] not found/,
    type: 'InvalidArgumentException',
    in: { file: `${ROOT}/routes/web.php`, function: '{closure}', code: "view('landing')" },
    keep: ['View [landing] not found'],
  }),
  laravel({
    name: 'missing-class',
    injected: 'a class was not deployed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/mail',
    app: { env: IDS },
    line: /^\[previous exception\] \[object\] \(ReflectionException\(code: -1\): Class \\?"App\\+Mail\\+Sender\\?" does not exist/,
    type: 'ReflectionException',
  }),
  laravel({
    name: 'service-syntax',
    injected: 'a file with a syntax error was deployed and is loaded at the first use',
    cause: 'code.syntax',
    component: 'self',
    path: '/prices',
    app: { env: IDS },
    line: /production\.ERROR: syntax error, unexpected token \\?";\\?".*\(ParseError\(code: 0\)/,
    type: 'ParseError',
    in: { file: `${ROOT}/app/Services/Prices.php`, function: null, code: "return ['lamp' => 12;" },
    alsoAs: ['docker-json'],
  }),
  laravel({
    name: 'memory-limit',
    injected: 'the script may use 64 MB and asks for 300',
    cause: 'resource.memory',
    component: 'self',
    path: '/thumbnail',
    app: { ini: { memory_limit: '64M' }, env: IDS },
    line: /production\.ERROR: Allowed memory size of 67108864 bytes exhausted/,
    type: 'Symfony\\Component\\ErrorHandler\\Error\\FatalError',
    keep: ['Allowed memory size of 67108864 bytes exhausted'],
  }),
  laravel({
    name: 'invoice-permission',
    injected: 'the invoice folder belongs to root and the pool runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/laravel/audit/42.txt',
    path: '/invoice',
    app: { env: IDS },
    line: /production\.ERROR: file_put_contents\(\/srv\/shop\/laravel\/audit\/42\.txt\): Failed to open stream: Permission denied/,
    type: 'ErrorException',
    in: orders("file_put_contents(base_path('audit", 'invoice'),
    keep: ['Failed to open stream: Permission denied'],
    alsoAs: ['gzip'],
  }),
  laravel({
    name: 'payment-503',
    injected: 'the payment API answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/unavailable',
    app: { env: IDS },
    line: /production\.ERROR: HTTP request returned status code 503/,
    type: 'RuntimeException',
    in: payments('throw new RuntimeException("HTTP request'),
  }),
  laravel({
    name: 'payment-html',
    kind: 'confuser',
    injected: 'the payment API answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'self',
    path: '/pay/html',
    line: /production\.ERROR: Syntax error .*JsonException/,
    type: 'JsonException',
    in: payments('return json_decode($body'),
  }),
  laravel({
    name: 'payment-dns',
    injected: 'the host name of the payment API does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/pay/now',
    healthy: ['/health', '/orders/3', '/share'],
    app: { env: { PAYMENTS_URL: 'https://api.paywell.invalid/v1', ...IDS } },
    line: /production\.ERROR: cURL error 6: Could not resolve host/,
    type: 'RuntimeException',
    in: payments("throw new RuntimeException('cURL error '"),
  }),
  laravel({
    name: 'payment-tls',
    injected: 'the payment API shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/pay/now',
    healthy: ['/health', '/orders/3', '/share'],
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /production\.ERROR: cURL error 60: SSL certificate problem/,
    type: 'RuntimeException',
    in: payments("throw new RuntimeException('cURL error '"),
  }),
  laravel({
    name: 'sorry',
    kind: 'no-evidence',
    injected: 'the route answers 500 by itself',
    cause: null,
    component: null,
    path: '/sorry',
    line: null,
    type: null,
    alsoAs: ['docker-json'],
  }),
];

export const stack = defineStack({
  name: 'laravel',
  language: 'php',
  install: () => installDebian([...PHP_PACKAGES, 'php-laravel-framework']),
  software: () => phpSoftware('php-laravel-framework', 'php-monolog'),
  cases,
});
