import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, MARIADB_PASSWORD, sharedMariadb } from '../../harness/mariadb.ts';
import { PHP_PACKAGES, phpSoftware, startFpm } from '../../harness/php.ts';
import type { FpmOptions } from '../../harness/php.ts';
import { sh } from '../../harness/process.ts';
import { once } from '../../harness/shared.ts';
import { webCases } from '../../harness/web-cases.ts';

const PLUGIN = '/srv/shop/wordpress/public/wp-content/plugins/shop-orders';
const LOG = 'debug.log';

/** Puts Debian's WordPress, the shop's plugin and theme, and a configuration together in the neutral folder. */
const assemble = async (bench: Bench): Promise<void> => {
  const site = join(bench.dir, 'public');
  mkdirSync(site);
  await sh('cp', ['-rL', '/usr/share/wordpress/.', site]);
  await sh('cp', ['-r', `${bench.dir}/content/.`, join(site, 'wp-content')]);
  await sh('cp', [join(bench.dir, 'wp-config.php'), join(site, 'wp-config.php')]);
};

/** Creates the database and runs WordPress's own installation, once per run. */
const installSite = (bench: Bench): Promise<void> =>
  once('wordpress site', async () => {
    const database = await sharedMariadb();
    await database.sql("create database if not exists wordpress; grant all on wordpress.* to 'shop'@'%'");
    const env = { ...process.env, DB_PASSWORD: MARIADB_PASSWORD, DB_HOST: `127.0.0.1:${database.port}` };
    const { stdout } = await sh('php', [join(bench.dir, 'install.php')], { env });
    if (!stdout.includes('installed'))
      throw new Error(`wordpress was not installed: ${stdout.slice(0, 400)}`);
    await sh('rm', ['-f', join(bench.logDir, LOG)]);
  });

const startApp = async (bench: Bench, options: Partial<FpmOptions> = {}): Promise<string> => {
  await assemble(bench);
  await installSite(bench);
  return startFpm(bench, {
    errorLog: 'workers',
    ...options,
    env: { DB_HOST: '127.0.0.1:21306', ...options.env },
  });
};

const wordpress = webCases<Partial<FpmOptions>>({
  start: startApp,
  logs: [LOG, 'access.log'],
  exceptionIn: LOG,
  healthy: ['/', '/?shop=share', '/?shop=rates'],
  from: /^\[\d\d-[A-Z][a-z]{2}-\d{4} /,
  before: /^\[\d\d-[A-Z][a-z]{2}-\d{4} /,
});

const inPlugin = (name: string, code: string): FrameSpec => ({
  file: `${PLUGIN}/orders.php`,
  source: 'content/plugins/shop-orders/orders.php',
  function: name,
  code,
});

const cases: readonly CaseSpec[] = [
  wordpress({
    name: 'null-lines',
    injected: 'the plugin sums order lines that are missing',
    cause: 'code.exception',
    component: 'self',
    path: '/?shop=total',
    line: /PHP Fatal error: {2}Uncaught TypeError: array_column\(\)/,
    type: 'TypeError',
    in: inPlugin('shop_total', 'return array_sum('),
    alsoAs: ['docker-json', 'crlf', 'gzip'],
  }),
  wordpress({
    name: 'division',
    injected: 'the plugin divides by a number that may be zero',
    cause: 'code.exception',
    component: 'self',
    path: '/?shop=share&parts=0',
    line: /Uncaught DivisionByZeroError/,
    type: 'DivisionByZeroError',
    in: inPlugin('shop_share', 'return intdiv('),
    alsoAs: ['ansi'],
  }),
  wordpress({
    name: 'missing-table',
    injected: 'the plugin was updated and its table never created; the page still answers 200',
    cause: 'datastore.schema',
    component: 'mysql 127.0.0.1:21306',
    path: '/?shop=vouchers',
    status: 200,
    line: /WordPress database error Table 'wordpress\.wp_shop_vouchers' doesn't exist for query/,
    type: null,
    secrets: ['ada@example.org'],
    keep: ["Table 'wordpress.wp_shop_vouchers' doesn't exist"],
    alsoAs: ['docker-json', 'rotated'],
  }),
  wordpress({
    name: 'database-full',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: 'mysql 127.0.0.1:21306',
    path: '/',
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    after: () => undefined,
    line: /PHP Warning: {2}mysqli_real_connect\(\): \(HY000\/1040\): Too many connections/,
    type: null,
    keep: ['Too many connections'],
  }),
  wordpress({
    name: 'database-password',
    injected: 'the password of the database role was changed and the site still has the old one',
    cause: 'datastore.auth',
    component: 'mysql 127.0.0.1:21306',
    path: '/',
    inject: async (bench) => {
      const server = await sharedMariadb();
      bench.defer(() => server.sql(`alter user 'shop'@'%' identified by '${MARIADB_PASSWORD}'`));
      await server.sql("alter user 'shop'@'%' identified by 'rotated-Key.88'");
    },
    after: () => undefined,
    line: /PHP Warning: {2}mysqli_real_connect\(\): \(HY000\/1045\): Access denied for user 'shop'@/,
    type: null,
    keep: ["Access denied for user 'shop'@", '(using password: YES)'],
    alsoAs: ['crlf'],
  }),
  wordpress({
    name: 'memory-limit',
    injected: 'the plugin may use 64 MB and asks for 1000',
    cause: 'resource.memory',
    component: 'self',
    path: '/?shop=thumbnail',
    app: { ini: { memory_limit: '64M' } },
    line: /PHP Fatal error: {2}Allowed memory size of \d+ bytes exhausted/,
    type: null,
    in: inPlugin('shop_thumbnail', "return str_repeat('pixel'"),
    keep: ['Allowed memory size of 67108864 bytes exhausted'],
  }),
  wordpress({
    name: 'execution-time',
    injected: 'the plugin counts without end and the script may run for 1 s',
    cause: 'resource.timeout',
    component: 'self',
    path: '/?shop=recount',
    app: { ini: { max_execution_time: '1' } },
    line: /PHP Fatal error: {2}Maximum execution time of 1 second exceeded/,
    type: null,
    keep: ['Maximum execution time of 1 second exceeded'],
    alsoAs: ['invalid-utf8'],
  }),
  wordpress({
    name: 'label-permission',
    injected: 'the label folder belongs to root and the pool runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/wordpress/audit/label.txt',
    path: '/?shop=label',
    line: /PHP Warning: {2}file_put_contents\(.*Failed to open stream: Permission denied/,
    type: null,
    in: inPlugin('shop_print_label', "if (file_put_contents('/srv/shop"),
    keep: ['Failed to open stream: Permission denied'],
  }),
  wordpress({
    name: 'missing-autoload',
    injected: 'the vendor folder of the plugin was not deployed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/?shop=invoice',
    line: /PHP Fatal error: {2}Uncaught Error: Failed opening required/,
    type: 'Error',
    keep: ['Failed opening required'],
  }),
  wordpress({
    name: 'undefined-function',
    injected: 'the plugin calls a function of another plugin that is not active',
    cause: 'code.exception',
    alsoAccepted: ['code.missing_artifact'],
    component: 'self',
    path: '/?shop=gift',
    line: /PHP Fatal error: {2}Uncaught Error: Call to undefined function shop_wrap_gift\(\)/,
    type: 'Error',
    alsoAs: ['docker-json'],
  }),
  wordpress({
    name: 'plugin-syntax',
    injected: 'a file of the plugin with a syntax error was deployed and is included at the first use',
    cause: 'code.syntax',
    component: 'self',
    path: '/?shop=import',
    line: /PHP Parse error: {2}syntax error, unexpected token "echo"/,
    type: null,
    in: {
      file: `${PLUGIN}/import.php`,
      source: 'content/plugins/shop-orders/import.php',
      function: null,
      code: 'echo count(',
    },
  }),
  wordpress({
    name: 'rates-503',
    injected: 'the rate API answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/?shop=rates&what=unavailable',
    line: /Uncaught RuntimeException: rates: GET .* answered 503/,
    type: 'RuntimeException',
    in: inPlugin('shop_rates', "throw new RuntimeException('rates: GET"),
  }),
  wordpress({
    name: 'rates-dns',
    injected: 'the host name of the rate API does not exist',
    cause: 'network.dns_tls',
    component: 'http rates.fxfeed.invalid',
    path: '/?shop=rates',
    healthy: ['/', '/?shop=share'],
    app: { env: { PAYMENTS_URL: 'https://rates.fxfeed.invalid' } },
    line: /Uncaught RuntimeException: rates: cURL error 6: Could not resolve host: rates\.fxfeed\.invalid/,
    type: 'RuntimeException',
    in: inPlugin('shop_rates', "throw new RuntimeException('rates: ' . $answer"),
  }),
  wordpress({
    name: 'sorry',
    kind: 'no-evidence',
    injected: 'the plugin answers 500 by itself',
    cause: null,
    component: null,
    path: '/?shop=sorry',
    line: null,
    type: null,
    alsoAs: ['docker-json'],
  }),
];

export const stack = defineStack({
  name: 'wordpress',
  language: 'php',
  install: () => installDebian([...PHP_PACKAGES, 'wordpress']),
  software: () => phpSoftware('wordpress'),
  cases,
});
