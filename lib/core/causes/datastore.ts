import { addressOf, showAddress } from './address.ts';
import { quotedServer } from './quoted-place.ts';
import type { Seen } from './seen.ts';

/** What gives one kind of datastore away, in the order in which it is asked. */
interface Kind {
  readonly name: string;
  /** Exception types, and words that only this datastore or its drivers print. */
  readonly words: RegExp;
  /** Folders and packages of its drivers, as frames show them. */
  readonly files: RegExp;
  readonly ports: readonly number[];
}

const KINDS: readonly Kind[] = [
  {
    name: 'postgres',
    // psycopg2.OperationalError: …    PG::ConnectionBad    org.postgresql.util.PSQLException    pq: password …    postgres://shop@db/shop
    words:
      /\b(?:psycopg[23]?|asyncpg|pg8000|pgdriver|Postgrex|org\.postgresql|Npgsql|PSQLException|PostgresError)\b|\bPG::|\bpq: |\(lib\/pq\)|\bpostgres(?:ql)?:\/\/|connection to server at "|could not translate host name|accepting TCP\/IP connections|SQLSTATE\[08006\]|SQLSTATE (?:28P01|3D000|42P01|42703|53300|57P0[1-3]|08\d{3})|password authentication failed for user|remaining connection slots|no pg_hba\.conf entry|\bpgsql\b|failed to connect to `(?:host|user)=/,
    files:
      /[/\\](?:psycopg2?|psycopg|asyncpg|pg8000|pg|pg-pool|pg-protocol|pg-native|postgres)[/\\]|postgresql|lib\/pq|jackc\/pg/,
    ports: [5432, 5433, 6432],
  },
  {
    name: 'mysql',
    // pymysql.err.OperationalError: (2003, "Can't connect …")     SQLSTATE[HY000] [2002] Connection refused
    words:
      /\b(?:pymysql|MySQLdb|mysqli(?:_\w{1,40})?|mysql\.connector|aiomysql|com\.mysql|org\.mariadb|MySql\.Data|MySqlException)\b|\[mysql\] |\bpackets\.go:\d|\bMysql2::|\bTrilogy::|MySQL server|MariaDB server|\bError 1\d{3} \(\w{5}\)|SQLSTATE\[HY000\] \[(?:1\d{3}|20\d{2})\]|SQLSTATE\[42S\d\d\]|\bER_[A-Z_]{4,40}\b|\(conn:-?\d{1,9}, no: \d{1,6}, SQLState: |using password: (?:YES|NO)|Communications link failure|innodb|Lock wait timeout exceeded/i,
    files:
      /[/\\](?:pymysql|MySQLdb|mysql2?|mariadb|trilogy)[/\\]|com\.mysql|org\.mariadb|go-sql-driver\/mysql/,
    ports: [3306, 33_060],
  },
  {
    name: 'redis',
    // redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.
    words:
      /\b(?:redis|valkey)\.exceptions\.|\bRedis(?:Exception|Client)?::|RedisException|RedisConnectionException|MaxRetriesPerRequestError|io\.lettuce|redis\.clients|\[io(?:redis|valkey)\]|\b(?:NOAUTH|WRONGPASS|WRONGTYPE|LOADING|MISCONF|READONLY|CLUSTERDOWN) |used memory > 'maxmemory'|max number of clients reached|\bError -?\d{1,3} (?:while )?connecting to [\w.-]{1,255}:\d|tcp:\/\/[\w.-]{1,255}:6379/,
    files:
      /[/\\](?:redis|ioredis|valkey|iovalkey|redis-client|@redis|predis|phpredis|go-redis)[/\\@]|io\.lettuce|redis\.clients/,
    ports: [6379, 6380, 26_379],
  },
  {
    name: 'mongodb',
    // MongoServerSelectionError: connect ECONNREFUSED 127.0.0.1:27017      pymongo.errors.ServerSelectionTimeoutError
    words:
      /\bMongo[A-Z]\w{3,40}|\bserver selection (?:error|timeout)\b.{0,200}current topology: |\bpymongo\.|com\.mongodb|mongodb(?:\+srv)?:\/\//,
    files: /[/\\](?:mongodb|mongoose|pymongo)[/\\]|com\.mongodb/,
    ports: [27_017, 27_018],
  },
  {
    name: 'sqlite',
    words: /\bsqlite3?\.(?:Operational|Database|Integrity)|SQLITE_[A-Z]{4,20}|SQLite3::|org\.sqlite/,
    files: /[/\\](?:better-sqlite3|sqlite3?)[/\\]|node:sqlite|org\.sqlite/,
    ports: [],
  },
  {
    name: 'sqlserver',
    words:
      /SqlClient\.Sql|instance-specific error|requested by the login|was deadlocked on (?:lock|thread|communication)|com\.microsoft\.sqlserver|\bpymssql\b|ODBC Driver \d\d for SQL Server/,
    files: /com\.microsoft\.sqlserver|[/\\](?:mssql|tedious|pymssql)[/\\]/,
    ports: [1433],
  },
  {
    name: 'oracle',
    words: /\bORA-\d{5}\b|\bTNS:|oracle\.jdbc|\boracledb\./,
    files: /oracle\.jdbc|[/\\]oracledb[/\\]/,
    ports: [1521],
  },
  {
    name: 'elasticsearch',
    words: /\b(?:elasticsearch|elastic_transport|opensearchpy)\.|org\.elasticsearch/,
    files: /[/\\](?:elasticsearch|elastic_transport|opensearchpy)[/\\]|org\.elasticsearch/,
    ports: [9200],
  },
  {
    name: 'memcached',
    words: /\b(?:pymemcache|MemcacheError|pylibmc|Dalli|Memcached)\b|\bmemcache: /,
    files: /[/\\](?:pymemcache|dalli|memjs|memcached)[/\\]/,
    ports: [11_211],
  },
  {
    name: 'rabbitmq',
    words:
      /\b(?:amqp|pika|amqplib|com\.rabbitmq|kombu\.exceptions|Bunny::)\b|\bAMQPConnect\w{2,40}|\bACCESS_REFUSED - |channel\/connection is not open/,
    files: /[/\\](?:amqp|pika|amqplib|kombu|bunny)[/\\]|com\.rabbitmq/,
    ports: [5672, 5671],
  },
  {
    name: 'kafka',
    words:
      /\b(?:org\.apache\.kafka|rdkafka|aiokafka|NoBrokersAvailable|KafkaError|kafkajs|KafkaJS\w{4,40}|confluent_kafka)\b/i,
    files: /[/\\](?:kafkajs|kafka-python|kafka)[/\\]|org\.apache\.kafka/,
    ports: [9092],
  },
  {
    name: 'cassandra',
    words: /\bcassandra\.|com\.datastax|NoHostAvailable|scylla/,
    files: /[/\\]cassandra(?:-driver)?[/\\]|com\.datastax/,
    ports: [9042],
  },
  {
    // Wrappers that do not say which database stands behind them.
    name: 'database',
    words:
      /\b(?:HikariPool|com\.zaxxer\.hikari|tomcat\.jdbc\.pool|SQLTransientConnection|QueuePool limit|DBCP|DBConnection\.ConnectionError|ActiveRecord::Connection|PDOException|sqlalchemy\.exc|SQLSTATE)\b|JDBC Connection|Knex: Timeout|SequelizeConnection|Prisma\w{0,20}(?:Initialization|KnownRequest)\w{0,10}|Invalid `prisma\.|database server at `|obtaining a connection from the pool|driver: bad connection|KnexTimeoutError|TypeORMError/,
    files:
      /com\.zaxxer\.hikari|[/\\](?:sqlalchemy|active_record|activerecord-[\d.]{1,12}|knex|sequelize|typeorm)[/\\]/,
    ports: [],
  },
];

/** mysql2's promise stacks hold no frame of the driver; this property is what gives it away. */
const isMysql2 = (seen: Seen): boolean =>
  seen.properties.get('fatal') === 'true' || seen.properties.has('sqlMessage');

/** node-postgres prints these with every error of the server. */
const isNodePostgres = (seen: Seen): boolean =>
  seen.properties.has('routine') && seen.properties.has('severity');

// postgres query failed: select …     could not load orders from MySQL
const NAMED =
  /\b(postgres(?:ql)?|mysql|mariadb|redis|mongodb|oracle|elasticsearch|memcached|rabbitmq|kafka|cassandra)\b/i;

const SAME: Readonly<Record<string, string>> = { postgresql: 'postgres', mariadb: 'mysql' };

const EXACT = KINDS.slice(0, -1);
const VAGUE = KINDS.at(-1);

/** Which kind of datastore a record speaks of: by words, then by the frames of its driver, then by the port. */
export const datastoreOf = (seen: Seen): string | undefined =>
  EXACT.find(({ words }) => words.test(seen.text))?.name ??
  byCode(seen) ??
  byProperties(seen) ??
  EXACT.find(({ files }) => files.test(seen.files))?.name ??
  byPort(seen) ??
  byName(seen) ??
  vague(seen);

const byName = ({ text }: Seen): string | undefined => {
  const name = NAMED.exec(text)?.[1]?.toLowerCase();
  return name && (SAME[name] ?? name);
};

const vague = ({ text, files }: Seen): string | undefined =>
  VAGUE?.words.test(text) || VAGUE?.files.test(files) ? VAGUE.name : undefined;

/** Codes that only one kind of server gives: 42P01, ER_NO_SUCH_TABLE. */
const byCode = ({ statements }: Seen): string | undefined => {
  for (const { code = '' } of statements) {
    if (/^(?:42P|28P|57P|55P|40P)\d\d$|^53300$/.test(code)) return 'postgres';
    if (/^ER_[A-Z_]{3,60}$|^PROTOCOL_CONNECTION_LOST$/.test(code)) return 'mysql';
  }
  return undefined;
};

const byProperties = (seen: Seen): string | undefined => {
  if (isNodePostgres(seen)) return 'postgres';
  return isMysql2(seen) ? 'mysql' : undefined;
};

const byPort = (seen: Seen): string | undefined => {
  const port = addressOf(seen)?.port ?? Number(seen.properties.get('port') ?? 0);
  return EXACT.find(({ ports }) => ports.includes(port))?.name;
};

/** No driver but that of Elasticsearch names its server by a URL of HTTP. */
const withoutUrls = (seen: Seen): Seen => ({
  ...seen,
  statements: seen.statements.map((each) => ({
    ...each,
    text: each.text.replace(/\bhttps?:\/\/\S{1,2048}/g, ''),
  })),
});

/** `postgres db.internal:5432`, or `postgres` where no address is printed. */
export const datastoreComponent = (seen: Seen): string => {
  const kind = datastoreOf(seen) ?? 'database';
  const address = kind === 'elasticsearch' ? addressOf(seen) : addressOf(withoutUrls(seen));
  if (address) return `${kind} ${showAddress(address)}`;
  const quoted = quotedServer(seen.record, kind);
  return quoted ? `${quoted.kind} ${showAddress(quoted.address)}` : kind;
};
