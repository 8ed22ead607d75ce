import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustMariadb, sharedMariadb } from '../../harness/mariadb.ts';
import { exhaustPostgres, PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import { sh } from '../../harness/process.ts';
import type { Running } from '../../harness/process.ts';
import {
  BACKEND_PACKAGES,
  crossedUpdate,
  fullDevice,
  holdMariadbRow,
  SHOP_SECRETS,
  shopBackends,
} from '../../harness/shop-backends.ts';
import { SELF_SIGNED_PORT } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

/** Where the built clinic lies; no folder of the build shows in its logs. */
const BUILT = '/srv/shop-backing/clinic';
const LOG = 'clinic.log';

interface ClinicOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
  readonly style?: 'json' | 'ids';
  /** True where it cannot start. */
  readonly ends?: boolean;
}

const install = async (cacheDir: string): Promise<void> => {
  await installDebian(BACKEND_PACKAGES);
  const build = join(cacheDir, 'clinic');
  cpSync(join(import.meta.dirname, 'app'), build, { recursive: true });
  const repository = `-Dmaven.repo.local=${join(cacheDir, 'm2')}`;
  await sh('mvn', ['-q', '-B', '-f', join(build, 'pom.xml'), repository, 'package'], { maxBuffer: 1 << 26 });
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT, { recursive: true });
  cpSync(join(build, 'target/clinic.jar'), join(BUILT, 'clinic.jar'));
  cpSync(join(build, 'target/lib'), join(BUILT, 'lib'), { recursive: true });
};

const launch = async (bench: Bench, port: number, options: ClinicOptions): Promise<Running> => {
  const backends = await shopBackends();
  const { style } = options;
  return bench.start({
    command: [
      'prlimit',
      ...(options.limits ?? []),
      'java',
      '-XX:TieredStopAtLevel=1',
      '-Xshare:auto',
      '-Xmx160m',
      '-cp',
      `${BUILT}/clinic.jar:${BUILT}/lib/*`,
      'com.example.clinic.ClinicApplication',
      'server',
      style === undefined ? 'clinic.yml' : `clinic-${style}.yml`,
    ],
    env: {
      DATA_DIR: join(bench.dir, 'data'),
      RELEASE: '3.2.0',
      ...(style === undefined ? {} : { IDS: '1' }),
      ...backends,
      ...options.env,
      PORT: String(port),
    },
    out: LOG,
    ...(options.ends === true ? { ends: true } : { readyPort: port }),
    readyWithinMs: 60_000,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
};

/** Starts one more process of the clinic that writes to the same logs. */
const startBeside = async (bench: Bench, options: ClinicOptions = {}): Promise<string> => {
  const port = await bench.port();
  await launch(bench, port, options);
  return `http://127.0.0.1:${port}`;
};

const startApp = (bench: Bench, options: ClinicOptions = {}): Promise<string> => {
  mkdirSync(join(bench.dir, 'data'));
  return startBeside(bench, options);
};

const DEFAULTS = {
  start: startApp,
  logs: [LOG, 'requests.log'],
  exceptionIn: LOG,
  healthy: ['/health', '/visits', '/blue', '/waiting'],
};
/** Dropwizard's own layout: each line of a stack behind `!`, the innermost exception first. */
const plain = webCases<ClinicOptions>({
  ...DEFAULTS,
  from: /^(ERROR|WARN ) \[/,
  before: /^(INFO |WARN |ERROR|DEBUG) \[/,
});
/** A pattern with the level behind a bar and the id of the request; the innermost exception first as well. */
const ids = webCases<ClinicOptions>({
  ...DEFAULTS,
  from: /^\S+ \|-(ERROR|WARN )/,
  before: /^\d\d:\d\d:\d\d\.\d{3} \|-/,
});
/** Dropwizard's JSON, with the id of the request in its context. */
const json = webCases<ClinicOptions>(DEFAULTS);

const IDS = { style: 'ids' } as const;
const JSON_STYLE = { style: 'json' } as const;
const DRY = ['/health', '/blue'];
const FAILED = /"level":"ERROR".*"exception":"?.*/.source;
const SHOWN_URL = `jdbc:postgresql://127.0.0.1:21432/shop?user=shop&password=${PG_PASSWORD}`;

/** A frame of the clinic, named as Java prints it. */
const inClinic = (type: string, method: string, code: string): FrameSpec => ({
  file: `${type}.java`,
  function: `com.example.clinic.${type}.${method}`,
  code,
  source: `src/main/java/com/example/clinic/${type}.java`,
});
const TODAY = inClinic('Visits', 'today', 'handle.select("SELECT id FROM orders")');
const MEDICINES = inClinic('Pharmacy', 'medicines', 'List<String> names = db.withHandle(');
const WAITING = inClinic('Cabinet', 'waiting', 'try (var client = RedisClient.create(');
const COVER = inClinic('Insurer', 'cover', 'var answer = question.header(');
const DOSE = inClinic('Practice', 'dose', 'return milligrams / times');
const BEDS = inClinic('Practice', 'beds', 'return ROOMS.get(room)');
const SCANS = inClinic('Cabinet', 'scans', 'return client.getItem(');
const DIARY = inClinic('Practice', 'diary', 'Files.writeString(diary');

const DATASTORE: readonly CaseSpec[] = [
  plain({
    name: 'pg-refused',
    injected: 'the database address points to port 21932, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21932',
    path: '/visits',
    app: { env: { PG_PORT: '21932' } },
    healthy: DRY,
    line: /^! java\.net\.ConnectException: Connection refused/,
    type: 'java.net.ConnectException',
    in: TODAY,
    keep: ['Connection to 127.0.0.1:21932 refused'],
    alsoAs: ['docker-json'],
  }),
  json({
    name: 'pg-password',
    injected: 'the application has an outdated database password',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/visits',
    app: { ...JSON_STYLE, env: { PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    line: new RegExp(`${FAILED}password authentication failed`),
    type: 'org.postgresql.util.PSQLException',
    in: TODAY,
    keep: ['password authentication failed for user'],
    alsoAs: ['gzip'],
  }),
  ids({
    name: 'pg-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/wards',
    app: IDS,
    line: /^org\.postgresql\.util\.PSQLException: ERROR: relation "wards" does not exist/,
    type: 'org.postgresql.util.PSQLException',
    in: inClinic('Visits', 'lambda$wards$1', 'handle.select("SELECT beds FROM wards")'),
    keep: ['relation "wards" does not exist'],
    alsoAs: ['rotated'],
  }),
  plain({
    name: 'pg-missing-column',
    injected: 'a query was deployed whose column no migration has made',
    cause: 'datastore.schema',
    component: 'postgres',
    path: '/allergies',
    line: /^! org\.postgresql\.util\.PSQLException: ERROR: column "allergy" does not exist/,
    type: 'org.postgresql.util.PSQLException',
    in: inClinic('Visits', 'lambda$allergies$2', 'handle.select("SELECT allergy'),
    keep: ['column "allergy" does not exist'],
  }),
  plain({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server leaves for the role',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/visits',
    healthy: DRY,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /^! org\.postgresql\.util\.PSQLException: FATAL: remaining connection slots/,
    type: 'org.postgresql.util.PSQLException',
    in: TODAY,
    keep: ['remaining connection slots are reserved'],
  }),
  ids({
    name: 'pool-exhausted',
    injected: 'a long report holds the only connection of the pool for longer than its timeout',
    cause: 'datastore.capacity',
    component: 'postgres',
    path: '/report',
    app: { ...IDS, env: { POOL: '1' } },
    inject: crossedUpdate('/longreport', 500),
    line: /^org\.apache\.tomcat\.jdbc\.pool\.PoolExhaustedException: /,
    type: 'org.apache.tomcat.jdbc.pool.PoolExhaustedException',
    in: inClinic('Visits', 'report', 'SELECT 1 FROM pg_sleep(?)'),
    keep: ['Pool empty. Unable to fetch a connection in 1 seconds'],
  }),
  json({
    name: 'pg-deadlock',
    injected: 'two requests update the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres',
    path: '/transfer1',
    app: JSON_STYLE,
    inject: crossedUpdate('/transfer2'),
    line: new RegExp(`${FAILED}deadlock detected`),
    type: 'org.postgresql.util.PSQLException',
    in: inClinic(
      'Visits',
      'lambda$transfer$4',
      'return handle.execute("UPDATE products SET stock = stock + 1',
    ),
    keep: ['deadlock detected'],
  }),
  plain({
    name: 'pg-unique',
    kind: 'confuser',
    injected: 'the code inserts a patient that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/admit',
    line: /^! org\.postgresql\.util\.PSQLException: ERROR: duplicate key value/,
    type: 'org.postgresql.util.PSQLException',
    in: inClinic('Visits', 'lambda$admit$3', 'handle.execute("INSERT INTO customers'),
    keep: ['duplicate key value violates unique constraint'],
  }),
  ids({
    name: 'mysql-refused',
    injected: 'the medicines are asked for at port 21933, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21933',
    path: '/medicines',
    app: { ...IDS, env: { MY_PORT: '21933' } },
    line: /^java\.net\.ConnectException: Connection refused/,
    type: 'java.net.ConnectException',
    in: MEDICINES,
    keep: ['Communications link failure'],
    alsoAs: ['crlf'],
  }),
  plain({
    name: 'mysql-password',
    injected: 'the application has an outdated password for the medicines',
    cause: 'datastore.auth',
    component: 'mysql',
    path: '/medicines',
    app: { env: { MY_PASSWORD: SHOP_SECRETS.oldPassword } },
    line: /^! java\.sql\.SQLException: Access denied for user/,
    type: 'java.sql.SQLException',
    in: MEDICINES,
    keep: ["Access denied for user 'shop'"],
    alsoAs: ['ansi'],
  }),
  json({
    name: 'mysql-missing-table',
    injected: 'a query was deployed whose table no migration has made',
    cause: 'datastore.schema',
    component: 'mysql',
    path: '/recalls',
    app: JSON_STYLE,
    line: new RegExp(`${FAILED}Table 'shop\\.recalls' doesn't exist`),
    type: 'java.sql.SQLSyntaxErrorException',
    in: inClinic('Pharmacy', 'lambda$recalls$2', 'handle.select("SELECT batch FROM recalls")'),
    keep: ["Table 'shop.recalls' doesn't exist"],
  }),
  plain({
    name: 'mysql-full',
    injected: 'other sessions hold every connection that the server has',
    cause: 'datastore.capacity',
    component: 'mysql',
    path: '/medicines',
    inject: async (bench) => exhaustMariadb(bench, await sharedMariadb()),
    line: /^! java\.sql\.SQLNonTransientConnectionException: .*Too many connections/,
    type: 'java.sql.SQLNonTransientConnectionException',
    in: MEDICINES,
    keep: ['Too many connections'],
  }),
  ids({
    name: 'mysql-lock-wait',
    injected: 'another session holds the row for longer than innodb_lock_wait_timeout',
    cause: 'datastore.contention',
    component: 'mysql',
    path: '/dispense',
    app: IDS,
    inject: (bench) => holdMariadbRow(bench, 8, 4),
    line: /^com\.mysql\.cj\.jdbc\.exceptions\.MySQLTransactionRollbackException: Lock wait timeout exceeded/,
    type: 'com.mysql.cj.jdbc.exceptions.MySQLTransactionRollbackException',
    in: inClinic('Pharmacy', 'lambda$dispense$1', 'handle.execute("UPDATE products'),
    keep: ['Lock wait timeout exceeded; try restarting transaction'],
  }),
  json({
    name: 'redis-refused',
    injected: 'the waiting room is asked for at port 21934, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis 127.0.0.1:21934',
    path: '/waiting',
    app: { ...JSON_STYLE, env: { REDIS_PORT: '21934' } },
    healthy: ['/health', '/visits'],
    line: new RegExp(`${FAILED}Connection refused`),
    type: 'java.net.ConnectException',
    in: WAITING,
    keep: ['io.lettuce.core.RedisConnectionException'],
  }),
  plain({
    name: 'redis-no-password',
    injected: 'the application has no password for a store that asks for one',
    cause: 'datastore.auth',
    component: 'redis',
    path: '/waiting',
    app: { env: { REDIS_PASSWORD: '' } },
    healthy: ['/health', '/visits'],
    line: /^! io\.lettuce\.core\.RedisCommandExecutionException: NOAUTH/,
    type: 'io.lettuce.core.RedisCommandExecutionException',
    in: WAITING,
    keep: ['NOAUTH'],
  }),
];

const OUTSIDE: readonly CaseSpec[] = [
  plain({
    name: 'cover-503',
    injected: 'the insurer answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/cover/unavailable',
    line: /^! jakarta\.ws\.rs\.ServiceUnavailableException: HTTP 503/,
    type: 'jakarta.ws.rs.ServiceUnavailableException',
    in: COVER,
    keep: ['HTTP 503 Service Unavailable'],
    alsoAs: ['docker-json'],
  }),
  ids({
    name: 'cover-broken',
    injected: 'the insurer answers 500',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/cover/broken',
    app: IDS,
    line: /^jakarta\.ws\.rs\.InternalServerErrorException: HTTP 500/,
    type: 'jakarta.ws.rs.InternalServerErrorException',
    in: COVER,
    keep: ['HTTP 500 Internal Server Error'],
  }),
  plain({
    name: 'cover-slow',
    kind: 'confuser',
    injected: 'the insurer does not answer within the client timeout of 0.9 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/cover/slow',
    line: /^! java\.net\.SocketTimeoutException: /,
    type: 'java.net.SocketTimeoutException',
    in: COVER,
  }),
  json({
    name: 'cover-html',
    kind: 'confuser',
    injected: 'the insurer answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    alsoAccepted: ['code.exception'],
    component: 'http',
    path: '/cover/html',
    app: JSON_STYLE,
    line: new RegExp(`${FAILED}MessageBodyReader not found for media type=text/html`),
    type: 'org.glassfish.jersey.message.internal.MessageBodyProviderNotFoundException',
    in: COVER,
  }),
  ids({
    name: 'cover-dns',
    injected: 'the host name of the insurer does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/cover/now',
    app: { ...IDS, env: { PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: /^java\.net\.UnknownHostException: api\.paywell\.invalid/,
    type: 'java.net.UnknownHostException',
    in: COVER,
    keep: ['java.net.UnknownHostException: api.paywell.invalid'],
  }),
  plain({
    name: 'cover-certificate',
    injected: 'the insurer shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/cover/now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /^! sun\.security\.provider\.certpath\.SunCertPathBuilderException: /,
    type: 'sun.security.provider.certpath.SunCertPathBuilderException',
    in: COVER,
    keep: ['unable to find valid certification path to requested target'],
  }),
  json({
    name: 'table-denied',
    injected: 'the role may not read the table',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/scans',
    app: { ...JSON_STYLE, env: { TABLE: 'denied-table', AWS_MAX_ATTEMPTS: '1' } },
    line: new RegExp(`${FAILED}is not authorized to perform: dynamodb:GetItem`),
    type: 'software.amazon.awssdk.services.dynamodb.model.DynamoDbException',
    in: SCANS,
    keep: ['is not authorized to perform: dynamodb:GetItem'],
  }),
  plain({
    name: 'table-hot',
    injected: 'the table answers that its throughput is used up',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/scans',
    app: { env: { TABLE: 'hot-table', AWS_MAX_ATTEMPTS: '1' } },
    line: /^! software\.amazon\.awssdk\S+ProvisionedThroughputExceededException: /,
    type: 'software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException',
    in: SCANS,
    keep: ['ProvisionedThroughputExceededException'],
  }),
  ids({
    name: 'laboratory-down',
    injected: 'the server behind /laboratory, at port 21941, is away, and the clinic answers 502',
    cause: 'upstream.down',
    component: 'http 127.0.0.1:21941',
    path: '/laboratory',
    app: IDS,
    status: 502,
    line: /^java\.net\.ConnectException: Connection refused/,
    type: 'java.net.ConnectException',
    in: inClinic('ClinicResource', 'laboratory', 'try (Socket line = new Socket('),
    keep: ['laboratory http://127.0.0.1:21941'],
  }),
];

const OWN: readonly CaseSpec[] = [
  plain({
    name: 'null-room',
    injected: 'the code takes the number of a room that its table does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/green',
    line: /^! java\.lang\.NullPointerException: /,
    type: 'java.lang.NullPointerException',
    in: BEDS,
    alsoAs: ['nbsp'],
  }),
  ids({
    name: 'division',
    injected: 'the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/dose',
    app: { ...IDS, env: { SHOWN_URL } },
    line: /^java\.lang\.ArithmeticException: \/ by zero/,
    type: 'java.lang.ArithmeticException',
    in: DOSE,
    secrets: [PG_PASSWORD],
    alsoAs: ['invalid-utf8'],
  }),
  json({
    name: 'index-out-of-bounds',
    injected: 'the code takes an element that the list does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/finding',
    app: JSON_STYLE,
    line: new RegExp(`${FAILED}java\\.lang\\.IndexOutOfBoundsException`),
    type: 'java.lang.IndexOutOfBoundsException',
    in: inClinic('Practice', 'finding', 'return List.of("none", "mild").get(number)'),
  }),
  plain({
    name: 'unreadable-birthday',
    injected: 'the code reads a date in a form that it does not know',
    cause: 'code.exception',
    component: 'self',
    path: '/birthday',
    line: /^! java\.time\.format\.DateTimeParseException: /,
    type: 'java.time.format.DateTimeParseException',
    in: inClinic('Practice', 'birthday', 'return java.time.LocalDate.parse(text)'),
    alsoAs: ['rotated'],
  }),
  ids({
    name: 'guarded-words',
    kind: 'confuser',
    injected: 'the code throws an exception of its own whose text speaks of access, connections and disks',
    cause: 'code.exception',
    component: 'self',
    path: '/refer',
    app: IDS,
    line: /^com\.example\.clinic\.Practice\$ReferralException: access denied/,
    type: 'com.example.clinic.Practice$ReferralException',
    in: inClinic('Practice', 'refer', 'throw new ReferralException('),
  }),
  plain({
    name: 'diary-permission',
    injected: 'the diary lies in a folder of root, and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/dropwizard/data/diary.txt',
    path: '/diary',
    app: { user: 'www-data' },
    line: /^! java\.nio\.file\.AccessDeniedException: \/srv\/shop\/dropwizard\/data\/diary\.txt/,
    type: 'java.nio.file.AccessDeniedException',
    in: DIARY,
  }),
  json({
    name: 'diary-disk-full',
    injected: 'the diary is on a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/dropwizard/data/diary.txt',
    path: '/diary',
    app: JSON_STYLE,
    inject: fullDevice('data/diary.txt'),
    line: new RegExp(`${FAILED}No space left on device`),
    type: 'java.io.IOException',
    in: DIARY,
    keep: ['No space left on device'],
  }),
  ids({
    name: 'too-many-files',
    injected: 'the code opens 600 files, and the process may have 420',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/folders',
    app: { ...IDS, limits: ['--nofile=420:420'] },
    line: /^java\.io\.FileNotFoundException: .*\(Too many open files\)/,
    type: 'java.io.FileNotFoundException',
    in: inClinic('Practice', 'folders', 'open.add(new FileInputStream('),
    keep: ['Too many open files'],
  }),
  plain({
    name: 'protocol-missing',
    injected: 'a file of the deployment was not shipped',
    cause: 'code.missing_artifact',
    component: 'file /srv/shop/dropwizard/protocols/flu.txt',
    path: '/protocol',
    line: /^! java\.nio\.file\.NoSuchFileException: \/srv\/shop\/dropwizard\/protocols\/flu\.txt/,
    type: 'java.nio.file.NoSuchFileException',
    in: inClinic('Practice', 'protocol', 'return Files.readAllLines('),
  }),
  json({
    name: 'class-missing',
    injected: 'the driver of a device is not among the libraries',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/scanner',
    app: JSON_STYLE,
    line: new RegExp(`${FAILED}java\\.lang\\.ClassNotFoundException`),
    type: 'java.lang.ClassNotFoundException',
    in: inClinic('Practice', 'scanner', 'return Class.forName('),
    keep: ['com.example.devices.UltrasoundDriver'],
    alsoAs: ['gzip'],
  }),
  ids({
    name: 'template-syntax',
    injected: 'a template that is read when it is needed lacks its end',
    cause: 'code.syntax',
    component: 'file',
    path: '/form',
    app: IDS,
    line: /^freemarker\.core\.ParseException: /,
    type: 'freemarker.core.ParseException',
    in: inClinic('Practice', 'form', 'forms.getTemplate("consent.ftl")'),
    keep: ['consent.ftl'],
  }),
  plain({
    name: 'memory',
    injected: 'the code fills the heap of 160 MB',
    cause: 'resource.memory',
    component: 'self',
    path: '/films',
    line: /^! java\.lang\.OutOfMemoryError: Java heap space/,
    type: 'java.lang.OutOfMemoryError',
    in: inClinic('Practice', 'films', 'films.add(new byte[8_000_000])'),
    keep: ['Java heap space'],
  }),
  json({
    name: 'sample-timeout',
    injected: 'the code waits for a result that nobody sets, longer than its own limit of 0.6 s',
    cause: 'resource.timeout',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/sample',
    app: JSON_STYLE,
    line: new RegExp(`${FAILED}java\\.util\\.concurrent\\.TimeoutException`),
    type: 'java.util.concurrent.TimeoutException',
    in: inClinic('Practice', 'sample', 'return new CompletableFuture<String>().get('),
  }),
  {
    ...plain({
      name: 'settings-misspelt',
      injected: 'the clinic is started again with a key in its settings that is misspelt',
      cause: 'web.config',
      component: 'file clinic.yml',
      path: '/visits',
      line: /^Caused by: com\.fasterxml\.jackson\.databind\.exc\.UnrecognizedPropertyException: /,
      exception: { from: /^io\.dropwizard\.configuration\.ConfigurationParsingException: / },
      type: 'com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException',
      keep: ['Unrecognized field at: visits.maxSizze'],
    }),
    run: async (bench) => {
      mkdirSync(join(bench.dir, 'data'));
      const port = await bench.port();
      const running = await launch(bench, port, {});
      await bench.healthy(
        DEFAULTS.healthy.map((path) => `http://127.0.0.1:${port}${path}`),
        14,
      );
      bench.mark();
      await running.stop();
      const settings = join(bench.dir, 'clinic.yml');
      writeFileSync(settings, readFileSync(settings, 'utf8').replace('maxSize:', 'maxSizze:'));
      await launch(bench, port, { ends: true });
      await bench.fail(`http://127.0.0.1:${port}/visits`);
    },
  },
];

/** What looks like another cause: exceptions that were handled, words of patients, other processes, other requests. */
const BESIDE: readonly CaseSpec[] = [
  plain({
    name: 'handled-waiting',
    kind: 'confuser',
    injected:
      'the waiting room is away, which the code handles and logs with its stack; then it takes the number of a room that its table does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/triage',
    app: { env: { REDIS_PORT: '21934' } },
    healthy: ['/health', '/visits'],
    line: /^! java\.lang\.NullPointerException: /,
    type: 'java.lang.NullPointerException',
    in: BEDS,
  }),
  ids({
    name: 'retried-insurer',
    kind: 'confuser',
    injected:
      'the insurer answers 503 and then, asked once more, 200; after that the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/estimate',
    app: IDS,
    line: /^java\.lang\.ArithmeticException: \/ by zero/,
    type: 'java.lang.ArithmeticException',
    in: DOSE,
  }),
  json({
    name: 'words-of-a-patient',
    kind: 'confuser',
    injected: 'a patient writes of a refused connection, and the code divides by a number that is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/question?text=java.net.ConnectException:+Connection+refused,+FATAL:+too+many+connections',
    app: JSON_STYLE,
    line: new RegExp(`${FAILED}java\\.lang\\.ArithmeticException`),
    type: 'java.lang.ArithmeticException',
    in: DOSE,
  }),
  plain({
    name: 'release-beside',
    kind: 'confuser',
    injected: 'the database has another password now, and a release that changes nothing starts at that time',
    cause: 'datastore.auth',
    component: 'postgres',
    path: '/visits',
    app: { env: { PG_PASSWORD: SHOP_SECRETS.oldPassword } },
    healthy: DRY,
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '3.3.0' } });
    },
    line: /^! org\.postgresql\.util\.PSQLException: FATAL: password authentication failed/,
    type: 'org.postgresql.util.PSQLException',
    in: TODAY,
    keep: ['password authentication failed for user "shop"'],
  }),
  plain({
    name: 'null-room-noise',
    variant: 'noise',
    injected:
      'the code takes the number of a room that its table does not have, while a feed that nobody needs is away all the time and says so with a stack',
    cause: 'code.exception',
    component: 'self',
    path: '/green',
    app: { env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
    line: /^! java\.lang\.NullPointerException: /,
    type: 'java.lang.NullPointerException',
    in: BEDS,
  }),
  ids({
    name: 'failures-at-once',
    variant: 'interleaved',
    injected:
      'the code divides by a number that is zero, while other requests fail on a missing table and a missing file',
    cause: 'code.exception',
    component: 'self',
    path: '/dose',
    app: IDS,
    inject: (bench, url) => {
      bench.mark();
      const others = ['/wards', '/protocol'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: /^java\.lang\.ArithmeticException: \/ by zero/,
    type: 'java.lang.ArithmeticException',
    in: DOSE,
  }),
];

const quiet = {
  kind: 'no-evidence',
  cause: null,
  component: null,
  path: '/quiet',
  line: null,
  type: null,
} as const;

const QUIET: readonly CaseSpec[] = [
  plain({
    ...quiet,
    name: 'quiet-500',
    injected: 'the handler answers 500 by itself; the log of requests is all there is',
    alsoAs: ['crlf'],
  }),
  json({
    ...quiet,
    name: 'quiet-beside-failures',
    variant: 'interleaved',
    injected:
      'the handler answers 500 by itself, while requests of others, with other ids, fail on a missing table',
    app: JSON_STYLE,
    inject: async (bench, url) => {
      bench.mark();
      await Promise.all(['/wards', '/wards'].map((path) => bench.send(url + path)));
    },
  }),
  ids({
    ...quiet,
    name: 'quiet-500-noise',
    variant: 'noise',
    injected: 'the handler answers 500 by itself, while a feed that nobody needs is away all the time',
    app: { ...IDS, env: { NOISE: '1' } },
    inject: (bench) => bench.pause(1300),
    after: (bench) => bench.pause(900),
  }),
  plain({
    ...quiet,
    name: 'quiet-500-release',
    injected: 'the handler answers 500 by itself, while a release starts',
    inject: async (bench) => {
      bench.mark();
      await startBeside(bench, { env: { RELEASE: '3.3.0' } });
    },
  }),
];

export const stack = defineStack({
  name: 'dropwizard',
  language: 'java',
  install,
  software: async () => {
    const libraries = (await sh('ls', [`${BUILT}/lib`])).stdout;
    const version = (name: string): string =>
      new RegExp(`^${name}-(\\d\\S*)\\.jar$`, 'm').exec(libraries)?.[1] ?? '';
    const java = ((await sh('java', ['-version'])).stderr.split('\n')[0] ?? '').replaceAll('"', '');
    return `Dropwizard ${version('dropwizard-core')}, Jetty ${version('jetty-server')}, Jdbi ${version('jdbi3-core')}, Lettuce ${version('lettuce-core')}, ${java}`;
  },
  cases: [...DATASTORE, ...OUTSIDE, ...OWN, ...BESIDE, ...QUIET],
});
