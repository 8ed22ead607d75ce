import { ADDRESSES, PASSWORDS } from '../../backing/addresses.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { springCase } from './spring-case.ts';

const PG = `jdbc:postgresql://${ADDRESSES.postgres}:5432/shop`;
const PG_NOBODY = `jdbc:postgresql://${ADDRESSES.nobody}:5432/shop`;
const LIST = ['OrderService', 'list', 'SELECT 1 AS id'] as const;
const MOVE = ['OrderService', 'lambda$move$1', 'quantity = quantity + 1'] as const;

const refused = {
  injected:
    'nothing listens at the address and port of the orders database; Hikari waits a second for a connection',
  cause: 'datastore.unreachable',
  // Tomcat prints the root cause alone, and that does not name the address.
  component: 'postgres',
  keep: ['ConnectException', 'Connection refused'],
} as const;

const refusedFault = {
  type: 'java.net.ConnectException',
  message: 'Connection refused',
  env: { DB_URL: PG_NOBODY },
  request: ['GET', '/orders'],
} as const;

/** Faults of the real PostgreSQL, MariaDB and Redis behind Hikari and Jedis. */
export const DATASTORE_CASES: readonly CaseSpec[] = [
  springCase({
    ...refusedFault,
    label: { name: 'postgres-refused', ...refused, alsoAs: ['docker-json', 'gzip'] },
  }),
  springCase({
    ...refusedFault,
    style: 'id',
    label: { name: 'id-postgres-refused', ...refused, alsoAs: ['crlf'] },
  }),
  springCase({
    ...refusedFault,
    style: 'ecs',
    label: { name: 'ecs-postgres-refused', ...refused, alsoAs: ['docker-json'] },
  }),
  springCase({
    ...refusedFault,
    style: 'id',
    frame: LIST,
    request: ['GET', '/orders/logged'],
    label: {
      ...refused,
      name: 'id-chain-postgres-refused',
      injected: `${refused.injected}; the application logs the exception with all its causes`,
      component: `postgres ${ADDRESSES.nobody}:5432`,
      keep: [`Connection to ${ADDRESSES.nobody}:5432 refused`],
      alsoAs: ['crlf', 'invalid-utf8'],
    },
  }),
  springCase({
    type: 'org.postgresql.util.PSQLException',
    message: 'FATAL: password authentication failed for user "shop"',
    env: { DB_PASSWORD: 'outdated-Rt6y' },
    request: ['GET', '/orders'],
    label: {
      name: 'postgres-password',
      injected: 'the application has an outdated password for a real PostgreSQL',
      cause: 'datastore.auth',
      component: 'postgres',
      keep: ['password authentication failed for user "shop"'],
    },
  }),
  springCase({
    type: 'java.sql.SQLTransientConnectionException',
    message: 'HikariPool-1 - Connection is not available, request timed out after',
    frame: LIST,
    style: 'id',
    env: { DB_POOL: '1' },
    request: ['GET', '/orders'],
    act: async (bench, url) => {
      bench.mark();
      const holder = bench.send(`${url}/orders/hold`);
      await bench.pause(400);
      await bench.fail(`${url}/orders`);
      await holder;
    },
    label: {
      name: 'id-hikari-exhausted',
      injected:
        'a pool of one connection, which another request holds for longer than the connection timeout',
      cause: 'datastore.capacity',
      component: 'postgres',
      keep: ['HikariPool-1 - Connection is not available, request timed out after'],
      alsoAs: ['rotated'],
    },
  }),
  springCase({
    type: 'java.sql.SQLTransientConnectionException',
    message: 'HikariPool-1 - Connection is not available, request timed out after',
    frame: LIST,
    env: { DB_POOL: '1', SPRING_DATASOURCE_HIKARI_LEAK_DETECTION_THRESHOLD: '2000', DB_TIMEOUT: '2300' },
    request: ['GET', '/orders'],
    act: async (bench, url) => {
      bench.mark();
      const holder = bench.send(`${url}/orders/hold`);
      await bench.pause(100);
      await bench.fail(`${url}/orders`);
      await holder;
    },
    label: {
      name: 'hikari-leak',
      injected:
        'a connection is held for so long that the leak detection speaks, and the pool of one runs dry',
      cause: 'datastore.capacity',
      component: 'postgres',
      keep: ['Connection is not available', 'Connection leak detection triggered'],
    },
  }),
  springCase({
    type: 'org.postgresql.util.PSQLException',
    message: 'ERROR: relation "order_report" does not exist',
    frame: ['OrderService', 'report', 'FROM order_report'],
    request: ['GET', '/orders/report'],
    label: {
      name: 'postgres-no-table',
      injected: 'the query asks for a table that no migration has made',
      cause: 'datastore.schema',
      component: 'postgres',
      keep: ['relation "order_report" does not exist'],
      alsoAs: ['invalid-utf8'],
    },
  }),
  springCase({
    type: 'org.postgresql.util.PSQLException',
    message: 'ERROR: column "discount_code" does not exist',
    frame: ['OrderService', 'discounts', 'SELECT id, discount_code'],
    style: 'rootFirst',
    request: ['GET', '/orders/discounts'],
    label: {
      name: 'root-first-no-column',
      injected:
        'the query asks for a column that the table does not have; the log writes the root cause first',
      cause: 'datastore.schema',
      component: 'postgres',
      keep: ['column "discount_code" does not exist'],
    },
  }),
  springCase({
    type: 'org.postgresql.util.PSQLException',
    message: 'ERROR: deadlock detected',
    frame: MOVE,
    style: 'id',
    request: ['POST', '/stock/move'],
    act: async (bench, url) => {
      bench.mark();
      const failing = bench.fail(`${url}/stock/move`, { method: 'POST' });
      await bench.pause(80);
      await bench.send(`${url}/stock/back`, { method: 'POST' });
      await failing;
    },
    label: {
      name: 'id-postgres-deadlock',
      injected: 'two transactions update the same two rows in opposite order',
      cause: 'datastore.contention',
      component: 'postgres',
      keep: ['deadlock detected'],
    },
  }),
  springCase({
    type: 'org.postgresql.util.PSQLException',
    message: 'ERROR: canceling statement due to statement timeout',
    frame: ['OrderService', 'slow', 'pg_sleep(5)'],
    env: { DB_URL: `${PG}?options=-c%20statement_timeout=300` },
    request: ['GET', '/orders/slow'],
    label: {
      name: 'postgres-statement-timeout',
      injected: 'a query of five seconds under a statement_timeout of 300 ms',
      cause: 'datastore.contention',
      alsoAccepted: ['resource.timeout'],
      component: 'postgres',
      keep: ['canceling statement due to statement timeout'],
    },
  }),
  springCase({
    type: 'org.postgresql.util.PSQLException',
    message: 'ERROR: cannot execute UPDATE in a read-only transaction',
    frame: ['OrderService', 'rename', 'SET quantity = quantity WHERE'],
    env: { SPRING_DATASOURCE_USERNAME: 'shop_reader' },
    request: ['POST', '/stock/touch'],
    label: {
      name: 'postgres-read-only',
      injected: 'the connection goes to a role whose transactions are read-only, as after a failover',
      cause: 'datastore.contention',
      component: 'postgres',
      keep: ['cannot execute UPDATE in a read-only transaction'],
    },
  }),
  springCase({
    type: 'java.net.ConnectException',
    message: 'Connection refused',
    env: { DB_URL: `jdbc:mariadb://${ADDRESSES.nobody}:3306/shop` },
    request: ['GET', '/orders'],
    label: {
      name: 'mysql-refused',
      injected: 'nothing listens at the address and port of the MariaDB',
      cause: 'datastore.unreachable',
      component: 'mysql',
      keep: ['Connection refused'],
    },
  }),
  springCase({
    type: 'java.sql.SQLInvalidAuthorizationSpecException',
    message: "Access denied for user 'shop'@'127.0.0.1' (using password: YES)",
    env: { DB_URL: `jdbc:mariadb://${ADDRESSES.mariadb}:3306/shop`, DB_PASSWORD: `${PASSWORDS.mariadb}-old` },
    request: ['GET', '/orders'],
    label: {
      name: 'mysql-password',
      injected: 'the application has an outdated password for a real MariaDB',
      cause: 'datastore.auth',
      component: 'mysql',
      keep: ["Access denied for user 'shop'@'127.0.0.1' (using password: YES)"],
    },
  }),
  springCase({
    type: 'redis.clients.jedis.exceptions.JedisConnectionException',
    message: `Failed to connect to ${ADDRESSES.nobody}:6379.`,
    frame: ['ShopController', 'cart', 'redis.hgetAll('],
    env: { REDIS_URL: `redis://${ADDRESSES.nobody}:6379` },
    request: ['GET', '/cart/7'],
    label: {
      name: 'redis-refused',
      injected: 'nothing listens at the address and port of the cart store',
      cause: 'datastore.unreachable',
      component: `redis ${ADDRESSES.nobody}:6379`,
      keep: [`Failed to connect to ${ADDRESSES.nobody}:6379`],
    },
  }),
  springCase({
    type: 'redis.clients.jedis.exceptions.JedisAccessControlException',
    message: 'WRONGPASS invalid username-password pair or user is disabled.',
    frame: ['ShopController', 'cart', 'redis.hgetAll('],
    env: { REDIS_URL: `redis://:outdated-Kq3@${ADDRESSES.redis}:6379` },
    request: ['GET', '/cart/7'],
    label: {
      name: 'redis-password',
      injected: 'the application has an outdated password for the real Redis',
      cause: 'datastore.auth',
      component: 'redis',
      keep: ['WRONGPASS invalid username-password pair or user is disabled.'],
    },
  }),
];
