import { addressOf } from '../address.ts';
import { datastoreComponent, datastoreOf } from '../datastore.ts';
import { reach, remedyOf } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';
import { isUnnamedStore } from '../unnamed-store.ts';

/** A pool that ran dry, a refused login and a cancelled statement also speak of connections and timeouts. */
const OTHER =
  /password authentication|Access denied|too many (?:clients|connections)|remaining connection slots|pool|NOAUTH|WRONGPASS|no pg_hba|does not exist|lock timeout|statement timeout|Lock wait|deadlock|certificate|timeout exceeded when trying to connect/i;

const isDatastore = (seen: Seen): boolean => datastoreOf(seen) !== undefined;

// User requested shutdown...     received fast shutdown request     mariadbd: Normal shutdown
const SHUTDOWN =
  /User requested shutdown|Received SIGTERM scheduling shutdown|Redis is now ready to exit|received (?:fast|smart|immediate) shutdown request|(?:mysqld|mariadbd)[^\n]{0,60}: (?:Normal s|S)hutdown/;

const TELLS: readonly Tell[] = [
  // could not translate host name "db.shop.invalid" to address: Name or service not known
  {
    by: 'code',
    text: /could not translate host name|getaddrinfo|ENOTFOUND|EAI_AGAIN|Name or service not known|UnknownHostException|no such host|Temporary failure in name resolution|nodename nor servname/,
    when: isDatastore,
    tag: 'dns',
  },
  // the server closed an idle connection, or refused a packet: both are told as 2006
  { by: 'code', text: /\(?2006\b.{0,10}gone away|MySQL server has gone away/, tag: 'gone' },
  { by: 'code', code: /^(?:08\w{3}|57P0[123])$/, not: OTHER },
  { by: 'code', code: /^(?:2002|2003|2005|2013|2055)$/, not: OTHER },
  // SQLSTATE[HY000] [2002] Connection refused     SQLSTATE[08006] [7] connection to server …
  { by: 'code', text: /SQLSTATE\[(?:HY000\] \[20(?:02|03|05|06|13)|08\w{3})\]/, not: OTHER },
  {
    by: 'code',
    code: /^(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ECONNABORTED|PROTOCOL_CONNECTION_LOST)$/,
    when: isDatastore,
  },
  // psycopg2.OperationalError: connection to server at "127.0.0.1", port 5999 failed: Connection refused
  // psycopg2.OperationalError: server closed the connection unexpectedly
  {
    by: 'code',
    text: /connection to server at .{1,300}(?:failed: (?:Connection refused|timeout expired|Connection timed out|No route|Network is unreachable|Connection reset)|timeout expired)|server closed the connection unexpectedly|terminating connection due to administrator command|the database system is (?:starting up|shutting down|in recovery mode)|Can't connect to (?:local )?(?:MySQL|MariaDB|server)|Lost connection to (?:MySQL|MariaDB|server)|Communications link failure|Connection to [\w.-]{1,255}:\d{1,5} refused/,
    not: OTHER,
  },
  { by: 'type', text: SHUTDOWN, precedes: true, tag: 'stopped' },
  {
    by: 'type',
    type: /\b(?:MaxRetriesPerRequestError|CannotConnectError|MongoServerSelectionError|MongoNetworkError|MongoNetworkTimeoutError|ServerSelectionTimeoutError|AutoReconnect|RedisConnectionFailureException|RedisConnectionException|JedisConnectionException|NoHostAvailable|NoHostAvailableException|AllNodesFailedException|NoNodeAvailableException|MongoTimeoutException|MongoSocket\w{3,30}Exception|MongooseServerSelectionError|NoBrokersAvailable|KafkaJSConnectionError|KafkaConnectionError|ConnectionNotEstablished|ConnectionBad|CommunicationsException|ConnectionDoesNotExistError|AMQPConnect(?:ion|or)\w{0,30}|InterfaceError|PrismaClientInitializationError)$/,
    not: OTHER,
  },
  // ORA-12541: TNS:no listener      A network-related or instance-specific error occurred      Can't reach database server at
  {
    by: 'code',
    text: /ORA-12(?:5[0-4]\d|170|154)|network-related or instance-specific error|Can't reach database server at|driver: bad connection|Could not reach any contact point|packets\.go:\d{1,4}: (?:unexpected EOF|read tcp)|channel\/connection is not open|All servers seem to be down|not present in metadata after|Broker transport failure|Local: (?:All broker connections are down|Broker)/,
    tag: 'connect',
  },
  { by: 'code', code: /^(?:P1001|P1002|P1017)$/, tag: 'connect' },
  // redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.
  {
    by: 'type',
    text: /Error -?\d{1,4} connecting to |Connection (?:refused|reset by peer|timed out)|[Cc]onnect(?:ion)? (?:attempt )?timed? ?out|connect: (?:connection refused|no route)|read: connection reset|broken pipe|i\/o timeout|Connection is closed|Connection closed by server|could not connect|failed to connect|connection refused|Failed to establish|connect timeout|Connection terminated unexpectedly|No connection could be made/,
    not: OTHER,
    when: isDatastore,
  },
  // galley: dial tcp 127.0.0.1:21914: connect: connection refused, of a driver that does not say which it is
  { by: 'phrase', text: /\bdial tcp|\bECONNREFUSED\b|\bETIMEDOUT\b/, when: isUnnamedStore },
];

const CASES: Readonly<Record<string, string>> = {
  dns: 'its name does not resolve',
  gone: 'the connection was closed by the server',
  stopped: 'the server was shut down',
};

const describe = (seen: Seen, { tell, statement }: Hit) => {
  const component = datastoreComponent(seen);
  const address = addressOf(seen);
  const why = CASES[tell.tag ?? ''] ?? reason(statement.text);
  return {
    component,
    summary: `${component} cannot be reached: ${why}`,
    subject: {
      case: tell.tag ?? 'connect',
      ...(address ? { host: address.host } : {}),
      ...(address?.port === undefined ? {} : { port: String(address.port) }),
    },
  };
};

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/refused|ECONNREFUSED|\[2002\]/i, 'the connection is refused, nothing listens there'],
  [/reset|ECONNRESET|closed|EPIPE|terminat|Lost connection/i, 'the connection was closed while in use'],
  [/timed? ?out|timeout|ETIMEDOUT/i, 'the connection attempt gets no answer'],
  [/route|unreachable/i, 'there is no route to it'],
  [/starting up|shutting down|recovery/, 'it is starting, stopping or recovering'],
];

const reason = (text: string): string =>
  REASONS.find(([shape]) => shape.test(text))?.[1] ?? text.split('\n', 1)[0]?.slice(0, 160) ?? '';

/** The datastore does not answer: refused, reset, timed out, unknown name. */
export const datastoreUnreachable = defineCauseRule({
  id: 'datastore.unreachable',
  standing: 'cause',
  summary:
    'A connection to a datastore fails: refused, reset, timed out, or its name does not resolve; told from other connections by the driver, its codes (SQLSTATE 08xxx, MySQL 2002/2003/2006/2013, Redis `Error 111`) and the port.',
  examples: [
    'connection to server at "db.internal", port 5432 failed: Connection refused',
    'SQLSTATE[HY000] [2002] Connection refused',
    "pymysql.err.OperationalError: (2006, 'MySQL server has gone away')",
    'redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.',
  ],
  confusers: [
    'Error: connect ECONNREFUSED 10.0.0.8:8080',
    'FATAL:  password authentication failed for user "shop"',
    'FATAL:  sorry, too many clients already',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('datastore.unreachable', seen, hit, describe(seen, hit));
  },
  remedy: ({ component, subject }) => {
    const { host, port } = subject;
    if (subject['case'] === 'dns' && host)
      return [
        remedyOf(
          `mend the name ${host} of ${component}, or the setting that holds it`,
          `getent hosts ${host}`,
        ),
        remedyOf('check the resolver and the search domain of the machine or VPC that asks'),
      ];
    if (subject['case'] === 'gone')
      return [
        remedyOf(
          'compare wait_timeout with the idle time of the pool, and max_allowed_packet with the largest statement, before restarting anything',
          `mysql -e "show variables where variable_name in ('wait_timeout','max_allowed_packet')"`,
        ),
        remedyOf('let the pool test connections before use, or recycle them below wait_timeout'),
      ];
    return [
      remedyOf(
        `see whether ${component} runs and listens, and whether a firewall, security group or route stands before it`,
        reach(host, port),
      ),
      remedyOf(
        'compare the address in the application settings with where the datastore runs now (failover, move)',
      ),
    ];
  },
});
