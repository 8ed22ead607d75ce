import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const ask = (text: string) => diagnose(evidenceOf(text), { formats: LOG_FORMATS, rules: CAUSE_RULES });

const python = (...lines: readonly string[]): string =>
  [
    '2026-11-22 10:02:36,060 ERROR django.request 22293 Internal Server Error: /orders',
    'Traceback (most recent call last):',
    '  File "/srv/shop/views.py", line 12, in orders',
    '    return load()',
    ...lines,
  ].join('\n');

const node = (...lines: readonly string[]): string => lines.join('\n');

type Row = readonly [cause: string, component: string, text: string];

const ROWS: readonly Row[] = [
  [
    'code.syntax',
    'file /app/syntax.php',
    '[22-Nov-2026 10:05:19 UTC] PHP Parse error:  syntax error, unexpected token ";" in /app/syntax.php on line 1',
  ],
  [
    'code.syntax',
    'file /srv/shop/prices.py',
    'Traceback (most recent call last):\n  File "/srv/shop/views.py", line 2, in <module>\n    import prices\n  File "/srv/shop/prices.py", line 4\n    def total(:\n              ^\nSyntaxError: invalid syntax',
  ],
  ['code.missing_artifact', 'module openpyxl', python("ModuleNotFoundError: No module named 'openpyxl'")],
  [
    'code.missing_artifact',
    'template landing.html',
    python('django.template.exceptions.TemplateDoesNotExist: landing.html'),
  ],
  [
    'code.missing_artifact',
    'file /srv/shop/rates.json',
    python("FileNotFoundError: [Errno 2] No such file or directory: '/srv/shop/rates.json'"),
  ],
  [
    'code.missing_artifact',
    'module ./label-printer',
    node(
      "Error: Cannot find module './label-printer'",
      'Require stack:',
      '- /srv/shop/lazy.js',
      '    at Module._resolveFilename (node:internal/modules/cjs/loader:1140:15)',
      '    at renderLabel (/srv/shop/lazy.js:9:10)',
    ),
  ],
  ['code.exception', 'self', python("KeyError: 'price'")],
  ['code.exception', 'self', python('ValueError: out of memory cards: microsd-64 has no stock left')],
  [
    'code.exception',
    'self',
    python('psycopg2.errors.SyntaxError: syntax error at or near "SELEC"', 'LINE 1: SELEC name'),
  ],
  [
    'code.exception',
    'self',
    '2026/11/22 10:08:02 http: panic serving 127.0.0.1:51836: runtime error: invalid memory address or nil pointer dereference\ngoroutine 18 [running]:\nmain.main.func3({0x735330?, 0xc000130000}, 0x4a6693?)\n\t/app/main.go:10 +0x2b',
  ],
  [
    'datastore.unreachable',
    'postgres 127.0.0.1:5999',
    python(
      'psycopg2.OperationalError: connection to server at "127.0.0.1", port 5999 failed: Connection refused',
      '\tIs the server running on that host and accepting TCP/IP connections?',
    ),
  ],
  [
    'datastore.unreachable',
    'postgres db.shop.invalid',
    python(
      'psycopg2.OperationalError: could not translate host name "db.shop.invalid" to address: Name or service not known',
    ),
  ],
  [
    'datastore.unreachable',
    'redis localhost:6379',
    python('redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.'),
  ],
  [
    'datastore.unreachable',
    'mysql 10.0.0.5:3306',
    node(
      'Error: connect ECONNREFUSED 10.0.0.5:3306',
      '    at listProducts (/srv/shop/catalog.js:12:30) {',
      '  errno: -111,',
      "  code: 'ECONNREFUSED',",
      '  fatal: true',
      '}',
    ),
  ],
  [
    'datastore.unreachable',
    'mysql',
    python("pymysql.err.OperationalError: (2006, 'MySQL server has gone away')"),
  ],
  [
    'datastore.auth',
    'postgres 10.0.0.7:5432',
    python(
      'psycopg2.OperationalError: connection to server at "10.0.0.7", port 5432 failed: FATAL:  password authentication failed for user "shop"',
    ),
  ],
  [
    'datastore.auth',
    'mysql',
    python(
      `pymysql.err.OperationalError: (1045, "Access denied for user 'shop'@'10.0.0.7' (using password: YES)")`,
    ),
  ],
  [
    'datastore.auth',
    'redis',
    python('redis.exceptions.AuthenticationError: NOAUTH Authentication required.'),
  ],
  [
    'datastore.auth',
    'postgres',
    python('psycopg2.errors.InsufficientPrivilege: permission denied for table products'),
  ],
  [
    'datastore.capacity',
    'postgres 10.0.0.7:5432',
    python(
      'psycopg2.OperationalError: connection to server at "10.0.0.7", port 5432 failed: FATAL:  sorry, too many clients already',
    ),
  ],
  [
    'datastore.capacity',
    'database',
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.\n\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)\n\tat com.example.Orders.load(Orders.java:24)',
  ],
  [
    'datastore.capacity',
    'redis',
    python("redis.exceptions.OutOfMemoryError: command not allowed when used memory > 'maxmemory'."),
  ],
  [
    'datastore.schema',
    'postgres',
    python(
      'psycopg2.errors.UndefinedTable: relation "coupons" does not exist',
      'LINE 1: SELECT * FROM coupons',
    ),
  ],
  ['datastore.schema', 'sqlite', python('sqlite3.OperationalError: no such table: orders')],
  [
    'datastore.contention',
    'postgres',
    python(
      'psycopg2.errors.DeadlockDetected: deadlock detected',
      'DETAIL:  Process 1 waits for ShareLock on transaction 2; blocked by process 3.',
    ),
  ],
  [
    'datastore.contention',
    'postgres',
    python('psycopg2.errors.QueryCanceled: canceling statement due to statement timeout'),
  ],
  [
    'fs.permission',
    'file /srv/x/log.txt',
    python("PermissionError: [Errno 13] Permission denied: '/srv/x/log.txt'"),
  ],
  [
    'fs.permission',
    'file /run/app.sock',
    '2026/11/22 10:04:42 [crit] 23705#23705: *1 connect() to unix:/run/app.sock failed (13: Permission denied) while connecting to upstream, client: 127.0.0.1, server: shop, request: "GET / HTTP/1.1", upstream: "http://unix:/run/app.sock:/", host: "shop"',
  ],
  [
    'fs.permission',
    'file /var/www/cgi/noexec.cgi',
    "[Sun Nov 22 10:18:00.653379 2026] [cgid:error] [pid 1:tid 2] (13)Permission denied: AH01241: exec of '/var/www/cgi/noexec.cgi' failed",
  ],
  [
    'resource.memory',
    'self',
    '[22-Nov-2026 10:05:19 UTC] PHP Fatal error:  Allowed memory size of 33554432 bytes exhausted (tried to allocate 2097152 bytes) in /app/mem.php on line 1',
  ],
  ['resource.memory', 'self', python('MemoryError')],
  ['resource.timeout', 'self', '[2026-11-22 10:02:45 +0000] [22291] [CRITICAL] WORKER TIMEOUT (pid:22293)'],
  [
    'resource.timeout',
    'http 127.0.0.1:7001',
    '2026/11/22 10:04:42 [error] 1#1: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 127.0.0.1, server: shop, request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:7001/", host: "shop"',
  ],
  ['resource.disk_fd', 'self', python('OSError: [Errno 28] No space left on device')],
  [
    'resource.disk_fd',
    'port 8112',
    node(
      'Error: listen EADDRINUSE: address already in use :::8112',
      '    at Server.setupListenHandle [as _listen2] (node:net:1463:16)',
      '    at start (/srv/shop/server.js:9:5) {',
      "  code: 'EADDRINUSE',",
      '  port: 8112',
      '}',
    ),
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    python(
      'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.paywell.test/v1/charges',
    ),
  ],
  [
    'thirdparty.api',
    'http',
    node(
      `SyntaxError: Unexpected token '<', "<html><he"... is not valid JSON`,
      '    at JSON.parse (<anonymous>)',
      '    at rates (/srv/shop/payments.js:21:10)',
    ),
  ],
  [
    'thirdparty.api',
    'http 10.0.0.8:8080',
    node(
      'TypeError: fetch failed',
      '    at node:internal/deps/undici/undici:14976:13',
      '    at rates (/srv/shop/payments.js:21:10) {',
      '  [cause]: Error: connect ECONNREFUSED 10.0.0.8:8080',
      '      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16) {',
      '    errno: -111,',
      "    code: 'ECONNREFUSED',",
      "    syscall: 'connect',",
      "    address: '10.0.0.8',",
      '    port: 8080',
      '  }',
      '}',
    ),
  ],
  [
    'network.dns_tls',
    'http api.stripe.invalid',
    node(
      'Error: getaddrinfo ENOTFOUND api.stripe.invalid',
      '    at GetAddrInfoReqWrap.onlookup [as oncomplete] (node:dns:122:26)',
      '    at pay (/srv/shop/payments.js:3:5)',
    ),
  ],
  [
    'network.dns_tls',
    'http',
    python(
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)',
    ),
  ],
  [
    'cloud.authz_throttle',
    'aws:dynamodb',
    python(
      'botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the GetItem operation: User: arn:aws:sts::123456789012:assumed-role/shop/orders is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/orders',
    ),
  ],
  [
    'cloud.authz_throttle',
    'aws:s3',
    python(
      'botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
    ),
  ],
  [
    'web.config',
    'file /var/www/bad/.htaccess',
    "[Sun Nov 22 10:18:00.653379 2026] [core:alert] [pid 30978:tid 30983] [client 127.0.0.1:36844] /var/www/bad/.htaccess: Invalid command 'RewritRule', perhaps misspelled or defined by a module not included in the server configuration",
  ],
  [
    'upstream.down',
    'http 127.0.0.1:7097',
    '2026/11/22 10:04:42 [error] 1#1: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1, server: shop, request: "GET /refused HTTP/1.1", upstream: "http://127.0.0.1:7097/refused", host: "shop"',
  ],
  [
    'web.config',
    'file shop.yml',
    'io.dropwizard.configuration.ConfigurationParsingException: shop.yml has an error:\n  * Unrecognized field at: database.maxSizze\n\tat io.dropwizard.configuration.ConfigurationParsingException$Builder.build(ConfigurationParsingException.java:277)',
  ],
  [
    'datastore.capacity',
    'mysql',
    'SqlError: (conn:-1, no: 45028, SQLState: HY000) pool timeout: failed to retrieve a connection from pool after 1501ms\n    (pool connections: active=1 idle=0 limit=1)\n    at S (/srv/shop/node_modules/mariadb/dist/promise.cjs:5:159)',
  ],
  [
    'datastore.unreachable',
    'postgres 127.0.0.1:5999',
    python(
      "pg8000.exceptions.InterfaceError: Can't create a connection to host 127.0.0.1 and port 5999 (timeout is None and source_address is None).",
    ),
  ],
  ['datastore.auth', 'redis', python('valkey.exceptions.AuthenticationError: Authentication required.')],
  [
    'resource.disk_fd',
    'self',
    'java.io.FileNotFoundException: /etc/hostname (Too many open files)\n\tat java.base/java.io.FileInputStream.open0(Native Method)\n\tat shop.Practice.folders(Practice.java:66)',
  ],
  [
    'upstream.down',
    'self',
    '[2026-11-22 10:02:45 +0000] [22291] [ERROR] Worker (pid:22441) was sent SIGKILL! Perhaps out of memory?',
  ],
];

describe('what a log of one failure says', () => {
  it.each(ROWS)('%s of %s', (cause, component, text) => {
    const { cause: named } = ask(text);
    expect({ cause: named?.id, component: named?.component }).toEqual({ cause, component });
  });
});

describe('what is no cause', () => {
  it.each([
    [
      'an access line with 500 alone',
      '127.0.0.1 - - [22/Nov/2026:10:18:00 +0000] "GET /orders HTTP/1.1" 500 12 "-" "curl"',
    ],
    [
      'a search for the words of an error',
      "2026-11-22 10:02:36,060 INFO shop.views 1 search q='psycopg2.OperationalError: Connection refused' hits=3",
    ],
    [
      'a 404 that Rails logs as FATAL',
      'F, [2026-11-22T10:07:08.494029 #1] FATAL -- :   \nActionController::RoutingError (No route matches [GET] "/nope"):',
    ],
    ['nothing at all', ''],
  ])('%s', (_, text) => {
    expect(ask(text).cause).toBeNull();
  });
});
