import { askDatastore } from '../datastore-command.ts';
import { datastoreComponent, datastoreOf } from '../datastore.ts';
import { remedyOf } from '../remedies.ts';
import { defineCauseRule } from '../rule.ts';
import type { Seen } from '../seen.ts';
import { findTell, signalOf, type Hit, type Tell } from '../tell.ts';

const isDatastore = (seen: Seen): boolean => datastoreOf(seen) !== undefined;

const TELLS: readonly Tell[] = [
  { by: 'code', code: /^(?:28P01|28000)$/, tag: 'login' },
  { by: 'code', code: /^3D000$/, tag: 'database' },
  { by: 'code', code: /^42501$/, tag: 'grant' },
  {
    by: 'code',
    code: /^(?:1044|1045|1698|1130|ER_ACCESS_DENIED_ERROR|ER_DBACCESS_DENIED_ERROR|ER_HOST_NOT_PRIVILEGED)$/,
    tag: 'login',
  },
  {
    by: 'code',
    code: /^(?:1142|1143|1227|ER_TABLEACCESS_DENIED_ERROR|ER_COLUMNACCESS_DENIED_ERROR)$/,
    tag: 'grant',
  },
  { by: 'code', code: /^(?:1049|ER_BAD_DB_ERROR)$/, tag: 'database' },
  // FATAL:  password authentication failed for user "shop"
  { by: 'code', text: /password authentication failed for user "?([^"\s]{1,100})/, tag: 'login' },
  // FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "shop", database "shop", no encryption
  { by: 'code', text: /no pg_hba\.conf entry for host .{1,100}user "([^"]{1,100})"/, tag: 'login' },
  // FATAL:  role "shop" does not exist
  { by: 'code', text: /role "([^"]{1,100})" (?:does not exist|is not permitted to log in)/, tag: 'login' },
  // FATAL:  database "shop_v2" does not exist     Unknown database 'shop_v2'
  {
    by: 'code',
    text: /database "([^"]{1,100})" does not exist|Unknown database '([^']{1,100})'/,
    tag: 'database',
  },
  // permission denied for table products
  {
    by: 'code',
    text: /permission denied for (?:table|relation|schema|sequence|function|database|view) "?([\w.]{1,200})/,
    tag: 'grant',
  },
  // Access denied for user 'shop'@'127.0.0.1' (using password: YES)
  { by: 'code', text: /Access denied for user '([^']{0,100})'/, tag: 'login' },
  // SELECT command denied to user 'shop'@'10.0.0.7' for table `shop`.`orders`
  { by: 'code', text: /command denied to user '([^']{0,100})'/, tag: 'grant' },
  // NOAUTH Authentication required.    WRONGPASS invalid username-password pair or user is disabled.
  {
    by: 'code',
    text: /\bNOAUTH\b|\bWRONGPASS\b|HELLO must be called with the client already authenticated|\.AuthenticationError: Authentication required/,
    tag: 'login',
  },
  // ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN, of RabbitMQ
  { by: 'code', text: /ACCESS_REFUSED - (?:Login was refused|access to vhost)/, tag: 'login' },
  // NOPERM this user has no permissions to run the 'get' command
  { by: 'code', text: /\bNOPERM this user/, tag: 'grant' },
  {
    by: 'phrase',
    text: /invalid username-password pair|invalid password|ERR AUTH|Client sent AUTH, but no password/,
    when: isDatastore,
    tag: 'login',
  },
  // MongoServerError: Authentication failed.     not authorized on shop to execute command
  {
    by: 'type',
    text: /Mongo\w{0,30}(?:Error|Exception)?: Authentication failed|pymongo\.errors\.OperationFailure: Authentication failed/,
    tag: 'login',
  },
  { by: 'type', text: /not authorized on (\w{1,60}) to execute command/, tag: 'grant' },
  // com.mongodb.MongoSecurityException: Exception authenticating MongoCredential{…}
  {
    by: 'type',
    text: /MongoSecurityException|MongoServerError: (?:bad auth|Authentication failed)/,
    tag: 'login',
  },
  // Authentication failed against database server at `db.internal`, the provided database credentials for `shop` are not valid
  {
    by: 'code',
    text: /Authentication failed against database server|credentials for `[^`]{1,100}` are not valid/,
    tag: 'login',
  },
  { by: 'code', code: /^(?:P1000|18456|AuthenticationFailed)$/, tag: 'login' },
  { by: 'code', code: /^(?:P1003|4060)$/, tag: 'database' },
  // Database `shop2` does not exist on the database server      Cannot open database "shop" requested by the login
  {
    by: 'code',
    text: /Database `([^`]{1,100})` does not exist|Cannot open database "([^"]{1,100})" requested by the login/,
    tag: 'database',
  },
  // Login failed for user 'shop'.
  { by: 'phrase', text: /Login failed for user '([^']{1,100})'/, tag: 'login' },
  // ORA-01017: invalid username/password; logon denied
  { by: 'code', text: /ORA-0(?:1017|28000|28001)/, tag: 'login' },
  {
    by: 'phrase',
    text: /SASL authentication failed|ACCESS_REFUSED - Login was refused/,
    when: isDatastore,
    tag: 'login',
  },
];

const describe = (seen: Seen, { tell, groups, statement }: Hit) => {
  const component = datastoreComponent(seen);
  const name = groups.find(Boolean) ?? nameIn(seen.text, tell.tag);
  const said = statement.text.split('\n', 1)[0]?.slice(0, 200) ?? '';
  return {
    component,
    summary: `${component} ${WHAT[tell.tag ?? 'login'] ?? ''}${name ? ` (${name})` : ''}: ${said}`,
    subject: { case: tell.tag ?? 'login', ...(name ? { name } : {}) },
  };
};

const WHAT: Readonly<Record<string, string>> = {
  login: 'refuses the login',
  database: 'has no database of this name',
  grant: 'refuses what this user wants to do',
};

const nameIn = (text: string, tag: string | undefined): string | undefined =>
  tag === 'database'
    ? /database ["']([^"']{1,100})/i.exec(text)?.[1]
    : /user ["']([^"']{1,100})/i.exec(text)?.[1];

/** The datastore answers and refuses who asks. */
export const datastoreAuth = defineCauseRule({
  id: 'datastore.auth',
  standing: 'cause',
  summary:
    'The datastore refuses the login, the database name or the right to a table: SQLSTATE 28P01/28000/3D000/42501, MySQL 1044/1045/1049/1142, Redis `NOAUTH`/`WRONGPASS`.',
  examples: [
    'FATAL:  password authentication failed for user "shop"',
    "Access denied for user 'shop'@'10.0.0.7' (using password: YES)",
    'NOAUTH Authentication required.',
    'permission denied for table products',
  ],
  confusers: [
    "PermissionError: [Errno 13] Permission denied: '/srv/x/log.txt'",
    'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied',
  ],
  match: (seen) => {
    const hit = findTell(seen, TELLS);
    return hit && signalOf('datastore.auth', seen, hit, describe(seen, hit));
  },
  remedy: ({ component, subject }) => {
    const name = subject['name'];
    switch (subject['case'] ?? '') {
      case 'database':
        return [
          remedyOf(
            `create the database ${name ?? ''} on ${component}, or correct its name in the settings`,
            askDatastore({ component, database: name }),
          ),
          remedyOf('compare the database name of the settings with that of the last release'),
        ];
      case 'grant':
        return [
          remedyOf(
            `grant the right to ${name ?? 'the object'} to the user of the application, or use the user that has it`,
            askDatastore({ component }, component.startsWith('postgres') ? '\\dp' : 'show grants'),
          ),
        ];
      default:
        return [
          remedyOf(
            `compare the user${name ? ` ${name}` : ''} and the secret of the application with those of ${component}: was it rotated, and was the process restarted since`,
            askDatastore({ component, user: name }),
          ),
          remedyOf('read the log of the server: it says whether the user exists, clients are not told'),
        ];
    }
  },
});
