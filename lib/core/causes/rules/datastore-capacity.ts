import { datastoreComponent, datastoreOf } from '../datastore.ts';
import { placeOf, remedyOf } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const isDatastore = (seen: Seen): boolean => datastoreOf(seen) !== undefined;

const TELLS: readonly Tell[] = [
  { by: 'code', code: /^(?:53300|53400)$/, tag: 'server' },
  { by: 'code', code: /^(?:1040|1203|1226|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS)$/, tag: 'server' },
  // FATAL:  sorry, too many clients already    remaining connection slots are reserved for …
  {
    by: 'code',
    text: /sorry, too many clients already|remaining connection slots are reserved|too many connections for (?:role|database)/,
    tag: 'server',
  },
  // (1040, 'Too many connections')    User shop already has more than 'max_user_connections' active connections
  { by: 'code', text: /Too many connections|max_user_connections/, tag: 'server' },
  // OOM command not allowed when used memory > 'maxmemory'.
  { by: 'code', text: /command not allowed when used memory > '?maxmemory/, tag: 'memory' },
  // max number of clients reached
  { by: 'code', text: /max number of clients reached/, tag: 'server' },
  // MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk
  { by: 'code', text: /\bMISCONF Redis/, tag: 'disk' },
  // HikariPool-1 - Connection is not available, request timed out after 30000ms
  {
    by: 'type',
    text: /(\w{0,40}Pool[\w-]{0,20}) - Connection is not available, request timed out after (\d{1,9}) ?ms/,
    tag: 'pool',
  },
  // QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00
  { by: 'type', text: /QueuePool limit of size (\d{1,6}) overflow (\d{1,6}) reached/, tag: 'pool' },
  // Knex: Timeout acquiring a connection. The pool is probably full.
  {
    by: 'type',
    text: /Timeout acquiring a connection|KnexTimeoutError|SequelizeConnectionAcquireTimeoutError|ConnectionAcquireTimeoutError/,
    tag: 'pool',
  },
  // Error: timeout exceeded when trying to connect      (node-postgres: the pool gave none in time)
  { by: 'type', text: /timeout exceeded when trying to connect/, tag: 'pool' },
  // could not obtain a connection from the pool within 5.000 seconds (waited 5.001 seconds)
  {
    by: 'type',
    text: /could not obtain a (?:database )?connection (?:from the pool )?within (\d{1,6}\.?\d{0,6})/,
    tag: 'pool',
  },
  // couldn't get a connection after 2.00 sec    psycopg_pool.PoolTimeout
  {
    by: 'type',
    text: /couldn't get a connection after|\bPoolTimeout\b|connection pool exhausted|\bPoolError\b/,
    not: /httpx|httpcore/,
    tag: 'pool',
  },
  // Queue limit reached.    No connections available.
  {
    by: 'phrase',
    text: /Queue limit reached|No connections available|PoolExhaustedException|Cannot get a connection, pool error|Timeout waiting for (?:idle object|connection from pool)|connection pool (?:is )?(?:full|exhausted)|all connections (?:are )?in use/i,
    when: isDatastore,
    tag: 'pool',
  },
  {
    by: 'phrase',
    text: /redis\.exceptions\.(?:ConnectionError: Too many connections|MaxConnectionsError)/,
    tag: 'pool',
  },
  // The connection pool has been exhausted, either raise MaxPoolSize      Could not get a resource since the pool is exhausted
  {
    by: 'type',
    text: /connection pool has been exhausted|resource (?:since the pool is exhausted|from the pool)|JedisExhaustedPoolException|MongoWaitQueueTimeoutError|WaitQueueTimeoutError|MongoWaitQueueFullException|prior to obtaining a connection from the pool|Timed out fetching a new connection from the connection pool|redis: connection pool timeout|acquir(?:e|ing) (?:a )?connection .{0,40}(?:tim(?:ed? ?out)|context deadline exceeded)|Sorry, acquisition timeout!|R2dbcTimeoutException: Connection acquisition/i,
    tag: 'pool',
  },
  // TimeoutError, while asyncpg's pool waits for a connection that somebody gives back
  {
    by: 'type',
    type: /(?:^|\.)TimeoutError$/,
    when: ({ files }) => /[/\\]asyncpg[/\\]pool\.py acquire|[/\\]asyncpg[/\\]pool\.py _acquire/.test(files),
    tag: 'pool',
  },
  // pool timeout: failed to retrieve a connection from pool after 1501ms (pool connections: active=1 idle=0 limit=1)
  {
    by: 'type',
    text: /failed to retrieve a connection from pool[^]{0,80}\bactive=[1-9]/,
    tag: 'pool',
  },
  // (DBConnection.ConnectionError) connection not available and request was dropped from queue      PoolTimedOut
  {
    by: 'type',
    text: /connection not available and request was dropped from queue|pool timed out while waiting for an open connection/,
    tag: 'pool',
  },
  { by: 'code', code: /^P2024$/, tag: 'pool' },
  // ORA-00018: maximum number of sessions exceeded
  { by: 'code', text: /ORA-0(?:0018|0020)/, tag: 'server' },
];

const WHAT: Readonly<Record<string, string>> = {
  server: 'has no connection left',
  pool: 'gives no connection: the pool of the application is used up',
  memory: 'is at its maxmemory and refuses writes',
  disk: 'cannot save to its disk and refuses writes',
};

const describe = (seen: Seen, { tell, statement }: Hit) => {
  const component = datastoreComponent(seen);
  const what = WHAT[tell.tag ?? 'server'] ?? '';
  const said = statement.text.split('\n', 1)[0]?.slice(0, 200) ?? '';
  const size = /limit of size (\d{1,6})|total=(\d{1,6})|maximumPoolSize=(\d{1,6})/
    .exec(seen.text)
    ?.slice(1)
    .find(Boolean);
  return {
    component,
    summary: `${component} ${what}: ${said}`,
    subject: { case: tell.tag ?? 'server', ...(size ? { size } : {}) },
  };
};

const CHECKS: Readonly<Record<string, string>> = {
  postgres: `psql -c "select count(*), state, application_name from pg_stat_activity group by 2, 3"`,
  mysql: `mysql -e "show status like 'Threads_connected'; show variables like 'max_connections'"`,
  redis: 'redis-cli info clients memory',
};

/** The datastore, or the pool before it, has nothing left to give. */
export const datastoreCapacity = defineCauseRule({
  id: 'datastore.capacity',
  standing: 'cause',
  summary:
    'No connection is left, on the server (PostgreSQL 53300, MySQL 1040/1226, Redis clients) or in the pool of the application (Hikari, QueuePool, pg, Knex); or Redis stands at its maxmemory.',
  examples: [
    'FATAL:  sorry, too many clients already',
    'HikariPool-1 - Connection is not available, request timed out after 30000ms.',
    "OOM command not allowed when used memory > 'maxmemory'.",
    'QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00',
  ],
  confusers: ['java.lang.OutOfMemoryError: Java heap space', 'OSError: [Errno 24] Too many open files'],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('datastore.capacity', seen, hit, describe(seen, hit));
  },
  remedy: ({ component, subject }, { record }) => {
    const check = CHECKS[component.split(' ', 1)[0] ?? ''];
    const place = placeOf(record);
    switch (subject['case'] ?? '') {
      case 'memory':
        return [
          remedyOf('raise maxmemory, or choose an eviction policy and an expiry for what is stored', check),
          remedyOf('find what grows', 'redis-cli --bigkeys'),
        ];
      case 'disk':
        return [remedyOf('free the disk of the redis server, then let it save', 'redis-cli bgsave')];
      case 'pool':
        return [
          remedyOf(
            `find who keeps connections: a leak (a client that is never released${place ? `, see ${place}` : ''}) or slow statements`,
            check,
          ),
          remedyOf(
            subject['size']
              ? `raise the pool above ${subject['size']} only when the server has room for all processes together`
              : 'raise the pool only when the server has room for all processes together',
          ),
        ];
      default:
        return [
          remedyOf(
            `see who holds the connections of ${component}; processes × pool size must stay below the limit`,
            check,
          ),
          remedyOf(
            'close idle sessions now, then lower the pools, raise max_connections or put a pooler before it',
          ),
        ];
    }
  },
});
