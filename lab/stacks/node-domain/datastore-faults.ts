import { join } from 'node:path';
import { ADDRESSES, PASSWORDS } from '../../backing/addresses.ts';
import { fillConnections } from '../../backing/fill-connections.ts';
import type { Bench } from '../../harness/bench.ts';
import { sh } from '../../harness/process.ts';
import type { NodeFault } from './node-fault.ts';
import { CATALOG_URL, DATABASE_URL } from './shop-env.ts';

const fill =
  (kind: 'postgres' | 'mariadb', url: string) =>
  async (bench: Bench): Promise<void> => {
    const filler = await fillConnections(kind, url, join(bench.dir, 'filled'));
    bench.defer(filler.stop);
  };

const redisCli = (...args: string[]) =>
  sh('redis-cli', ['-h', ADDRESSES.redis, '--no-auth-warning', '-a', PASSWORDS.redis, ...args]);

/** Faults of the shop's real PostgreSQL, through node-postgres. */
export const POSTGRES_FAULTS: readonly NodeFault[] = [
  {
    name: 'postgres-refused',
    request: ['GET', '/orders'],
    env: { DATABASE_URL: `postgres://shop:Wq8zRt2LmX@${ADDRESSES.nobody}:5432/shop` },
    injected: 'nothing listens at the address and port of the orders database',
    cause: 'datastore.unreachable',
    component: `postgres ${ADDRESSES.nobody}:5432`,
    type: 'Error',
    message: `connect ECONNREFUSED ${ADDRESSES.nobody}:5432`,
    frame: ['orders.js', 'listOrders', 'SELECT id, total FROM orders ORDER BY'],
    keep: [`ECONNREFUSED ${ADDRESSES.nobody}:5432`],
  },
  {
    name: 'postgres-password',
    request: ['GET', '/orders'],
    env: { DATABASE_URL: `postgres://shop:outdated-Pq4w@${ADDRESSES.postgres}/shop` },
    injected: 'the application has an outdated password for a real PostgreSQL',
    cause: 'datastore.auth',
    component: 'postgres',
    type: 'error',
    message: 'password authentication failed for user "shop"',
    frame: ['orders.js', 'listOrders', 'SELECT id, total FROM orders ORDER BY'],
    keep: ['password authentication failed for user'],
  },
  {
    name: 'postgres-no-database',
    request: ['GET', '/orders'],
    env: { DATABASE_URL: DATABASE_URL.replace(/shop$/, 'shop_v2') },
    injected: 'the database name in the URL does not exist on the real server',
    cause: 'datastore.auth',
    alsoAccepted: ['datastore.schema'],
    component: 'postgres',
    type: 'error',
    message: 'database "shop_v2" does not exist',
    frame: ['orders.js', 'listOrders', 'SELECT id, total FROM orders ORDER BY'],
    keep: ['database "shop_v2" does not exist'],
  },
  {
    name: 'postgres-pool-leak',
    request: ['GET', '/orders/export'],
    env: { PG_POOL_MAX: '1', PG_CONNECT_TIMEOUT_MS: '600' },
    injected: 'a pool of one whose only client is never released',
    cause: 'datastore.capacity',
    component: 'postgres',
    type: 'Error',
    message: 'timeout exceeded when trying to connect',
    frame: ['orders.js', 'exportOrders', 'const reader = await pool.connect()'],
    keep: ['timeout exceeded when trying to connect'],
    prepare: async (bench) => {
      await bench.send(`${SHOP_URL.get(bench)}/orders/export`);
    },
  },
  {
    name: 'postgres-too-many-clients',
    request: ['GET', '/orders'],
    injected: 'every connection slot of the real server is taken by another program',
    cause: 'datastore.capacity',
    component: 'postgres',
    type: 'error',
    message: 'sorry, too many clients already',
    frame: ['orders.js', 'listOrders', 'SELECT id, total FROM orders ORDER BY'],
    keep: ['sorry, too many clients already'],
    prepare: fill('postgres', DATABASE_URL),
  },
  {
    name: 'postgres-no-table',
    request: ['GET', '/orders/report'],
    injected: 'the query asks for a table that no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    type: 'error',
    message: 'relation "order_report" does not exist',
    frame: ['orders.js', 'orderReport', 'FROM order_report'],
    keep: ['relation "order_report" does not exist', '42P01'],
  },
  {
    name: 'postgres-no-column',
    request: ['GET', '/orders/discounts'],
    injected: 'the query asks for a column that the table does not have',
    cause: 'datastore.schema',
    component: 'postgres',
    type: 'error',
    message: 'column "discount_code" does not exist',
    frame: ['orders.js', 'orderDiscounts', 'SELECT id, discount_code'],
    keep: ['column "discount_code" does not exist', '42703'],
  },
  {
    name: 'postgres-deadlock',
    request: ['POST', '/stock/transfer'],
    injected: 'two transactions update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    type: 'error',
    message: 'deadlock detected',
    keep: ['deadlock detected', '40P01'],
  },
  {
    name: 'postgres-statement-timeout',
    request: ['GET', '/orders/summary'],
    env: { PG_OPTIONS: '-c statement_timeout=300' },
    injected: 'a query of five seconds under a statement_timeout of 300 ms',
    cause: 'datastore.contention',
    alsoAccepted: ['resource.timeout'],
    component: 'postgres',
    type: 'error',
    message: 'canceling statement due to statement timeout',
    frame: ['orders.js', 'slowSummary', 'pg_sleep(5)'],
    keep: ['canceling statement due to statement timeout', '57014'],
  },
  {
    name: 'postgres-read-only',
    request: ['POST', '/stock/move'],
    env: { DATABASE_URL: DATABASE_URL.replace('shop:', 'shop_reader:') },
    injected: 'the connection goes to a role whose transactions are read-only, as after a failover',
    cause: 'datastore.contention',
    component: 'postgres',
    type: 'error',
    message: 'cannot execute UPDATE in a read-only transaction',
    frame: ['orders.js', 'moveStock', 'quantity = quantity - 1'],
    keep: ['cannot execute UPDATE in a read-only transaction', '25006'],
  },
  {
    name: 'postgres-duplicate-key',
    kind: 'confuser',
    request: ['POST', '/customers'],
    injected: 'the code inserts a customer whose e-mail address is in the table already',
    cause: 'code.exception',
    alsoAccepted: ['datastore.schema'],
    component: null,
    type: 'error',
    message: 'duplicate key value violates unique constraint "customers_email_key"',
    frame: ['orders.js', 'createCustomer', 'INSERT INTO customers'],
    keep: ['duplicate key value violates unique constraint', '23505'],
    secrets: ['ada@customers.example'],
  },
];

/** Faults of the shop's real MariaDB, through mysql2. */
export const MARIADB_FAULTS: readonly NodeFault[] = [
  {
    name: 'mysql-refused',
    request: ['GET', '/catalog'],
    env: { CATALOG_URL: `mysql://shop:Xk3nVb7QpD@${ADDRESSES.nobody}:3306/shop` },
    injected: 'nothing listens at the address and port of the catalog database',
    cause: 'datastore.unreachable',
    component: `mysql ${ADDRESSES.nobody}:3306`,
    type: 'Error',
    message: `connect ECONNREFUSED ${ADDRESSES.nobody}:3306`,
    frame: ['catalog.js', 'listProducts', 'SELECT id, name FROM products ORDER'],
    keep: [`ECONNREFUSED ${ADDRESSES.nobody}:3306`],
  },
  {
    name: 'mysql-password',
    request: ['GET', '/catalog'],
    env: { CATALOG_URL: `mysql://shop:outdated-Lm2x@${ADDRESSES.mariadb}/shop` },
    injected: 'the application has an outdated password for a real MariaDB',
    cause: 'datastore.auth',
    component: 'mysql',
    type: 'Error',
    message: "Access denied for user 'shop'@'127.0.0.1' (using password: YES)",
    frame: ['catalog.js', 'listProducts', 'SELECT id, name FROM products ORDER'],
    keep: ["Access denied for user 'shop'", 'using password: YES'],
  },
  {
    name: 'mysql-too-many-connections',
    request: ['GET', '/catalog'],
    injected: 'every connection of the real server is taken by another program',
    cause: 'datastore.capacity',
    component: 'mysql',
    type: 'Error',
    message: 'Too many connections',
    frame: ['catalog.js', 'listProducts', 'SELECT id, name FROM products ORDER'],
    keep: ['Too many connections'],
    prepare: fill('mariadb', CATALOG_URL),
  },
  {
    name: 'mysql-no-table',
    request: ['GET', '/catalog/bundles'],
    injected: 'the query asks for a table that no migration has made',
    cause: 'datastore.schema',
    component: 'mysql',
    type: 'Error',
    message: "Table 'shop.product_bundles' doesn't exist",
    frame: ['catalog.js', 'listBundles', 'FROM product_bundles'],
    keep: ["Table 'shop.product_bundles' doesn't exist"],
  },
  {
    name: 'mysql-no-column',
    request: ['GET', '/catalog/prices'],
    injected: 'the query asks for a column that the table does not have',
    cause: 'datastore.schema',
    component: 'mysql',
    type: 'Error',
    message: "Unknown column 'list_price' in 'SELECT'",
    frame: ['catalog.js', 'listPrices', 'SELECT id, list_price'],
    keep: ["Unknown column 'list_price'"],
  },
  {
    name: 'mysql-lock-wait',
    request: ['POST', '/catalog/reserve'],
    injected: 'another transaction holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    type: 'Error',
    message: 'Lock wait timeout exceeded; try restarting transaction',
    frame: ['catalog.js', 'reserveProduct', 'UPDATE products SET reserved'],
    keep: ['Lock wait timeout exceeded'],
    prepare: async (bench) => {
      const holder = await bench.start({
        command: [
          'mariadb',
          '--no-defaults',
          `-h${ADDRESSES.mariadb}`,
          '-ushop',
          `-p${PASSWORDS.mariadb}`,
          'shop',
          '-e',
          'BEGIN; UPDATE products SET reserved = reserved WHERE id = 1; SELECT SLEEP(8)',
        ],
      });
      bench.defer(holder.stop);
      await bench.pause(300);
    },
  },
  {
    name: 'mysql-sql-syntax',
    kind: 'confuser',
    request: ['GET', '/catalog/search'],
    injected: 'the code puts a search word with an apostrophe into the SQL text',
    cause: 'code.exception',
    component: null,
    type: 'Error',
    message: 'You have an error in your SQL syntax',
    frame: ['catalog.js', 'searchProducts', 'WHERE name LIKE'],
    keep: ['You have an error in your SQL syntax'],
  },
];

/** Faults of the shop's real Redis, through ioredis. */
export const REDIS_FAULTS: readonly NodeFault[] = [
  {
    name: 'redis-refused',
    request: ['GET', '/cart/7'],
    env: { REDIS_URL: `redis://${ADDRESSES.nobody}:6379` },
    injected: 'nothing listens at the address and port of the cart store',
    cause: 'datastore.unreachable',
    component: `redis ${ADDRESSES.nobody}:6379`,
    type: 'MaxRetriesPerRequestError',
    message: 'Reached the max retries per request limit',
    keep: ['Reached the max retries per request limit', `ECONNREFUSED ${ADDRESSES.nobody}:6379`],
  },
  {
    name: 'redis-noauth',
    request: ['GET', '/cart/7'],
    env: { REDIS_URL: `redis://${ADDRESSES.redis}:6379` },
    injected: 'the real Redis asks for a password and the application has none',
    cause: 'datastore.auth',
    component: 'redis',
    type: 'ReplyError',
    message: 'NOAUTH HELLO must be called with the client already authenticated',
    keep: ['NOAUTH HELLO must be called with the client already authenticated'],
  },
  {
    name: 'redis-maxmemory',
    kind: 'confuser',
    request: ['POST', '/cart/7'],
    injected: 'the real Redis is above its maxmemory, which is no memory fault of the application',
    cause: 'datastore.capacity',
    component: 'redis',
    type: 'ReplyError',
    message: "OOM command not allowed when used memory > 'maxmemory'.",
    keep: ["OOM command not allowed when used memory > 'maxmemory'"],
    prepare: async (bench) => {
      await redisCli('CONFIG', 'SET', 'maxmemory', '1');
      bench.defer(() => redisCli('CONFIG', 'SET', 'maxmemory', '0'));
    },
  },
];

/** Where a bench's shop answers; set when it is started. */
export const SHOP_URL = new WeakMap<Bench, string>();
