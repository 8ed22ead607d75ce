import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startFpm } from '../../backing/php-fpm.ts';
import type { FpmOptions } from '../../backing/php-fpm.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { ERROR_RECORD, nginxCase } from './nginx-case.ts';
import type { Label } from './nginx-case.ts';

const PHP =
  `location ~ \\.php$ { root /srv/shop/nginx/php; include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_pass unix:run/php.sock; }`.replace(
    'unix:run',
    'unix:/srv/shop/nginx/run',
  );

const php = (label: Label, path: string, fpm: FpmOptions | null = {}): CaseSpec =>
  nginxCase(
    { logs: ['error.log', 'access.log', 'fpm.log'], ...label },
    {
      site: async (bench) => {
        mkdirSync(join(bench.dir, 'private'), { mode: 0o700 });
        if (fpm !== null) await startFpm(bench, fpm);
        return { server: PHP };
      },
      act: async (bench, { url }) => {
        if (fpm !== null) await bench.healthy(`${url}/health.php`, 3);
        await bench.fail(`${url}${path}`);
        await bench.pause(1200);
        await bench.healthy(`${url}/`, 2);
      },
    },
  );

/** The whole record that nginx writes for what PHP said on FastCGI's standard error. */
const stderrRecord = (line: RegExp, type: string | null): NonNullable<CaseSpec['exception']> => ({
  line,
  from: ERROR_RECORD,
  before: ERROR_RECORD,
  type,
});

/** Faults behind nginx's FastCGI, with a real PHP-FPM. */
export const FASTCGI_CASES: readonly CaseSpec[] = [
  php(
    {
      name: 'php-division-by-zero',
      injected: 'PHP code divides by zero',
      cause: 'code.exception',
      component: 'self',
      line: null,
      exception: stderrRecord(/Uncaught DivisionByZeroError: Division by zero in/, 'DivisionByZeroError'),
      frame: { file: '/srv/shop/nginx/php/total.php', function: 'averageBasket', code: 'return intdiv(' },
      keep: ['Uncaught DivisionByZeroError: Division by zero'],
      alsoAs: ['docker-json', 'crlf'],
    },
    '/total.php',
  ),
  php(
    {
      name: 'php-mysql-refused',
      injected: 'PHP connects to a MySQL address where nothing listens, and wraps the exception',
      cause: 'datastore.unreachable',
      component: 'mysql 127.22.0.5',
      line: null,
      exception: stderrRecord(/PDOException: SQLSTATE\[HY000\] \[2002\] Connection refused/, 'PDOException'),
      frame: { file: '/srv/shop/nginx/php/orders.php', function: 'connectOrders', code: 'return new PDO(' },
      keep: ['SQLSTATE[HY000] [2002] Connection refused'],
    },
    '/orders.php',
  ),
  php(
    {
      name: 'php-memory',
      injected: 'PHP code grows until memory_limit, 16 MB',
      cause: 'resource.memory',
      component: 'self',
      line: null,
      exception: stderrRecord(/Allowed memory size of 16777216 bytes exhausted/, null),
      keep: ['Allowed memory size of 16777216 bytes exhausted'],
    },
    '/export.php',
  ),
  php(
    {
      name: 'php-parse-error',
      injected: 'a PHP file lacks a semicolon',
      cause: 'code.syntax',
      component: 'file /srv/shop/nginx/php/syntax.php',
      line: null,
      exception: stderrRecord(/PHP Parse error: {2}syntax error, unexpected token "}"/, null),
      keep: ['PHP Parse error:  syntax error'],
    },
    '/syntax.php',
  ),
  php(
    {
      name: 'php-file-permission',
      injected: 'PHP writes into a folder that belongs to root',
      cause: 'fs.permission',
      component: 'file /srv/shop/nginx/private/42.txt',
      line: null,
      exception: stderrRecord(/Failed to open stream: Permission denied/, 'RuntimeException'),
      keep: ['Failed to open stream: Permission denied'],
    },
    '/upload.php',
  ),
  php(
    {
      name: 'php-script-unknown',
      injected: 'the document root of the site does not hold the script',
      cause: 'code.missing_artifact',
      alsoAccepted: ['web.config'],
      component: null,
      line: /FastCGI sent in stderr: "Primary script unknown"/,
      keep: ['Primary script unknown'],
    },
    '/checkout.php',
  ),
  php(
    {
      name: 'fpm-not-running',
      injected: 'PHP-FPM is not running, so that its socket does not exist',
      cause: 'upstream.down',
      component: 'file /srv/shop/nginx/run/php.sock',
      line: /connect\(\) to unix:\/srv\/shop\/nginx\/run\/php\.sock failed \(2: No such file or directory\)/,
      keep: ['php.sock failed (2: No such file or directory)'],
    },
    '/health.php',
    null,
  ),
  php(
    {
      name: 'fpm-terminated-slow',
      kind: 'confuser',
      injected: 'FPM ends a child after request_terminate_timeout, one second; nginx sees a reset connection',
      cause: 'resource.timeout',
      component: 'file /srv/shop/nginx/php/slow.php',
      line: null,
      exception: { line: /script '\/srv\/shop\/nginx\/php\/slow\.php' .*execution timed out/, type: null },
      keep: ['execution timed out', 'recv() failed (104: Connection reset by peer)'],
    },
    '/slow.php',
    { pool: ['request_terminate_timeout = 1s'] },
  ),
  php(
    {
      name: 'fpm-segfault',
      injected: 'the FPM child dies of SIGSEGV in the middle of the request',
      cause: 'upstream.down',
      component: null,
      line: null,
      exception: { line: /exited on signal 11 \(SIGSEGV/, type: null },
      keep: ['exited on signal 11 (SIGSEGV'],
    },
    '/crash.php',
  ),
];
