import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, sharedMariadb } from '../../harness/mariadb.ts';
import { PHP_PACKAGES, phpSoftware, startFpm } from '../../harness/php.ts';
import type { FpmOptions } from '../../harness/php.ts';
import {
  crossedUpdate,
  fullDevice,
  holdMariadbRow,
  SHOP_SECRETS,
  shopBackends,
} from '../../harness/shop-backends.ts';
import { SELF_SIGNED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

const LOG = 'prod.log';

const startApp = async (bench: Bench, options: Partial<FpmOptions> = {}): Promise<string> => {
  for (const [folder, mode] of [
    ['var', 0o777],
    ['data', 0o755],
  ] as const) {
    mkdirSync(join(bench.dir, folder));
    chmodSync(join(bench.dir, folder), mode);
  }
  const backends = await shopBackends();
  return startFpm(bench, { errorLog: 'workers', ...options, env: { ...backends, ...options.env } });
};

/** Symfony's records in Monolog's line format; the exception and those before it are in the context, on the same line. */
const lines = webCases<Partial<FpmOptions>>({
  start: startApp,
  logs: [LOG, 'php-fpm.log', 'access.log'],
  exceptionIn: LOG,
  healthy: ['/health', '/books', '/fine/7', '/cover/now'],
});
/** Symfony's own logger writes to the standard error of the worker, which FPM wraps. */
const wrapped = webCases<Partial<FpmOptions>>({
  start: startApp,
  logs: ['php-fpm.log', 'access.log'],
  exceptionIn: 'php-fpm.log',
  healthy: ['/health', '/books', '/fine/7', '/cover/now'],
});

const IDS = { LOG_IDS: '1' };
const JSON_STYLE = { LOG_STYLE: 'json', LOG_IDS: '1' };
const OWN_LOGGER = { LOG_STYLE: 'symfony' };
const DRY = ['/health', '/fine/7', '/cover/now'];
const CRITICAL = String.raw`request\.CRITICAL: Uncaught PHP Exception `;
const JSON_CRITICAL = '"level_name":"CRITICAL"';

const inSource = (file: string, name: string, code: string): FrameSpec => ({
  file: `/srv/shop/symfony/src/${file}.php`,
  function: `App\\${file}->${name}`,
  code,
});

const DATASTORE: readonly CaseSpec[] = [
  lines({
    name: 'mysql-refused',
    injected: 'the database address points to port 21956, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21956',
    path: '/books',
    app: { env: { MY_PORT: '21956' } },
    healthy: DRY,
    line: new RegExp(`${CRITICAL}Doctrine.*SQLSTATE\\[HY000\\] \\[2002\\] Connection refused`),
    type: 'PDOException',
    keep: ['SQLSTATE[HY000] [2002] Connection refused'],
    alsoAs: ['docker-json', 'crlf'],
  }),
  lines({
    name: 'mysql-refused-behind-overdue',
    injected: 'nothing listens at the database port, and the code throws an exception of its own over it',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21956',
    path: '/overdue',
    app: { env: { ...JSON_STYLE, MY_PORT: '21956' } },
    healthy: DRY,
    line: new RegExp(`CatalogueUnavailable.*${JSON_CRITICAL}`),
    type: 'PDOException',
    keep: ['SQLSTATE[HY000] [2002] Connection refused'],
    alsoAs: ['gzip'],
  }),
  lines({
    name: 'mysql-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/books',
    app: { env: { ...IDS, MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: new RegExp(`${CRITICAL}Doctrine.*Access denied for user 'shop'`),
    type: 'PDOException',
    keep: ["Access denied for user 'shop'", 'using password: YES'],
  }),
  lines({
    name: 'mysql-no-database',
    injected: 'the database name in the configuration is one that the role may not see',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/books',
    app: { env: { ...JSON_STYLE, MY_DATABASE: 'library_v2' } },
    healthy: DRY,
    line: new RegExp(`Access denied for user .*library_v2.*${JSON_CRITICAL}`),
    type: 'PDOException',
    keep: ["to database 'library_v2'"],
  }),
  wrapped({
    name: 'mysql-full-wrapped',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/books',
    app: { env: OWN_LOGGER },
    healthy: DRY,
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: /said into stderr: .*\[critical\] Uncaught PHP Exception Doctrine.*Too many connections/,
    type: 'Doctrine\\DBAL\\Exception\\DriverException',
    keep: ['Too many connections'],
  }),
  lines({
    name: 'mysql-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'mysql',
    path: '/shelves',
    line: new RegExp(`${CRITICAL}Doctrine.*Table 'shop\\.shelves' doesn't exist`),
    type: 'PDOException',
    keep: ["Table 'shop.shelves' doesn't exist"],
    alsoAs: ['rotated', 'ansi'],
  }),
  wrapped({
    name: 'mysql-missing-column-wrapped',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'mysql',
    path: '/bindings',
    app: { env: OWN_LOGGER },
    healthy: DRY,
    line: /said into stderr: .*\[critical\] Uncaught PHP Exception Doctrine.*Unknown column 'binding'/,
    type: 'Doctrine\\DBAL\\Exception\\InvalidFieldNameException',
    keep: ["Unknown column 'binding'"],
  }),
  lines({
    name: 'mysql-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/exchange/3/4',
    app: { env: IDS },
    inject: crossedUpdate('/exchange/4/3', 500),
    line: new RegExp(`${CRITICAL}Doctrine.*Deadlock found when trying to get lock`),
    type: 'PDOException',
    keep: ['Deadlock found when trying to get lock'],
  }),
  lines({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/lend',
    app: { env: JSON_STYLE },
    inject: (bench) => holdMariadbRow(bench, 19, 4),
    line: new RegExp(`Lock wait timeout exceeded.*${JSON_CRITICAL}`),
    type: 'PDOException',
    keep: ['Lock wait timeout exceeded'],
    alsoAs: ['docker-json'],
  }),
  lines({
    name: 'mysql-unique',
    kind: 'confuser',
    injected: 'the code inserts a reader that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/join',
    line: new RegExp(`${CRITICAL}Doctrine.*Duplicate entry`),
    type: 'PDOException',
    secrets: ['ada@example.org'],
    keep: ['Duplicate entry'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  lines({
    name: 'cover-503',
    injected: 'the cover service answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/cover/unavailable',
    app: { env: IDS },
    line: new RegExp(`${CRITICAL}Symfony.*ServerException.*HTTP/1\\.1 503`),
    type: 'Symfony\\Component\\HttpClient\\Exception\\ServerException',
    keep: ['HTTP/1.1 503 Service Unavailable'],
  }),
  wrapped({
    name: 'cover-429-wrapped',
    injected: 'the cover service answers 429',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/cover/quota',
    app: { env: OWN_LOGGER },
    line: /said into stderr: .*\[critical\] Uncaught PHP Exception Symfony.*ClientException.*429/,
    type: 'Symfony\\Component\\HttpClient\\Exception\\ClientException',
    keep: ['HTTP/1.1 429 Too Many Requests'],
  }),
  lines({
    name: 'cover-html',
    kind: 'confuser',
    injected: 'the cover service answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/cover/html',
    line: new RegExp(`${CRITICAL}Symfony.*(JsonException|Syntax error)`),
    type: 'Symfony\\Component\\HttpClient\\Exception\\JsonException',
  }),
  lines({
    name: 'cover-slow',
    kind: 'confuser',
    injected: 'the cover service does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/cover/slow',
    app: { env: JSON_STYLE },
    line: new RegExp(`Idle timeout reached.*${JSON_CRITICAL}`),
    type: 'Symfony\\Component\\HttpClient\\Exception\\TimeoutException',
    keep: ['Idle timeout reached for'],
  }),
  lines({
    name: 'cover-dns',
    injected: 'the host name of the cover service does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/cover/now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    healthy: ['/health', '/books', '/fine/7'],
    line: new RegExp(
      `${CRITICAL}Symfony.*TransportException.*Could not resolve host: api\\.paywell\\.invalid`,
    ),
    type: 'Symfony\\Component\\HttpClient\\Exception\\TransportException',
    keep: ['Could not resolve host: api.paywell.invalid'],
    alsoAs: ['invalid-utf8'],
  }),
  lines({
    name: 'cover-certificate',
    injected: 'the cover service shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/cover/now',
    app: { env: { ...JSON_STYLE, PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    healthy: ['/health', '/books', '/fine/7'],
    line: new RegExp(`SSL certificate problem: self.signed certificate.*${JSON_CRITICAL}`),
    type: 'Symfony\\Component\\HttpClient\\Exception\\TransportException',
    keep: ['SSL certificate problem'],
  }),
];

const OWN: readonly CaseSpec[] = [
  lines({
    name: 'fine-by-zero',
    injected: 'the code divides by a number from the request that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/fine/none',
    line: new RegExp(`${CRITICAL}DivisionByZeroError: "Division by zero"`),
    type: 'DivisionByZeroError',
    in: inSource('Desk', 'fine', 'return intdiv('),
    keep: ['Division by zero'],
    alsoAs: ['gzip', 'crlf'],
  }),
  wrapped({
    name: 'null-reader-wrapped',
    injected: 'the code calls a method of null',
    cause: 'code.exception',
    component: 'self',
    path: '/reader',
    app: { env: OWN_LOGGER },
    line: /said into stderr: .*\[critical\] Uncaught PHP Exception Error: "Call to a member function name\(\) on null"/,
    type: 'Error',
    in: inSource('Desk', 'reader', 'return $card->name()'),
    keep: ['Call to a member function name() on null'],
  }),
  lines({
    name: 'average-of-nothing',
    injected: 'the code divides by the length of an empty list',
    cause: 'code.exception',
    component: 'self',
    path: '/average',
    app: { env: JSON_STYLE },
    line: new RegExp(`DivisionByZeroError.*${JSON_CRITICAL}`),
    type: 'DivisionByZeroError',
    in: inSource('Desk', 'average', 'return array_sum($loans)'),
    alsoAs: ['docker-json'],
  }),
  lines({
    name: 'closed-words',
    kind: 'confuser',
    injected: 'the code throws an exception of its own whose text speaks of access, connections and memory',
    cause: 'code.exception',
    component: 'self',
    path: '/closed',
    app: { env: IDS },
    line: new RegExp(`${CRITICAL}App\\\\ReadingRoomClosed: "reading room closed`),
    type: 'App\\ReadingRoomClosed',
    in: inSource('Desk', 'closed', 'throw new ReadingRoomClosed('),
  }),
  lines({
    name: 'stamp-permission',
    injected: 'the stamps lie in a folder of root, and the workers run as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/symfony/data/stamps.log',
    path: '/stamp',
    line: /file_put_contents\(\/srv\/shop\/symfony\/data\/stamps\.log\): Failed to open stream: Permission denied/,
    type: 'ErrorException',
    in: inSource('Desk', 'stamp', '$written = file_put_contents('),
    keep: ['Failed to open stream: Permission denied'],
    alsoAs: ['rotated'],
  }),
  lines({
    name: 'stamp-disk-full',
    injected: 'the stamps are on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file',
    path: '/stamp',
    app: { env: IDS },
    inject: fullDevice('data/stamps.log'),
    line: /No space left on device/,
    type: 'ErrorException',
    in: inSource('Desk', 'stamp', '$written = file_put_contents('),
    keep: ['No space left on device'],
  }),
  lines({
    name: 'scan-memory',
    injected: 'the code grows until memory_limit, 32 MB',
    cause: 'resource.memory',
    component: 'self',
    path: '/scan',
    app: { env: IDS, ini: { memory_limit: '32M' } },
    line: /Allowed memory size of 33554432 bytes exhausted/,
    type: 'Symfony\\Component\\ErrorHandler\\Error\\OutOfMemoryError',
    in: inSource('Desk', 'scan', "$pages[] = str_repeat('x'"),
    keep: ['Allowed memory size of 33554432 bytes exhausted'],
  }),
  lines({
    name: 'class-missing',
    injected: 'a class that the code uses was not shipped',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/leaflet',
    line: /Attempted to load class "LeafletPrinter"|Class "App\\+LeafletPrinter" not found/,
    type: 'Symfony\\Component\\ErrorHandler\\Error\\ClassNotFoundError',
    in: inSource('Desk', 'leaflet', 'return (new LeafletPrinter())->print()'),
    keep: ['LeafletPrinter'],
  }),
  lines({
    name: 'tariff-missing',
    injected: 'a data file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/symfony/config/tariff.json',
    path: '/tariff',
    app: { env: JSON_STYLE },
    line: /Failed to open stream: No such file or directory/,
    type: 'ErrorException',
    in: inSource('Desk', 'tariff', 'return json_decode(file_get_contents('),
    keep: ['Failed to open stream: No such file or directory'],
  }),
  lines({
    name: 'syntax',
    injected: 'a file that is loaded when it is needed lacks a comma',
    cause: 'code.syntax',
    component: 'file /srv/shop/symfony/src/Holidays.php',
    path: '/holidays',
    app: { env: IDS },
    line: /syntax error, unexpected single-quoted string/,
    type: 'ParseError',
    keep: ['syntax error, unexpected single-quoted string'],
    alsoAs: ['ansi'],
  }),
  lines({
    name: 'quiet-500',
    kind: 'no-evidence',
    injected: 'the controller answers 500 by itself; the matched routes are all there is',
    cause: null,
    component: null,
    path: '/quiet',
    app: { env: IDS },
    line: null,
    type: null,
    alsoAs: ['docker-json'],
  }),
];

export const stack = defineStack({
  name: 'symfony',
  language: 'php',
  install: () =>
    installDebian([
      ...PHP_PACKAGES,
      'postgresql',
      'redis-server',
      'php-symfony-framework-bundle',
      'php-symfony-http-client',
      'php-doctrine-dbal',
      'php-monolog',
    ]),
  software: () =>
    phpSoftware(
      'php-symfony-framework-bundle',
      'php-symfony-http-client',
      'php-doctrine-dbal',
      'php-monolog',
    ),
  cases: [...DATASTORE, ...OUTSIDE, ...OWN],
});
