import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { startDatabaseFront, statements } from '../../harness/database-front.ts';
import { debianVersion, installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { exhaustPostgres, ownPostgres, PG_PASSWORD } from '../../harness/postgres.ts';
import type { Postgres } from '../../harness/postgres.ts';
import { sh } from '../../harness/process.ts';
import { installPython } from '../../harness/python.ts';
import { webCases } from '../../harness/web-cases.ts';

interface ServerOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

const SERVERS = new WeakMap<Bench, Postgres>();

const start = async (bench: Bench, options: ServerOptions = {}): Promise<string> => {
  const server = await ownPostgres(bench, {
    settings: {
      log_connections: 'on',
      log_disconnections: 'on',
      max_connections: '12',
      superuser_reserved_connections: '2',
      deadlock_timeout: '200ms',
      client_connection_check_interval: '100ms',
      log_min_duration_statement: '0',
      ...options.settings,
    },
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  SERVERS.set(bench, server);
  return startDatabaseFront(bench, {
    DB_PORT: String(server.port),
    DB_PASSWORD: PG_PASSWORD,
    ...options.env,
  });
};

const HEALTHY = [
  statements('pg', 'SELECT name FROM products LIMIT 3'),
  statements('pg', 'SELECT count(*) FROM orders'),
];

/** A server report is its ERROR or FATAL line and the DETAIL, HINT, CONTEXT and STATEMENT lines of the same process. */
const postgres = webCases<ServerOptions>({
  start,
  logs: ['postgresql.log', 'access.log'],
  exceptionIn: 'postgresql.log',
  healthy: HEALTHY,
  before: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} .*(LOG|ERROR|FATAL|WARNING|PANIC): /,
});

const cases: readonly CaseSpec[] = [
  postgres({
    name: 'password',
    injected: 'the password of the role was changed and the client still has the old one',
    cause: 'datastore.auth',
    component: 'postgres',
    path: HEALTHY[0]!,
    inject: async (bench) => {
      bench.mark();
      await SERVERS.get(bench)!.sql("alter role shop password 'rotated-Key.88'");
    },
    after: () => undefined,
    line: /FATAL: {2}password authentication failed for user "shop"/,
    exception: { pick: 'last' },
    type: null,
    keep: ['password authentication failed for user "shop"'],
    secrets: ['rotated-Key.88'],
    alsoAs: ['docker-json'],
  }),
  postgres({
    name: 'too-many-clients',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: HEALTHY[0]!,
    app: { settings: { superuser_reserved_connections: '0' } },
    inject: async (bench) => {
      bench.mark();
      await exhaustPostgres(bench, SERVERS.get(bench)!);
    },
    after: () => undefined,
    line: /FATAL: {2}(sorry, too many clients already|remaining connection slots are reserved)/,
    exception: { pick: 'last' },
    type: null,
    keep: ['sorry, too many clients already'],
    alsoAs: ['gzip'],
  }),
  postgres({
    name: 'missing-table',
    injected: 'a query was deployed whose table was never migrated',
    cause: 'datastore.schema',
    component: 'postgres',
    path: statements('pg', 'SELECT code FROM vouchers'),
    line: /ERROR: {2}relation "vouchers" does not exist at character 18/,
    type: null,
    keep: ['relation "vouchers" does not exist'],
    alsoAs: ['crlf', 'rotated'],
  }),
  postgres({
    name: 'deadlock',
    injected: 'two transactions update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: statements(
      'pg',
      'UPDATE products SET stock = 1 WHERE id = 5',
      'wait 0.6',
      'UPDATE products SET stock = 1 WHERE id = 6',
    ),
    inject: async (bench, url) => {
      bench.mark();
      const other = bench.send(
        url +
          statements(
            'pg',
            'UPDATE products SET stock = 2 WHERE id = 6',
            'wait 0.8',
            'UPDATE products SET stock = 2 WHERE id = 5',
            'SELECT pg_sleep(0.2)',
          ),
      );
      bench.defer(() => other);
      await bench.pause(420);
    },
    line: /ERROR: {2}deadlock detected/,
    type: null,
    keep: ['deadlock detected'],
    alsoAs: ['docker-json'],
  }),
  postgres({
    name: 'statement-timeout',
    injected: 'a query runs longer than statement_timeout',
    cause: 'datastore.contention',
    alsoAccepted: ['resource.timeout'],
    component: 'postgres',
    path: statements('pg', 'SELECT pg_sleep(9)'),
    app: { settings: { statement_timeout: '400ms' } },
    line: /ERROR: {2}canceling statement due to statement timeout/,
    type: null,
  }),
  postgres({
    name: 'duplicate-key',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: statements('pg', "INSERT INTO customers (email) VALUES ('grace@example.org')"),
    line: /ERROR: {2}duplicate key value violates unique constraint "customers_email_key"/,
    type: null,
    secrets: ['grace@example.org'],
    keep: ['duplicate key value violates unique constraint "customers_email_key"'],
  }),
  postgres({
    name: 'failing-row',
    injected: 'the code inserts an order with a negative total, which a check forbids',
    cause: 'code.exception',
    component: 'self',
    path: statements(
      'pg',
      "INSERT INTO orders (customer_id, total_cents, state) VALUES (1, -500, 'card 4111111111111111')",
    ),
    line: /ERROR: {2}new row for relation "orders" violates check constraint/,
    type: null,
    secrets: ['4111111111111111'],
  }),
  postgres({
    name: 'sql-syntax',
    kind: 'confuser',
    injected: 'the code builds a misspelt SQL statement',
    cause: 'code.exception',
    component: 'self',
    path: statements('pg', 'SELEC name FROM products'),
    line: /ERROR: {2}syntax error at or near "SELEC" at character 1/,
    type: null,
  }),
  postgres({
    name: 'shutdown-wrong-zone',
    variant: 'wrong-zone',
    injected: 'an administrator restarts the server while a query runs; the log prints Tokyo time',
    cause: 'datastore.unreachable',
    component: 'postgres',
    path: statements('pg', 'SELECT pg_sleep(5)'),
    app: { settings: { log_timezone: 'Asia/Tokyo' } },
    inject: (bench) => {
      bench.mark();
      setTimeout(() => SERVERS.get(bench)!.running.signal('SIGINT'), 400);
    },
    after: () => undefined,
    line: /FATAL: {2}terminating connection due to administrator command/,
    type: null,
    keep: ['terminating connection due to administrator command'],
  }),
  postgres({
    name: 'disk-full',
    injected: 'the table space for temporary files has no free space',
    cause: 'resource.disk_fd',
    component: 'postgres',
    path: statements(
      'pg',
      "SET work_mem = '64kB'",
      'SET temp_tablespaces = small',
      'SELECT count(*) FROM (SELECT n, md5(n::text) m FROM generate_series(1, 400000) n ORDER BY m) s',
    ),
    inject: async (bench) => {
      const dir = join(bench.dir, 'small');
      mkdirSync(dir);
      await sh('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0700,uid=postgres,gid=postgres', 'tmpfs', dir]);
      bench.defer(() => sh('umount', ['-l', dir]));
      const server = SERVERS.get(bench)!;
      await sh(
        'setpriv',
        [
          '--reuid=postgres',
          '--regid=postgres',
          '--clear-groups',
          'psql',
          '-qAt',
          '-h',
          '/tmp',
          '-p',
          String(server.port),
          '-d',
          'shop',
          '-c',
          `create tablespace small location '${dir}'`,
          '-c',
          'grant create on tablespace small to shop',
        ],
        { cwd: '/' },
      );
      bench.mark();
    },
    app: { settings: { unix_socket_directories: '/tmp' } },
    line: /ERROR: {2}could not write to file ".*": No space left on device/,
    type: null,
    keep: ['No space left on device'],
  }),
  postgres({
    name: 'front-only',
    kind: 'no-evidence',
    injected: 'the front fails for a reason of its own that it logs nowhere; the server is healthy',
    cause: null,
    component: null,
    path: '/sorry',
    line: null,
    type: null,
    alsoAs: ['gzip'],
  }),
];

export const stack = defineStack({
  name: 'postgres',
  language: 'sql',
  install: async (cacheDir) => {
    await installDebian(['postgresql-15']);
    await installPython(cacheDir);
  },
  software: async () => `PostgreSQL ${(await debianVersion('postgresql-15')).split('-')[0] ?? ''}`,
  cases,
});
