import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/core/diagnosis/diagnose.ts';
import { CAUSE_RULES } from '../../support/cause-rules.ts';
import { evidenceOf } from '../../support/evidence.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

type Row = readonly [cause: string, component: string, text: string];

/** What clients of datastores, of HTTP and gRPC, of AWS and of the operating system say, in the words of many languages. */
const ROWS: readonly Row[] = [
  [
    'code.exception',
    'self',
    '2026-11-22 10:02:36,060 ERROR app failed\nTraceback (most recent call last):\n  File "/srv/shop/views.py", line 12, in orders\n    return load()\nshop.errors.DeliveryError: Connection refused by the recipient, parcel 42 returned',
  ],
  [
    'code.exception',
    'self',
    '2026-11-22 10:02:36,060 ERROR app failed\nTraceback (most recent call last):\n  File "/srv/shop/views.py", line 12, in orders\n    return load()\nValueError: customer answered 404 questions',
  ],
  [
    'thirdparty.api',
    'http',
    '2026-11-22 10:02:36,060 ERROR app failed\nTraceback (most recent call last):\n  File "/srv/shop/views.py", line 12, in orders\n    return load()\nshop.PayError: gateway answered 503 for order 42',
  ],
  [
    'datastore.unreachable',
    'rabbitmq',
    '2026/11/22 10:08:02 publish: Exception (504) Reason: "channel/connection is not open"',
  ],
  [
    'datastore.auth',
    'rabbitmq',
    'Error: Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."',
  ],
  [
    'datastore.capacity',
    'database',
    '** (DBConnection.ConnectionError) connection not available and request was dropped from queue after 2990ms.',
  ],
  [
    'datastore.capacity',
    'database',
    'Error: PoolTimedOut: pool timed out while waiting for an open connection',
  ],
  [
    'datastore.schema',
    'postgres',
    '** (Postgrex.Error) ERROR 42P01 (undefined_table) relation "orders" does not exist',
  ],
  ['datastore.unreachable', 'mysql', '2026/11/22 10:08:02 [mysql] packets.go:37: unexpected EOF'],
  [
    'datastore.unreachable',
    'memcached',
    'pymemcache.exceptions.MemcacheError: All servers seem to be down right now',
  ],
  ['thirdparty.api', 'http', '** (Mint.TransportError) connection refused'],
  ['thirdparty.api', 'http', '** (Finch.TransportError) timeout'],
  [
    'thirdparty.api',
    'http api.paywell.test',
    'error sending request for url (http://api.paywell.test/v1): operation timed out',
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    'HTTP status server error (503 Service Unavailable) for url (http://api.paywell.test/v1)',
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    '[2026-12-01 05:28:17.25769] [24356] [error] 503 response: Service Unavailable from http://api.paywell.test/v1/charges at /srv/shop/Pay.pm line 9.',
  ],
  ['thirdparty.api', 'http', 'aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected'],
  [
    'thirdparty.api',
    'http api.paywell.test',
    'aiohttp.client_exceptions.ServerTimeoutError: Connection timeout to host http://api.paywell.test/v1',
  ],
  [
    'thirdparty.api',
    'http',
    'org.springframework.web.reactive.function.client.WebClientRequestException: Did not observe any item or terminal signal within 900ms',
  ],
  ['thirdparty.api', 'http', 'HTTP::TimeoutError: Timed out after using the allocated 2 seconds'],
  ['network.dns_tls', 'http api.x', '2026/11/22 10:08:02 dial tcp: lookup api.x: i/o timeout'],
  [
    'resource.memory',
    'self',
    'Out of memory during large request for 8192 bytes, total sbrk() is 700 at /srv/a.pl line 3',
  ],
  [
    'resource.timeout',
    'self',
    '2026-12-01T05:42:37.003Z ERROR GET /proofing DOMException [TimeoutError]: The operation was aborted due to timeout\n    at new DOMException (node:internal/per_context/domexception:76:18)\n    at Timeout._onTimeout (node:internal/abort_controller:210:9)\n    at listOnTimeout (node:internal/timers:685:17)',
  ],
  [
    'thirdparty.api',
    'http',
    '2026-12-01T05:42:37.003Z ERROR GET /quote DOMException [TimeoutError]: The operation was aborted due to timeout\n    at new DOMException (node:internal/per_context/domexception:76:18)\n    at Timeout._onTimeout (node:internal/abort_controller:210:9)\n    at node:internal/deps/undici/undici:17859:7\n    at async quote (/srv/shop/src/quote.js:3:9)',
  ],
  [
    'datastore.schema',
    'mysql',
    '{"level":50,"err":{"message":"Table \'shop.fillings\' doesn\'t exist","name":"SequelizeDatabaseError","stack":"Error\\n    at Query.run (/srv/shop/node_modules/sequelize/lib/dialects/mysql/query.js:52:25)"},"msg":"request failed","time":"2026-12-01T05:41:45.958Z"}',
  ],
  [
    'datastore.capacity',
    'postgres',
    'time="2026-12-01T05:02:34Z" level=error msg="postgres: acquire connection of the pool (1 of 1 in use): context deadline exceeded"',
  ],
  [
    'code.syntax',
    'file /srv/shop/src/Holidays.php',
    '[2026-12-01T05:24:50.518891+00:00] request.CRITICAL: Uncaught PHP Exception ParseError: "syntax error, unexpected single-quoted string "christmas", expecting "]"" at /srv/shop/src/Holidays.php line 10',
  ],
  [
    'datastore.unreachable',
    'rabbitmq',
    '2026-12-01 04:29:06,168 ERROR shop failed\nTraceback (most recent call last):\n  File "/srv/shop/stores.py", line 61, in notify\n    publish()\npika.exceptions.AMQPConnectionError',
  ],
  [
    'datastore.unreachable',
    'postgres 10.0.0.5:5999',
    '2026-12-01 04:29:06,168 ERROR shop failed\nTraceback (most recent call last):\n  File "/srv/shop/venv/lib/python3.11/site-packages/asyncpg/connection.py", line 2421, in connect\n    return await connect_utils._connect(\nConnectionRefusedError: [Errno 111] Connect call failed (\'10.0.0.5\', 5999)',
  ],
  [
    'datastore.unreachable',
    'mongodb 10.0.0.9:21979',
    '2026/11/22 10:08:02 count reviews: server selection error: server selection timeout, current topology: { Type: Unknown, Servers: [{ Addr: 10.0.0.9:21979, Type: Unknown, Last error: dial tcp 10.0.0.9:21979: connect: connection refused }, ] }',
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    "aiohttp.client_exceptions.ClientResponseError: 503, message='Service Unavailable', url='http://api.paywell.test/v1/charges'",
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    "aiohttp.client_exceptions.ContentTypeError: 200, message='Attempt to decode JSON with unexpected mimetype: text/html', url='http://api.paywell.test/v1'",
  ],
  [
    'thirdparty.api',
    'http',
    "2026-11-22 10:08:02 ERROR com.fasterxml.jackson.core.JsonParseException: Unexpected character ('<' (code 60)): expected a valid value",
  ],
  [
    'thirdparty.api',
    'http',
    '[2026-12-01 05:28:17.25769] [24356] [error] Request timeout at /srv/shop/lib/Desk.pm line 84.',
  ],
  [
    'code.exception',
    'self',
    '2026-12-01 04:29:06,168 ERROR shop.desk average of order 42 could not be computed: division by zero',
  ],
  [
    'resource.timeout',
    'self',
    'E, [2026-12-01T04:32:22.302638 #9201] ERROR -- : worker=1 PID:9203 timeout (4s > 3s), killing',
  ],
  [
    'resource.timeout',
    'self',
    '[2026-12-01 05:28:48.75078] [25059] [error] Worker 25096 has no heartbeat (2 seconds), restarting',
  ],
  [
    'resource.timeout',
    'http',
    '{"level":"error","ts":1796103088.168,"logger":"http.log.error","msg":"net/http: timeout awaiting response headers","status":504}',
  ],
  [
    'web.config',
    'http',
    '{"level":"error","ts":1796103088.168,"logger":"http.log.error","msg":"net/http: HTTP/1.x transport connection broken: net/http: server response headers exceeded 1000 bytes; aborted","status":502}',
  ],
  [
    'web.config',
    'http',
    '{"level":"error","ts":1796103088.168,"logger":"http.log.error","msg":"tls: first record does not look like a TLS handshake","status":502}',
  ],
  [
    'upstream.down',
    'http',
    '{"level":"error","ts":1796103088.168,"logger":"http.log.error","msg":"net/http: HTTP/1.x transport connection broken: malformed HTTP status code \\"mail.shop.example\\"","status":502}',
  ],
  [
    'upstream.down',
    'file /run/shop/app.sock',
    '{"level":"error","ts":1796103088.168,"logger":"http.log.error","msg":"dial unix /run/shop/app.sock: connect: no such file or directory","status":502}',
  ],
  [
    'fs.permission',
    'file /run/shop/app.sock',
    '{"level":"error","ts":1796103088.168,"logger":"http.log.error","msg":"dial unix /run/shop/app.sock: connect: permission denied","status":502}',
  ],
  [
    'network.dns_tls',
    'http api.paywell.example',
    '2026/11/22 10:08:02 ask for a rider: Get "http://api.paywell.example/v1/riders": dial tcp: lookup api.paywell.example on 127.0.0.53:53: read udp 127.0.0.1:45412->127.0.0.53:53: read: connection refused',
  ],
  [
    'datastore.schema',
    'postgres',
    '[GIN] 2026/12/01 - 05:02:55 | 500 |  15.98ms |       127.0.0.1 | GET      "/allergens"\nError #01: allergens of the menu: ERROR: column "allergens" does not exist (SQLSTATE 42703)',
  ],
  [
    'code.missing_artifact',
    'class LeafletPrinter',
    'request.CRITICAL: Uncaught PHP Exception Symfony\\Component\\ErrorHandler\\Error\\ClassNotFoundError: "Attempted to load class "LeafletPrinter" from namespace "App"." at /srv/shop/src/Desk.php line 56',
  ],
  [
    'datastore.unreachable',
    'postgres 10.0.0.5:5432',
    'failed to connect to `host=10.0.0.5 user=shop database=shop`: dial error (dial tcp 10.0.0.5:5432: connect: connection refused)',
  ],
  [
    'datastore.unreachable',
    'postgres 10.0.0.5:5432',
    '2026/11/22 10:08:02 failed to connect to `user=shop database=shop`: 10.0.0.5:5432 (db.internal): dial error: dial tcp 10.0.0.5:5432: connect: connection refused',
  ],
  [
    'datastore.auth',
    'postgres',
    'failed to connect to `host=10.0.0.5 user=shop database=shop`: server error (FATAL: password authentication failed for user "shop" (SQLSTATE 28P01))',
  ],
  [
    'datastore.auth',
    'postgres',
    'asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "shop"',
  ],
  [
    'datastore.auth',
    'postgres',
    'asyncpg.exceptions.InvalidCatalogNameError: database "shop2" does not exist',
  ],
  [
    'datastore.capacity',
    'postgres',
    'asyncpg.exceptions.TooManyConnectionsError: sorry, too many clients already',
  ],
  [
    'datastore.schema',
    'postgres',
    'asyncpg.exceptions.UndefinedTableError: relation "orders" does not exist',
  ],
  [
    'datastore.unreachable',
    'postgres',
    'asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation',
  ],
  [
    'datastore.unreachable',
    'postgres',
    'asyncpg.exceptions.CannotConnectNowError: the database system is starting up',
  ],
  ['datastore.contention', 'postgres', 'asyncpg.exceptions.DeadlockDetectedError: deadlock detected'],
  [
    'datastore.contention',
    'postgres',
    'asyncpg.exceptions.QueryCanceledError: canceling statement due to statement timeout',
  ],
  [
    'datastore.capacity',
    'database',
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00 (Background on this error at: https://sqlalche.me/e/20/3o7r)',
  ],
  [
    'datastore.unreachable',
    'postgres db.internal:5432',
    'org.postgresql.util.PSQLException: Connection to db.internal:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.',
  ],
  [
    'datastore.auth',
    'postgres',
    'org.postgresql.util.PSQLException: FATAL: password authentication failed for user "shop"',
  ],
  [
    'datastore.schema',
    'postgres',
    'org.postgresql.util.PSQLException: ERROR: relation "orders" does not exist\n  Position: 15',
  ],
  [
    'datastore.capacity',
    'postgres',
    'org.postgresql.util.PSQLException: FATAL: remaining connection slots are reserved for non-replication superuser connections',
  ],
  [
    'datastore.unreachable',
    'postgres 10.0.0.5:5432',
    'Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.5:5432\n ---> System.Net.Sockets.SocketException (111): Connection refused\n   at Npgsql.Internal.NpgsqlConnector.Connect(NpgsqlTimeout timeout)',
  ],
  [
    'datastore.auth',
    'postgres',
    'Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user "shop"\n   at Npgsql.Internal.NpgsqlConnector.Authenticate(String username)',
  ],
  [
    'datastore.schema',
    'postgres',
    'Npgsql.PostgresException (0x80004005): 42P01: relation "orders" does not exist\n   at Npgsql.X.Y()',
  ],
  [
    'datastore.capacity',
    'postgres',
    'Npgsql.NpgsqlException (0x80004005): The connection pool has been exhausted, either raise MaxPoolSize (currently 100) or Timeout (currently 15 seconds)\n   at Npgsql.X.Y()',
  ],
  [
    'datastore.unreachable',
    'postgres db.internal:5432',
    "PrismaClientInitializationError: \nInvalid `prisma.order.findMany()` invocation:\n\nCan't reach database server at `db.internal:5432`\n\nPlease make sure your database server is running at `db.internal:5432`.\n    at $n.handleRequestError (/srv/shop/node_modules/@prisma/client/runtime/library.js:121:7615)\n    at async list (/srv/shop/src/orders.js:3:5) {\n  clientVersion: '5.7.0',\n  errorCode: 'P1001'\n}",
  ],
  [
    'datastore.auth',
    'database',
    'PrismaClientInitializationError: Authentication failed against database server at `db.internal`, the provided database credentials for `shop` are not valid.',
  ],
  [
    'datastore.schema',
    'database',
    "PrismaClientKnownRequestError: \nInvalid `prisma.order.findMany()` invocation:\n\nThe table `public.orders` does not exist in the current database.\n    at x (/srv/shop/a.js:1:2) {\n  code: 'P2021'\n}",
  ],
  [
    'datastore.capacity',
    'database',
    'PrismaClientKnownRequestError: Timed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool (Current connection pool timeout: 10, connection limit: 5)',
  ],
  [
    'datastore.unreachable',
    'postgres 127.0.0.1:5999',
    'SequelizeConnectionRefusedError: connect ECONNREFUSED 127.0.0.1:5999\n    at Client._connectionCallback (/srv/node_modules/sequelize/lib/dialects/postgres/connection-manager.js:133:24)',
  ],
  [
    'datastore.auth',
    'mysql',
    "SequelizeAccessDeniedError: Access denied for user 'shop'@'10.0.0.7' (using password: YES)",
  ],
  [
    'datastore.unreachable',
    'postgres db.internal',
    'SequelizeHostNotFoundError: getaddrinfo ENOTFOUND db.internal\n    at Client._connectionCallback (/srv/node_modules/sequelize/lib/dialects/postgres/connection-manager.js:136:24)',
  ],
  [
    'datastore.capacity',
    'database',
    'SequelizeConnectionAcquireTimeoutError: Operation timeout\n    at ConnectionManager.getConnection (/srv/node_modules/sequelize/lib/x.js:1:2)',
  ],
  [
    'datastore.schema',
    'postgres',
    'SequelizeDatabaseError: relation "orders" does not exist\n    at Query.run (/srv/node_modules/sequelize/lib/dialects/postgres/query.js:50:25)',
  ],
  [
    'datastore.schema',
    'postgres',
    'QueryFailedError: relation "orders" does not exist\n    at PostgresQueryRunner.query (/srv/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:219:19)',
  ],
  [
    'datastore.capacity',
    'database',
    'KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?',
  ],
  [
    'datastore.unreachable',
    'mysql 127.0.0.1:3306',
    '[mysql] 2026/11/22 10:08:02 dial tcp 127.0.0.1:3306: connect: connection refused',
  ],
  [
    'datastore.auth',
    'mysql',
    "Error 1045 (28000): Access denied for user 'shop'@'10.0.0.7' (using password: YES)",
  ],
  ['datastore.schema', 'mysql', "Error 1146 (42S02): Table 'shop.orders' doesn't exist"],
  [
    'datastore.contention',
    'mysql',
    'Error 1213 (40001): Deadlock found when trying to get lock; try restarting transaction',
  ],
  [
    'datastore.contention',
    'mysql',
    'Error 1205 (HY000): Lock wait timeout exceeded; try restarting transaction',
  ],
  ['datastore.capacity', 'mysql', 'Error 1040 (08004): Too many connections'],
  [
    'datastore.unreachable',
    'mysql',
    'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure\n\nThe last packet sent successfully to the server was 0 milliseconds ago.',
  ],
  [
    'datastore.auth',
    'mysql',
    "Error: Access denied for user 'shop'@'172.17.0.1' (using password: YES)\n    at Packet.asError (/srv/node_modules/mysql2/lib/packets/packet.js:728:17) {\n  code: 'ER_ACCESS_DENIED_ERROR',\n  errno: 1045\n}",
  ],
  ['datastore.unreachable', 'mysql', '[invalid connection] driver: bad connection: mysql'],
  [
    'datastore.unreachable',
    'mongodb 127.0.0.1:27017',
    'MongoServerSelectionError: connect ECONNREFUSED 127.0.0.1:27017\n    at Topology.selectServer (/srv/node_modules/mongodb/lib/sdam/topology.js:303:38)',
  ],
  [
    'datastore.unreachable',
    'mongodb 10.0.0.5:27017',
    'pymongo.errors.ServerSelectionTimeoutError: 10.0.0.5:27017: [Errno 111] Connection refused, Timeout: 30s, Topology Description: <TopologyDescription id: 65>',
  ],
  [
    'datastore.auth',
    'mongodb',
    "MongoServerError: Authentication failed.\n    at Connection.sendCommand (/srv/node_modules/mongodb/lib/cmap/connection.js:299:27) {\n  ok: 0,\n  code: 18,\n  codeName: 'AuthenticationFailed'\n}",
  ],
  [
    'datastore.auth',
    'mongodb',
    "pymongo.errors.OperationFailure: Authentication failed., full error: {'ok': 0.0, 'errmsg': 'Authentication failed.', 'code': 18, 'codeName': 'AuthenticationFailed'}",
  ],
  [
    'datastore.auth',
    'mongodb',
    "com.mongodb.MongoSecurityException: Exception authenticating MongoCredential{mechanism=SCRAM-SHA-1, userName='shop', source='admin'}",
  ],
  [
    'datastore.unreachable',
    'mongodb',
    'com.mongodb.MongoTimeoutException: Timed out while waiting for a server that matches ReadPreferenceServerSelector{readPreference=primary}. Client view of cluster state is {type=UNKNOWN, servers=[{address=db:27017, exception={com.mongodb.MongoSocketOpenException: Exception opening socket}}]',
  ],
  [
    'datastore.unreachable',
    'mongodb [::1]:27017',
    'MongooseServerSelectionError: connect ECONNREFUSED ::1:27017',
  ],
  [
    'datastore.capacity',
    'mongodb',
    'MongoWaitQueueTimeoutError: Timed out while checking out a connection from connection pool',
  ],
  ['datastore.unreachable', 'redis 127.0.0.1:6379', 'dial tcp 127.0.0.1:6379: connect: connection refused'],
  [
    'datastore.unreachable',
    'redis 127.0.0.1:6379',
    'Error: connect ECONNREFUSED 127.0.0.1:6379\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
  ],
  [
    'datastore.auth',
    'redis',
    'redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.',
  ],
  [
    'datastore.auth',
    'redis',
    'io.lettuce.core.RedisCommandExecutionException: WRONGPASS invalid username-password pair or user is disabled.',
  ],
  [
    'datastore.unreachable',
    'redis cache.internal:6379',
    'io.lettuce.core.RedisConnectionException: Unable to connect to cache.internal:6379',
  ],
  [
    'datastore.unreachable',
    'redis',
    'redis.clients.jedis.exceptions.JedisConnectionException: Failed to connect to any host resolved for DNS name.',
  ],
  [
    'datastore.capacity',
    'redis',
    'redis.clients.jedis.exceptions.JedisExhaustedPoolException: Could not get a resource since the pool is exhausted',
  ],
  [
    'datastore.unreachable',
    'redis',
    'StackExchange.Redis.RedisConnectionException: It was not possible to connect to the redis server(s). There was an authentication failure; UnableToConnect on cache:6379/Interactive\n   at StackExchange.Redis.ConnectionMultiplexer.ConnectImpl()',
  ],
  ['datastore.capacity', 'redis', 'redis: connection pool timeout'],
  ['datastore.auth', 'oracle', 'java.sql.SQLException: ORA-01017: invalid username/password; logon denied'],
  [
    'datastore.auth',
    'sqlserver',
    "Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'sa'.\n   at Microsoft.Data.SqlClient.SqlInternalConnection.OnError(SqlException exception)",
  ],
  [
    'datastore.unreachable',
    'sqlserver',
    'Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found or was not accessible.\n   at Microsoft.Data.SqlClient.X.Y()',
  ],
  [
    'datastore.schema',
    'sqlserver',
    "System.Data.SqlClient.SqlException (0x80131904): Invalid object name 'dbo.Orders'.\n   at System.Data.SqlClient.X.Y()",
  ],
  ['datastore.auth', 'sqlserver', 'Cannot open database "shop" requested by the login. The login failed.'],
  [
    'datastore.contention',
    'sqlserver',
    'Microsoft.Data.SqlClient.SqlException (0x80131904): Transaction (Process ID 52) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.\n   at X.Y()',
  ],
  [
    'datastore.capacity',
    'database',
    'System.InvalidOperationException: Timeout expired.  The timeout period elapsed prior to obtaining a connection from the pool.  This may have occurred because all pooled connections were in use and max pool size was reached.\n   at System.Data.Common.ADP.X()',
  ],
  [
    'datastore.unreachable',
    'elasticsearch',
    'elastic_transport.ConnectionError: Connection error caused by: ConnectionError(Connection error caused by: NewConnectionError(<urllib3.connection.HTTPConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused))',
  ],
  [
    'datastore.unreachable',
    'elasticsearch 127.0.0.1:9200',
    'ConnectionError: connect ECONNREFUSED 127.0.0.1:9200\n    at SniffingTransport.request (/srv/node_modules/@elastic/transport/lib/Transport.js:543:31)',
  ],
  [
    'datastore.unreachable',
    'kafka 127.0.0.1:9092',
    'KafkaJSConnectionError: Connection error: connect ECONNREFUSED 127.0.0.1:9092',
  ],
  [
    'datastore.unreachable',
    'kafka',
    'org.apache.kafka.common.errors.TimeoutException: Topic orders not present in metadata after 60000 ms.',
  ],
  [
    'datastore.unreachable',
    'kafka 127.0.0.1:9092',
    '%3|1795342834.123|FAIL|rdkafka#producer-1| [thrd:localhost:9092/bootstrap]: localhost:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)',
  ],
  [
    'datastore.auth',
    'rabbitmq',
    "pika.exceptions.ProbableAuthenticationError: ConnectionClosedByBroker: (403) 'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.'",
  ],
  [
    'datastore.auth',
    'rabbitmq',
    'com.rabbitmq.client.AuthenticationFailureException: ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.',
  ],
  [
    'datastore.unreachable',
    'rabbitmq 127.0.0.1:5672',
    'Error: connect ECONNREFUSED 127.0.0.1:5672\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)',
  ],
  [
    'datastore.unreachable',
    'rabbitmq 127.0.0.1:5672',
    'dial tcp 127.0.0.1:5672: connect: connection refused',
  ],
  ['datastore.unreachable', 'rabbitmq', 'kombu.exceptions.OperationalError: [Errno 111] Connection refused'],
  [
    'datastore.unreachable',
    'cassandra',
    "com.datastax.oss.driver.api.core.AllNodesFailedException: Could not reach any contact point, make sure you've provided valid addresses",
  ],
  ['datastore.schema', 'sqlite', 'sqlite3.OperationalError: no such table: orders'],
  ['datastore.contention', 'sqlite', 'sqlite3.OperationalError: database is locked'],
  ['fs.permission', 'file', 'sqlite3.OperationalError: attempt to write a readonly database'],
  [
    'thirdparty.api',
    'http 127.0.0.1:50051',
    'Error: 14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:50051 (2026-11-22T10:00:00.000Z)\n    at callErrorFromStatus (/srv/node_modules/@grpc/grpc-js/build/src/call.js:31:19)',
  ],
  [
    'thirdparty.api',
    'http 127.0.0.1:50051',
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:50051: connect: connection refused"',
  ],
  [
    'thirdparty.api',
    'http 127.0.0.1:50051',
    'grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:50051: Failed to connect to remote host: Connection refused"',
  ],
  [
    'thirdparty.api',
    'http',
    'io.grpc.StatusRuntimeException: UNAVAILABLE: io exception\nChannel Pipeline: [SslHandler#0]',
  ],
  [
    'thirdparty.api',
    'http',
    'io.grpc.StatusRuntimeException: DEADLINE_EXCEEDED: deadline exceeded after 1.999s. Name resolution delay 0.0 seconds.',
  ],
  [
    'thirdparty.api',
    'http 127.0.0.1:50051',
    'Error: 4 DEADLINE_EXCEEDED: Deadline exceeded after 2.001s,remote_addr=127.0.0.1:50051\n    at callErrorFromStatus (/srv/node_modules/@grpc/grpc-js/build/src/call.js:31:19)',
  ],
  [
    'thirdparty.api',
    'http',
    'Grpc.Core.RpcException: Status(StatusCode="Unavailable", Detail="Error connecting to subchannel.", DebugException="System.Net.Sockets.SocketException: Connection refused")\n   at X.Y()',
  ],
  [
    'thirdparty.api',
    'http 127.0.0.1:5998',
    'java.net.ConnectException: Connection refused: /127.0.0.1:5998\n\tat java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:573)\n\tat java.net.http/jdk.internal.net.http.HttpClientFacade.send(HttpClientFacade.java:123)\n\tat shop.J.load(J.java:4)',
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    'System.Net.Http.HttpRequestException: Connection refused (api.paywell.test:443)\n ---> System.Net.Sockets.SocketException (111): Connection refused\n   at System.Net.Sockets.Socket.X()',
  ],
  [
    'thirdparty.api',
    'http',
    'System.Net.Http.HttpRequestException: Response status code does not indicate success: 503 (Service Unavailable).\n   at System.Net.Http.HttpResponseMessage.EnsureSuccessStatusCode()',
  ],
  [
    'thirdparty.api',
    'http',
    'HTTPError: Response code 503 (Service Unavailable)\n    at Request.<anonymous> (/srv/node_modules/got/dist/source/as-promise/index.js:118:42)',
  ],
  ['thirdparty.api', 'http', 'Faraday::ServerError (the server responded with status 503)'],
  ['thirdparty.api', 'http', 'RestClient::ServiceUnavailable (503 Service Unavailable)'],
  [
    'thirdparty.api',
    'http 127.0.0.1:5998',
    'HTTP::ConnectionError: failed to connect: Connection refused - connect(2) for 127.0.0.1:5998',
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    'Errno::ECONNREFUSED (Failed to open TCP connection to api.paywell.test:80 (Connection refused - connect(2) for "api.paywell.test" port 80))',
  ],
  [
    'thirdparty.api',
    'http',
    "GuzzleHttp\\Exception\\ConnectException: cURL error 7: Failed to connect to api.paywell.test port 443 after 0 ms: Couldn't connect to server",
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    'Symfony\\Component\\HttpClient\\Exception\\ServerException: HTTP/1.1 503 Service Unavailable returned for "https://api.paywell.test/v1/charges".',
  ],
  [
    'thirdparty.api',
    'http 127.0.0.1:5998',
    'Symfony\\Component\\HttpClient\\Exception\\TransportException: Failed to connect to 127.0.0.1 port 5998 after 0 ms: Couldn\'t connect to server for "http://127.0.0.1:5998/v1/x".',
  ],
  [
    'thirdparty.api',
    'http',
    'reqwest::Error { kind: Request, url: Url { scheme: "http", host: Some(Ipv4(127.0.0.1)), port: Some(5998) }, source: hyper_util::client::legacy::Error(Connect, ConnectError("tcp connect error", Os { code: 111, kind: ConnectionRefused, message: "Connection refused" })) }',
  ],
  [
    'thirdparty.api',
    'http api.paywell.test',
    "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host api.paywell.test:443 ssl:default [Connect call failed ('127.0.0.1', 443)]",
  ],
  ['thirdparty.api', 'http', 'httpx.ConnectError: All connection attempts failed'],
  ['thirdparty.api', 'http', 'httpx.ReadTimeout'],
  ['thirdparty.api', 'http', 'okhttp3.internal.http2.StreamResetException: stream was reset: CANCEL'],
  [
    'thirdparty.api',
    'http',
    'java.net.http.HttpTimeoutException: request timed out\n\tat java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:570)',
  ],
  [
    'thirdparty.api',
    'http',
    'jakarta.ws.rs.ProcessingException: java.net.ConnectException: Connection refused',
  ],
  ['thirdparty.api', 'http', 'jakarta.ws.rs.ServiceUnavailableException: HTTP 503 Service Unavailable'],
  [
    'network.dns_tls',
    'http api.paywell.invalid',
    'aiohttp.client_exceptions.ClientConnectorDNSError: Cannot connect to host api.paywell.invalid:443 ssl:default [Name or service not known]',
  ],
  [
    'network.dns_tls',
    'http api.paywell.invalid',
    'java.net.UnknownHostException: api.paywell.invalid\n\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)',
  ],
  [
    'network.dns_tls',
    'http api.paywell.invalid',
    'System.Net.Http.HttpRequestException: Name or service not known (api.paywell.invalid:443)\n ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name or service not known\n   at X.Y()',
  ],
  [
    'network.dns_tls',
    'http',
    'System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception.\n ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot\n   at X.Y()',
  ],
  [
    'network.dns_tls',
    'http api.paywell.test',
    'Get "https://api.paywell.test/v1": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  [
    'network.dns_tls',
    'http api.paywell.invalid',
    'Get "http://api.paywell.invalid/v1": dial tcp: lookup api.paywell.invalid on 10.0.0.2:53: no such host',
  ],
  [
    'network.dns_tls',
    'http',
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
  ],
  [
    'network.dns_tls',
    'http 127.0.0.1:443',
    'OpenSSL::SSL::SSLError (SSL_connect returned=1 errno=0 peeraddr=127.0.0.1:443 state=error: certificate verify failed (certificate has expired))',
  ],
  [
    'network.dns_tls',
    'http api.paywell.invalid',
    'SocketError (Failed to open TCP connection to api.paywell.invalid:80 (getaddrinfo: Name or service not known))',
  ],
  [
    'network.dns_tls',
    'http api.paywell.invalid',
    'Symfony\\Component\\HttpClient\\Exception\\TransportException: Could not resolve host: api.paywell.invalid for "https://api.paywell.invalid/v1".',
  ],
  [
    'cloud.authz_throttle',
    'aws:dynamodb',
    'operation error DynamoDB: GetItem, https response error StatusCode: 400, RequestID: 66b4, api error AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/shop/i-1 is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/orders because no identity-based policy allows the dynamodb:GetItem action',
  ],
  [
    'cloud.authz_throttle',
    'aws:dynamodb',
    'software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded. (Service: DynamoDb, Status Code: 400, Request ID: 66b4)',
  ],
  [
    'cloud.authz_throttle',
    'aws:s3',
    'com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 66b4; S3 Extended Request ID: x)',
  ],
  [
    'cloud.authz_throttle',
    'aws',
    'software.amazon.awssdk.core.exception.SdkClientException: Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain',
  ],
  [
    'cloud.authz_throttle',
    'aws:dynamodb',
    'Aws::DynamoDB::Errors::AccessDeniedException (User: arn:aws:sts::1:assumed-role/shop/i is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu:1:table/x)',
  ],
  [
    'cloud.authz_throttle',
    'aws:dynamodb',
    'Aws\\DynamoDb\\Exception\\DynamoDbException: Error executing "GetItem" on "https://dynamodb.eu-central-1.amazonaws.com"; AWS HTTP error: Client error: `POST https://dynamodb.eu-central-1.amazonaws.com` resulted in a `400 Bad Request` response: {"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User: arn:aws:sts::1:assumed-role/shop/i is not authorized to perform: dynamodb:GetItem"}',
  ],
  [
    'cloud.authz_throttle',
    'aws',
    'failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, exceeded maximum number of attempts',
  ],
  [
    'cloud.authz_throttle',
    'aws:dynamodb',
    'Amazon.DynamoDBv2.AmazonDynamoDBException: User: arn:aws:sts::1:assumed-role/shop/i is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu:1:table/x\n   at Amazon.Runtime.X()',
  ],
  ['fs.permission', 'file /srv/x/log.txt', 'open /srv/x/log.txt: permission denied'],
  ['fs.permission', 'file /srv/x/log.txt', 'java.nio.file.AccessDeniedException: /srv/x/log.txt'],
  [
    'fs.permission',
    'file /srv/x/log.txt',
    'java.io.FileNotFoundException: /srv/x/log.txt (Permission denied)',
  ],
  [
    'fs.permission',
    'file /srv/x/log.txt',
    "System.UnauthorizedAccessException: Access to the path '/srv/x/log.txt' is denied.\n ---> System.IO.IOException: Permission denied\n   at X.Y()",
  ],
  ['fs.permission', 'file', 'Error: Os { code: 13, kind: PermissionDenied, message: "Permission denied" }'],
  ['resource.disk_fd', 'self', 'java.io.IOException: No space left on device'],
  [
    'resource.disk_fd',
    'file /srv/x/log.txt',
    "System.IO.IOException: No space left on device : '/srv/x/log.txt'\n   at X.Y()",
  ],
  ['resource.disk_fd', 'self', 'accept tcp [::]:8080: accept4: too many open files; retrying in 5ms'],
  ['resource.disk_fd', 'self', 'java.net.BindException: Address already in use'],
  ['resource.disk_fd', 'self', 'Error: Os { code: 98, kind: AddrInUse, message: "Address already in use" }'],
  ['resource.memory', 'self', 'java.lang.OutOfMemoryError: Java heap space\n\tat shop.J.x(J.java:3)'],
  [
    'resource.memory',
    'self',
    "System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.\n   at X.Y()",
  ],
  ['resource.memory', 'self', 'runtime: out of memory: cannot allocate 8589934592-byte block'],
  ['resource.memory', 'self', 'memory allocation of 8589934592 bytes failed'],
  ['resource.memory', 'self', 'Last State: Terminated  Reason: OOMKilled  Exit Code: 137'],
  [
    'code.exception',
    'self',
    "thread 'main' panicked at src/main.rs:12:5:\nindex out of bounds: the len is 0 but the index is 0",
  ],
  [
    'code.exception',
    'self',
    '** (ArithmeticError) bad argument in arithmetic expression\n    (shop 0.1.0) lib/shop/cart.ex:5: Shop.Cart.total/1',
  ],
  ['code.exception', 'self', 'Can\'t call method "price" on an undefined value at /srv/shop/app.pl line 7.'],
  [
    'code.exception',
    'self',
    'System.NullReferenceException: Object reference not set to an instance of an object.\n   at Shop.Orders.Total() in /src/Orders.cs:line 12',
  ],
  [
    'code.missing_artifact',
    'module Shop.Tax',
    "System.IO.FileNotFoundException: Could not load file or assembly 'Shop.Tax, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null'. The system cannot find the file specified.\n   at X.Y()",
  ],
  [
    'code.missing_artifact',
    'class com/example/Coupon',
    'java.lang.NoClassDefFoundError: com/example/Coupon\n\tat shop.J.x(J.java:3)',
  ],
  ['code.missing_artifact', 'template prices.html', 'jinja2.exceptions.TemplateNotFound: prices.html'],
  ['code.syntax', 'file /srv/shop/app.pl', 'syntax error at /srv/shop/app.pl line 7, near "sub total"'],
  [
    'code.syntax',
    'file /srv/shop/app.rb',
    "/srv/shop/app.rb:7: syntax error, unexpected end-of-input, expecting `end' (SyntaxError)",
  ],
  [
    'resource.timeout',
    'self',
    'http: Handler timeout: request canceled (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'resource.timeout',
    'self',
    'at=error code=H12 desc="Request timeout" method=GET path="/orders" host=shop.example.com request_id=8601b555 fwd="1.1.1.1" dyno=web.1 connect=1ms service=30000ms status=503 bytes=0',
  ],
  [
    'upstream.down',
    'self',
    'at=error code=H10 desc="App crashed" method=GET path="/orders" host=shop.example.com request_id=8601b555 fwd="1.1.1.1" dyno= connect= service= status=503 bytes=0',
  ],
  [
    'upstream.down',
    'http 127.0.0.1:9000',
    '{"level":"error","ts":1795342834.1,"logger":"http.log.error","msg":"dial tcp 127.0.0.1:9000: connect: connection refused","request":{"remote_ip":"127.0.0.1","method":"GET","host":"shop.example.com","uri":"/orders","headers":{}},"duration":0.0004,"status":502,"err_id":"a1b2c3d4e","err_trace":"reverseproxy.statusError (reverseproxy.go:1267)"}',
  ],
  [
    'resource.timeout',
    'http 127.0.0.1:9000',
    '{"level":"error","ts":1795342834.1,"logger":"http.log.error","msg":"dial tcp 127.0.0.1:9000: i/o timeout","request":{"method":"GET","uri":"/orders"},"duration":3.0,"status":504,"err_id":"a","err_trace":"reverseproxy.statusError (reverseproxy.go:1267)"}',
  ],
  [
    'upstream.down',
    'http 10.0.0.5:8080',
    'time="2026-11-22T10:08:02Z" level=error msg="\'502 Bad Gateway\' caused by: dial tcp 10.0.0.5:8080: connect: connection refused"',
  ],
  [
    'datastore.unreachable',
    'database 127.0.0.1:21914',
    'E1201 06:28:10.500498     983 main.go:50] "request failed" err="galley: dial tcp 127.0.0.1:21914: connect: connection refused" path="/galley"',
  ],
  [
    'thirdparty.api',
    'http 10.0.0.8:8080',
    '2026/11/22 10:08:02 stock: dial tcp 10.0.0.8:8080: connect: connection refused',
  ],
  [
    'thirdparty.api',
    'http 10.0.0.8:21914',
    '2026/11/22 10:08:02 stock: Get "http://10.0.0.8:21914/v1": dial tcp 10.0.0.8:21914: connect: connection refused',
  ],
  [
    'datastore.unreachable',
    'database 127.0.0.1:16399',
    "Error: connect ECONNREFUSED 127.0.0.1:16399\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:2021:16) {\n  errno: -111,\n  code: 'ECONNREFUSED',\n  syscall: 'connect',\n  address: '127.0.0.1',\n  port: 16399\n}",
  ],
  [
    'thirdparty.api',
    'http 127.0.0.1:8080',
    "Error: connect ECONNREFUSED 127.0.0.1:8080\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:2021:16) {\n  code: 'ECONNREFUSED',\n  address: '127.0.0.1',\n  port: 8080\n}",
  ],
  [
    'upstream.down',
    'http 127.0.0.1:21911',
    '{"time":"2026-12-01T06:28:13.924Z","level":"error","method":"GET","uri":"/pier/next","status":502,"error":"code=502, message=remote http://127.0.0.1:21911 unreachable, could not forward: dial tcp 127.0.0.1:21911: connect: connection refused"}',
  ],
  [
    'upstream.down',
    'http 127.0.0.1:17099',
    '2026-11-22T10:08:02.123Z [HPM] ERROR Error occurred while proxying request 127.0.0.1:18113/api_x to http://127.0.0.1:17099/ [ECONNREFUSED] (https://nodejs.org/api/errors.html#errors_common_system_errors)',
  ],
  [
    'thirdparty.api',
    'http 127.0.0.1:17000',
    "Error: Bad Gateway\n    at Request.callback (/srv/shop/node_modules/superagent/lib/node/index.js:1079:17) {\n  status: 502,\n  response: <ref *1> Response {\n    request: Request {\n      method: 'GET',\n      url: 'http://127.0.0.1:17000/502',\n    }\n  }\n}",
  ],
  [
    'thirdparty.api',
    'http',
    "HeadersTimeoutError: Headers Timeout Error\n    at FastTimer.onParserTimeout [as _onTimeout] (/srv/shop/node_modules/undici/lib/dispatcher/client-h1.js:900:30) {\n  code: 'UND_ERR_HEADERS_TIMEOUT'\n}",
  ],
  [
    'thirdparty.api',
    'http',
    '[2026-12-01T08:38:21.568] [ERROR] shop - GET /quote failed [DOMException [TimeoutError]: The operation was aborted due to timeout]',
  ],
  [
    'datastore.unreachable',
    'database 127.0.0.1:21921',
    'Acquire connection error: Error: connect ECONNREFUSED 127.0.0.1:21921\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:2021:16)',
  ],
  [
    'code.exception',
    'self',
    'ThornError: EACCES to the rose bed, ETIMEDOUT at the gate: too many connections of thorns\n    at Object.thorn (/srv/shop/lib/bench.js:22:9)',
  ],
  ['code.syntax', 'file ticket.html', '2026/11/22 10:08:02 ticket: template: ticket.html:3: unexpected EOF'],
  [
    'code.exception',
    'self',
    '2026/11/22 10:08:02 receipt: template: receipt.html:1:8: executing "receipt.html" at <.Total.Nope>: can\'t evaluate field Total in type main.cart',
  ],
  ['code.syntax', 'self', "jinja2.exceptions.TemplateSyntaxError: unexpected '}'"],
  [
    'resource.timeout',
    'self',
    'E1201 06:28:19.439627    1464 main.go:50] "request failed" err="pump: no water after 700ms: i/o timeout" path="/pump"',
  ],
  [
    'datastore.unreachable',
    'redis 127.0.0.1:16399',
    '{"levelname": "ERROR", "message": "handled", "path": "/r", "error": "Error 111 connecting to 127.0.0.1:16399. Connection refused.", "error_type": "ConnectionError"}',
  ],
  [
    'code.syntax',
    'file rates.py',
    '{"levelname": "ERROR", "message": "handled", "path": "/s", "error": "invalid syntax (rates.py, line 1)", "error_type": "SyntaxError"}',
  ],
  [
    'thirdparty.api',
    'http',
    '{"levelname": "ERROR", "message": "handled", "path": "/a", "error": "timed out", "error_type": "ReadTimeout"}',
  ],
  [
    'datastore.unreachable',
    'database 127.0.0.1:15699',
    '{"name":"shop","level":50,"err":{"errno":-111,"code":"ECONNREFUSED","syscall":"connect","address":"127.0.0.1","port":15699},"path":"/q","msg":"request failed"}',
  ],
  [
    'code.missing_artifact',
    'file /srv/shop/none.json',
    '{"name":"shop","level":50,"err":{"errno":-2,"code":"ENOENT","syscall":"open","path":"/srv/shop/none.json"},"msg":"request failed"}',
  ],
  [
    'datastore.schema',
    'postgres',
    '{"message":"request failed","level":"ERROR","error":{"name":"error","message":"relation \\"vouchers\\" does not exist","code":"42P01"}}',
  ],
  ['thirdparty.api', 'http', '{"level":"error","message":"fetch failed","stack":"TypeError: fetch failed"}'],
  [
    'thirdparty.api',
    'http',
    '{"level":"error","msg":"request failed","error":"rates: unexpected status 503","path":"/rates"}',
  ],
  [
    'code.missing_artifact',
    'file /srv/shop/none/x',
    '2026/11/22 10:08:02 error handling GET /x: stat /srv/shop/none/x: no such file or directory',
  ],
  [
    'datastore.unreachable',
    'redis 127.0.0.1:6380',
    '01 Dec 2026 10:00:22,275 ERROR [shop.Main] (worker-14) GET /cart failed: redis.clients.jedis.exceptions.JedisConnectionException: Failed to connect to 127.0.0.1:6380.',
  ],
  [
    'code.missing_artifact',
    'class shop.Coupon',
    '01 Dec 2026 10:00:43,990 ERROR [shop.Main] (worker-7) GET /coupon failed: java.lang.ClassNotFoundException: shop.Coupon',
  ],
  [
    'code.exception',
    'self',
    '01 Dec 2026 10:00:46,225 ERROR [shop.Main] (worker-9) GET /total failed: java.lang.StackOverflowError',
  ],
];

describe('what clients say', () => {
  it.each(ROWS)('is %s of %s: %s', (cause, component, text) => {
    const { cause: named } = diagnose(evidenceOf(text), { formats: LOG_FORMATS, rules: CAUSE_RULES });
    expect({ cause: named?.id, component: named?.component }).toEqual({ cause, component });
  });
});
