import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFpm } from '../../backing/php-fpm.ts';
import type { FpmOptions } from '../../backing/php-fpm.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { apacheCase, fetchPath } from './apache-case.ts';
import type { Label } from './apache-case.ts';

const SOCKET = '/srv/shop/apache/run/php.sock';

const PHP_SITE = `ProxyPassMatch "^/php/(.*\\.php)$" "unix:${SOCKET}|fcgi://localhost/srv/shop/apache/php/$1"`;

const php = (label: Label, file: string, fpm: FpmOptions | null = {}, works = fpm !== null): CaseSpec =>
  apacheCase(
    { logs: ['error.log', 'access.log', 'fpm.log'], ...label },
    {
      extra: async (bench) => {
        mkdirSync(join(bench.dir, 'private'), { mode: 0o700 });
        if (fpm !== null) await startFpm(bench, fpm);
        return PHP_SITE;
      },
      act: async (bench, started) => {
        if (works) await bench.healthy(`${started.url}/php/health.php`, 3);
        await bench.fail(`${started.url}/php/${file}`);
        await bench.pause(1000);
        await bench.healthy(`${started.url}/`, 2);
      },
    },
  );

const cgi = (label: Label, file: string): CaseSpec =>
  apacheCase(label, { extra: () => 'CGIDScriptTimeout 1s', act: fetchPath(`/cgi/${file}`) });

/** Faults of scripts behind httpd: CGI programs, and PHP through FPM. */
export const SCRIPT_CASES: readonly CaseSpec[] = [
  cgi(
    {
      name: 'cgi-not-executable',
      injected: 'the CGI script lacks the execute bit',
      cause: 'fs.permission',
      component: 'file /srv/shop/apache/cgi/noexec.cgi',
      line: /\(13\)Permission denied: AH01241: exec of '\/srv\/shop\/apache\/cgi\/noexec\.cgi' failed/,
      keep: ["(13)Permission denied: AH01241: exec of '/srv/shop/apache/cgi/noexec.cgi' failed"],
      alsoAs: ['gzip'],
    },
    'noexec.cgi',
  ),
  cgi(
    {
      name: 'cgi-interpreter-missing',
      injected: "the interpreter in the CGI script's first line is not installed",
      cause: 'code.missing_artifact',
      component: 'file /srv/shop/apache/cgi/ruby.cgi',
      line: /\(2\)No such file or directory: AH01241: exec of '\/srv\/shop\/apache\/cgi\/ruby\.cgi' failed/,
      keep: ["(2)No such file or directory: AH01241: exec of '/srv/shop/apache/cgi/ruby.cgi' failed"],
    },
    'ruby.cgi',
  ),
  cgi(
    {
      name: 'cgi-python-exception',
      injected: 'the Python CGI script divides by zero',
      cause: 'code.exception',
      component: 'self',
      line: null,
      exception: {
        line: /^ZeroDivisionError: division by zero/,
        from: /^Traceback \(most recent call last\):/,
        type: 'ZeroDivisionError',
      },
      frame: {
        file: '/srv/shop/apache/cgi/total.py',
        function: 'average_basket',
        code: 'return total / orders',
      },
      keep: ['ZeroDivisionError: division by zero'],
      alsoAs: ['docker-json', 'crlf'],
    },
    'total.py',
  ),
  cgi(
    {
      name: 'cgi-python-module-missing',
      injected: 'the Python CGI script imports a module that is not installed',
      cause: 'code.missing_artifact',
      component: 'module shop_stock',
      line: null,
      exception: {
        line: /^ModuleNotFoundError: No module named 'shop_stock'/,
        from: /^Traceback \(most recent call last\):/,
        type: 'ModuleNotFoundError',
      },
      frame: { file: '/srv/shop/apache/cgi/stock.py', function: '<module>', code: 'import shop_stock' },
      keep: ["No module named 'shop_stock'"],
    },
    'stock.py',
  ),
  cgi(
    {
      name: 'cgi-perl-refused',
      kind: 'confuser',
      injected: 'the Perl CGI script connects to a payment gateway where nothing listens',
      cause: 'thirdparty.api',
      alsoAccepted: ['upstream.down'],
      component: 'http 127.22.0.5:8080',
      line: /^payment gateway 127\.22\.0\.5:8080: .* at \/srv\/shop\/apache\/cgi\/pay\.pl line/,
      frame: { file: '/srv/shop/apache/cgi/pay.pl', function: null, code: 'IO::Socket::INET->new(' },
      keep: ['payment gateway 127.22.0.5:8080'],
    },
    'pay.pl',
  ),
  cgi(
    {
      name: 'cgi-malformed-header',
      injected: 'the CGI script prints its text without a header',
      cause: 'code.exception',
      alsoAccepted: ['web.config'],
      component: 'file plain.sh',
      line: /malformed header from script 'plain\.sh': Bad header: 7 orders/,
      keep: ["malformed header from script 'plain.sh'"],
    },
    'plain.sh',
  ),
  cgi(
    {
      name: 'cgi-timeout',
      injected: 'the CGI script sleeps for six seconds under a CGIDScriptTimeout of one',
      cause: 'resource.timeout',
      component: 'file slow.sh',
      line: /Script timed out before returning headers: slow\.sh/,
      keep: ['Script timed out before returning headers: slow.sh'],
    },
    'slow.sh',
  ),
  php(
    {
      name: 'php-division-by-zero',
      injected: 'PHP code divides by zero; httpd writes its newlines as backslash-n',
      cause: 'code.exception',
      component: 'self',
      line: null,
      exception: {
        line: /AH01071: Got error 'PHP message: PHP Fatal error: {2}Uncaught DivisionByZeroError: Division by zero/,
        type: 'DivisionByZeroError',
      },
      frame: { file: '/srv/shop/apache/php/total.php', function: 'averageBasket', code: 'return intdiv(' },
      keep: ['Uncaught DivisionByZeroError: Division by zero'],
      alsoAs: ['rotated'],
    },
    'total.php',
  ),
  php(
    {
      name: 'php-mysql-refused',
      injected: 'PHP connects to a MySQL address where nothing listens, and wraps the exception',
      cause: 'datastore.unreachable',
      component: 'mysql 127.22.0.5',
      line: null,
      exception: {
        line: /AH01071: Got error .*PDOException: SQLSTATE\[HY000\] \[2002\] Connection refused/,
        type: 'PDOException',
      },
      frame: { file: '/srv/shop/apache/php/orders.php', function: 'connectOrders', code: 'return new PDO(' },
      keep: ['SQLSTATE[HY000] [2002] Connection refused'],
    },
    'orders.php',
  ),
  php(
    {
      name: 'php-memory',
      injected: 'PHP code grows until memory_limit, 16 MB',
      cause: 'resource.memory',
      component: 'self',
      line: /AH01071: Got error .*Allowed memory size of 16777216 bytes exhausted/,
      keep: ['Allowed memory size of 16777216 bytes exhausted'],
      alsoAs: ['invalid-utf8'],
    },
    'export.php',
  ),
  php(
    {
      name: 'php-parse-error',
      injected: 'a PHP file lacks a semicolon',
      cause: 'code.syntax',
      component: 'file /srv/shop/apache/php/syntax.php',
      line: /AH01071: Got error .*PHP Parse error: {2}syntax error/,
      keep: ['PHP Parse error:  syntax error'],
    },
    'syntax.php',
  ),
  php(
    {
      name: 'php-script-unknown',
      injected: 'the proxied folder does not hold the script',
      cause: 'code.missing_artifact',
      alsoAccepted: ['web.config'],
      component: null,
      line: /AH01071: Got error 'Primary script unknown'/,
      keep: ['Primary script unknown'],
    },
    'checkout.php',
  ),
  php(
    {
      name: 'fpm-not-running',
      injected: 'PHP-FPM is not running, so that its socket does not exist',
      cause: 'upstream.down',
      component: `file ${SOCKET}`,
      line: /\(2\)No such file or directory: AH02454: FCGI: attempt to connect to Unix domain socket \/srv\/shop\/apache\/run\/php\.sock/,
      keep: ['AH02454: FCGI: attempt to connect to Unix domain socket'],
    },
    'health.php',
    null,
  ),
  php(
    {
      name: 'fpm-socket-permission',
      injected: "FPM's socket belongs to another user with mode 600",
      cause: 'fs.permission',
      component: `file ${SOCKET}`,
      line: /\(13\)Permission denied: AH02454: FCGI: attempt to connect to Unix domain socket/,
      keep: ['(13)Permission denied: AH02454'],
    },
    'health.php',
    { socketOwner: 'root' },
    false,
  ),
  php(
    {
      name: 'fpm-terminated-slow',
      kind: 'confuser',
      injected: 'FPM ends a child after request_terminate_timeout, one second; httpd sees a reset connection',
      cause: 'resource.timeout',
      component: 'file /srv/shop/apache/php/slow.php',
      line: /script '\/srv\/shop\/apache\/php\/slow\.php' .*execution timed out/,
      keep: ['execution timed out'],
    },
    'slow.php',
    { pool: ['request_terminate_timeout = 1s'] },
  ),
  php(
    {
      name: 'fpm-segfault',
      injected: 'the FPM child dies of SIGSEGV in the middle of the request',
      cause: 'upstream.down',
      component: null,
      line: /exited on signal 11 \(SIGSEGV/,
      keep: ['exited on signal 11 (SIGSEGV'],
    },
    'crash.php',
  ),
  apacheCase(
    {
      name: 'worker-segfault',
      injected: "httpd's own worker process dies of SIGSEGV while it works on the request",
      cause: 'upstream.down',
      component: null,
      line: /AH00052: child pid \d+ exit signal Segmentation fault \(11\)/,
      keep: ['exit signal Segmentation fault (11)'],
    },
    {
      act: async (bench, started) => {
        const failing = bench.fail(`${started.url}/cgi/slow.sh`);
        await bench.pause(300);
        for (const pid of childrenOf(started.apache.pid)) process.kill(pid, 'SIGSEGV');
        await failing;
        await bench.until('error.log', /AH00052/);
        await bench.healthy(`${started.url}/`, 2);
      },
    },
  ),
];

/** The worker processes of httpd: its children that serve requests, not the one that starts CGI programs. */
const childrenOf = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const [, after = ''] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ');
        const threads = Number(/Threads:\s+(\d+)/.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
        return Number(after.split(' ')[1]) === parent && threads > 1;
      } catch {
        return false;
      }
    })
    .map(Number);
