import type { Bench } from '../../harness/bench.ts';
import { startDatabaseFront, statements } from '../../harness/database-front.ts';
import { debianVersion, installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import type { Mariadb } from '../../harness/mariadb.ts';
import { MARIADB_PASSWORD, ownMariadb } from '../../harness/mariadb.ts';
import { installPython } from '../../harness/python.ts';
import { webCases } from '../../harness/web-cases.ts';

interface ServerOptions {
  readonly settings?: readonly string[];
}

const SERVERS = new WeakMap<Bench, Mariadb>();

const start = async (bench: Bench, options: ServerOptions = {}): Promise<string> => {
  const server = await ownMariadb(bench, ['--log-warnings=3', ...(options.settings ?? [])]);
  const env = { DB_PORT: String(server.port) };
  SERVERS.set(bench, server);
  return startDatabaseFront(bench, { ...env, DB_PASSWORD: MARIADB_PASSWORD });
};

const HEALTHY = [
  statements('mysql', 'SELECT name FROM products LIMIT 3'),
  statements('mysql', 'SELECT count(*) FROM orders'),
];

const mariadb = webCases<ServerOptions>({
  start,
  logs: ['mariadb.log', 'access.log'],
  exceptionIn: 'mariadb.log',
  healthy: HEALTHY,
});

const cases: readonly CaseSpec[] = [
  mariadb({
    name: 'password',
    injected: 'the password of the role was changed and the client still has the old one',
    cause: 'datastore.auth',
    component: 'mysql',
    path: HEALTHY[0]!,
    inject: async (bench) => {
      bench.mark();
      await SERVERS.get(bench)!.sql("alter user 'shop'@'%' identified by 'rotated-Key.88'");
    },
    after: () => undefined,
    line: /\[Warning\] Access denied for user 'shop'@'localhost' \(using password: YES\)/,
    type: null,
    keep: ["Access denied for user 'shop'@'localhost' (using password: YES)"],
    alsoAs: ['docker-json'],
  }),
  mariadb({
    name: 'deadlock',
    injected: 'two transactions update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'mysql',
    path: statements(
      'mysql',
      'UPDATE products SET stock = 1 WHERE id = 5',
      'wait 0.5',
      'UPDATE products SET stock = 1 WHERE id = 6',
    ),
    app: { settings: ['--innodb-print-all-deadlocks=ON'] },
    inject: async (bench, url) => {
      bench.mark();
      const other = bench.send(
        url +
          statements(
            'mysql',
            'UPDATE products SET stock = 2 WHERE id = 6',
            'UPDATE products SET stock = stock + 2 WHERE id > 6',
            'wait 0.6',
            'UPDATE products SET stock = 2 WHERE id = 5',
          ),
      );
      bench.defer(() => other);
      await bench.pause(300);
    },
    line: /\[Note\] InnoDB: Transactions deadlock detected, dumping detailed information/,
    type: null,
    exception: { to: /WE ROLL BACK TRANSACTION/ },
    keep: ['Transactions deadlock detected'],
  }),
  mariadb({
    name: 'shutdown',
    injected: 'an operator shuts the server down while the application runs',
    cause: 'datastore.unreachable',
    component: 'mysql',
    path: HEALTHY[0]!,
    inject: async (bench) => {
      bench.mark();
      await SERVERS.get(bench)!.running.stop();
    },
    after: () => undefined,
    line: /\[Note\] .*mariadbd \(initiated by: .*\): Normal shutdown/,
    type: null,
    keep: ['Normal shutdown'],
    alsoAs: ['rotated'],
  }),
  mariadb({
    name: 'front-only',
    kind: 'no-evidence',
    injected: 'the front fails for a reason of its own that it logs nowhere; the server is healthy',
    cause: null,
    component: null,
    path: '/sorry',
    line: null,
    type: null,
  }),
];

export const stack = defineStack({
  name: 'mariadb',
  language: 'sql',
  appOf: 'postgres',
  install: async (cacheDir) => {
    await installDebian(['mariadb-server']);
    await installPython(cacheDir);
  },
  software: async () =>
    `MariaDB ${(await debianVersion('mariadb-server')).replace(/^\d+:/, '').split('-')[0] ?? ''}`,
  cases,
});
