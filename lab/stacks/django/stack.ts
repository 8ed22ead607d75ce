import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { awsEndpoint } from '../../harness/aws-endpoint.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustPostgres, PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import { sh } from '../../harness/process.ts';
import { webCases } from '../../harness/web-cases.ts';
import { installPython, pythonEnv, pythonSoftware } from '../../harness/python.ts';
import { EXPIRED_PORT, SELF_SIGNED_PORT, thirdParty } from '../../harness/third-party.ts';

const VIEWS = '/srv/shop/django/shop/views.py';
const PAYMENTS = '/srv/shop/django/shop/payments.py';
const STORAGE = '/srv/shop/django/shop/storage.py';
const AWS_KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAQ3EGSHOPLAB7XW2M',
  AWS_SECRET_ACCESS_KEY: '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',
};

/** Django logs one record for an unhandled exception; the access record of the middleware comes after it. */
const RECORD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR django\.request |\{"asctime")/;
const NEXT_RECORD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ |\[\d{4}-|\{"asctime")/;

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  /** Put before the command: `prlimit` for a real limit. */
  readonly wrapper?: readonly string[];
  readonly workers?: number;
  readonly port?: number;
  /** Trust the expired certificate's key, so that its age alone is wrong. */
  readonly trustExpired?: boolean;
}

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const [venv, database, payments, aws] = await Promise.all([
    pythonEnv(bench.cacheDir),
    sharedPostgres(),
    thirdParty(),
    awsEndpoint(),
  ]);
  const port = options.port ?? (await bench.port());
  mkdirSync(join(bench.dir, 'invoices'));
  chmodSync(join(bench.dir, 'invoices'), 0o777);
  const env = {
    DB_PORT: String(database.port),
    DB_PASSWORD: PG_PASSWORD,
    PAYMENTS_URL: payments.url,
    AWS_ENDPOINT: aws,
    ...AWS_KEYS,
    ...(options.trustExpired === true ? { REQUESTS_CA_BUNDLE: payments.expiredCa } : {}),
    ...options.env,
  };
  const server = [
    `${venv}/bin/python`,
    '-m',
    'gunicorn',
    'shop.wsgi',
    '--bind',
    `127.0.0.1:${port}`,
    '--threads',
    '4',
    '--workers',
    String(options.workers ?? 1),
    '--no-control-socket',
  ];
  const command = [...(options.wrapper ?? []), ...server] as [string, ...string[]];
  await bench.start({
    command,
    env: { PYTHONDONTWRITEBYTECODE: '1', ...env },
    out: 'app.log',
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const HEALTHY = ['/health', '/products', '/products/3', '/search?q=lamp', '/discount?parts=5'];
const HEALTHY_WITHOUT_DATABASE = ['/health', '/search?q=lamp', '/discount?parts=5'];

const simple = webCases<AppOptions>({
  start: startApp,
  logs: ['app.log'],
  healthy: HEALTHY,
  from: RECORD,
  before: NEXT_RECORD,
});

const inViews = (name: string, code: string): FrameSpec => ({ file: VIEWS, function: name, code });
const PRODUCTS_FRAME = inViews('products', 'names = [product.name for');
const CHARGE_FRAME: FrameSpec = { file: PAYMENTS, function: 'charge', code: 'response = requests.get(' };
const STATUS_FRAME: FrameSpec = { file: PAYMENTS, function: 'charge', code: 'response.raise_for_status()' };

/** Takes row locks in a transaction of another session for as long as the case runs. */
const holdLock = async (bench: Bench, statement: string): Promise<void> => {
  const server = await sharedPostgres();
  await bench.start({
    command: [
      'psql',
      '-q',
      `host=127.0.0.1 port=${server.port} dbname=shop user=shop password=${PG_PASSWORD}`,
      '-c',
      `begin; ${statement}; select pg_sleep(20)`,
    ],
    cwd: '/',
  });
  await bench.pause(300);
};

const tinyDisk =
  (folder: string) =>
  async (bench: Bench): Promise<void> => {
    const path = join(bench.dir, folder);
    mkdirSync(path, { recursive: true });
    await sh('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0777', 'tmpfs', path]);
    bench.defer(() => sh('umount', ['-l', path]));
    await sh('sh', ['-c', `head -c 65536 /dev/zero > ${path}/old.tar || true`]);
  };

const refused = (
  name: string,
  extra: Pick<CaseSpec, 'alsoAs' | 'variant'> = {},
  app: AppOptions = {},
): CaseSpec =>
  simple({
    name,
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/products',
    app: { ...app, env: { DB_PORT: '21999', ...app.env } },
    healthy: HEALTHY_WITHOUT_DATABASE,
    line: /^psycopg2\.OperationalError: connection to server at "127\.0\.0\.1", port 21999 failed: Connection refused/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS_FRAME,
    keep: ['Connection refused', 'port 21999'],
    ...extra,
  });

const cases: readonly CaseSpec[] = [
  // In the explicit chain of Django's wrapper the application's own frame is in the outer traceback.
  refused('db-refused', { alsoAs: ['crlf', 'docker-json', 'rotated'] }),
  refused('db-refused-request-id', { alsoAs: ['ansi'] }, { env: { LOG_STYLE: 'request-id' } }),
  refused('db-refused-wrong-zone', { variant: 'wrong-zone' }, { env: { TZ: 'America/New_York' } }),
  {
    ...refused('db-refused-json', { alsoAs: ['docker-json'] }, { env: { LOG_STYLE: 'json' } }),
    exception: {
      line: /^\{.*"levelname": "ERROR".*psycopg2\.OperationalError: connection to server/,
      type: 'psycopg2.OperationalError',
    },
    keep: ['Connection refused'],
  },
  simple({
    name: 'db-unknown-host',
    injected: 'the database host is a name that does not exist',
    cause: 'datastore.unreachable',
    alsoAccepted: ['network.dns_tls'],
    component: 'postgres db.shop.invalid',
    path: '/products',
    app: { env: { DB_HOST: 'db.shop.invalid' } },
    healthy: HEALTHY_WITHOUT_DATABASE,
    line: /^psycopg2\.OperationalError: could not translate host name/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS_FRAME,
    keep: ['could not translate host name "db.shop.invalid"'],
  }),
  simple({
    name: 'db-password',
    injected: 'the application has a wrong database password',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    path: '/products/3',
    app: { env: { DB_PASSWORD: 'old-Pa55@w0rd!#', LOG_STYLE: 'request-id', VERBOSE: '1' } },
    secrets: ['old-Pa55@w0rd!#'],
    healthy: HEALTHY_WITHOUT_DATABASE,
    line: /^psycopg2\.OperationalError: connection to server .*password authentication failed/,
    type: 'psycopg2.OperationalError',
    in: inViews('product', 'found = Product.objects.get'),
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['gzip', 'nbsp'],
  }),
  simple({
    name: 'db-name',
    injected: 'the database name is one that the server does not have',
    cause: 'datastore.auth',
    alsoAccepted: ['datastore.schema'],
    component: 'postgres 127.0.0.1:21432',
    path: '/products',
    app: { env: { DB_NAME: 'shop_v2' } },
    healthy: HEALTHY_WITHOUT_DATABASE,
    line: /^psycopg2\.OperationalError: connection to server .*database "shop_v2" does not exist/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS_FRAME,
    keep: ['database "shop_v2" does not exist'],
  }),
  simple({
    name: 'db-full',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: 'postgres 127.0.0.1:21432',
    path: '/products',
    healthy: HEALTHY_WITHOUT_DATABASE,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /^psycopg2\.OperationalError: connection to server .*(remaining connection slots|too many clients)/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS_FRAME,
    keep: ['remaining connection slots are reserved'],
    alsoAs: ['invalid-utf8'],
  }),
  simple({
    name: 'db-missing-table',
    injected: 'a model was deployed whose table was never migrated',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/coupons',
    line: /^psycopg2\.errors\.UndefinedTable: relation "coupons" does not exist/,
    type: 'psycopg2.errors.UndefinedTable',
    in: inViews('coupons', 'active = list(Coupon.objects'),
    keep: ['relation "coupons" does not exist'],
    alsoAs: ['docker-json'],
  }),
  simple({
    name: 'db-missing-column',
    injected: 'a model was deployed with a column that was never migrated',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/ratings',
    app: { env: { LOG_STYLE: 'request-id' } },
    line: /^psycopg2\.errors\.UndefinedColumn: column products\.rating does not exist/,
    type: 'psycopg2.errors.UndefinedColumn',
    in: inViews('ratings', 'best = ProductWithRating.objects'),
    keep: ['column products.rating does not exist'],
  }),
  simple({
    name: 'db-deadlock',
    injected: 'two requests lock the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres 127.0.0.1:21432',
    path: '/transfer?from=5&to=6',
    inject: async (bench, url) => {
      const other = bench.send(`${url}/transfer?from=6&to=5`);
      bench.defer(() => other);
      await bench.pause(350);
    },
    line: /^psycopg2\.errors\.DeadlockDetected: deadlock detected/,
    type: 'psycopg2.errors.DeadlockDetected',
    keep: ['deadlock detected'],
    in: inViews('transfer', 'Product.objects.select_for_update().get(pk=second)'),
  }),
  simple({
    name: 'db-lock-timeout',
    injected: 'another session holds the row lock for longer than lock_timeout',
    cause: 'datastore.contention',
    component: 'postgres 127.0.0.1:21432',
    path: '/lock',
    inject: (bench) => holdLock(bench, 'select * from products where id = 3 for update'),
    line: /^psycopg2\.errors\.LockNotAvailable: canceling statement due to lock timeout/,
    type: 'psycopg2.errors.LockNotAvailable',
    in: inViews('lock', 'Product.objects.select_for_update().get(pk=3)'),
    keep: ['canceling statement due to lock timeout'],
  }),
  simple({
    name: 'db-statement-timeout',
    injected: 'the report query runs longer than statement_timeout',
    cause: 'datastore.contention',
    alsoAccepted: ['resource.timeout'],
    component: 'postgres 127.0.0.1:21432',
    path: '/report',
    line: /^psycopg2\.errors\.QueryCanceled: canceling statement due to statement timeout/,
    type: 'psycopg2.errors.QueryCanceled',
    in: inViews('report', 'cursor.execute("SELECT count(*), pg_sleep(5)'),
    keep: ['canceling statement due to statement timeout'],
  }),
  simple({
    name: 'db-duplicate-email',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/customers?email=ada@example.org',
    line: /^psycopg2\.errors\.UniqueViolation: duplicate key value/,
    type: 'psycopg2.errors.UniqueViolation',
    in: inViews('customers', 'Customer.objects.create('),
    secrets: ['ada@example.org'],
    keep: ['duplicate key value violates unique constraint "customers_email_key"'],
  }),
  simple({
    name: 'sql-syntax',
    kind: 'confuser',
    injected: 'the code builds a misspelt SQL statement',
    cause: 'code.exception',
    component: 'self',
    path: '/raw',
    line: /^psycopg2\.errors\.SyntaxError: syntax error at or near "SELEC"/,
    type: 'psycopg2.errors.SyntaxError',
    in: inViews('raw', 'cursor.execute("SELEC name'),
    keep: ['syntax error at or near "SELEC"'],
    alsoAs: ['crlf'],
  }),
  simple({
    name: 'aborted-transaction',
    kind: 'confuser',
    injected:
      'a first query on a table that was never migrated fails and is swallowed, so that the next fails in an aborted transaction',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/swallow',
    line: /^psycopg2\.errors\.InFailedSqlTransaction: current transaction is aborted/,
    type: 'psycopg2.errors.InFailedSqlTransaction',
    in: inViews('swallow', 'cursor.execute("SELECT count(*) FROM orders")'),
    keep: ['relation "vouchers" does not exist', 'current transaction is aborted'],
  }),
  simple({
    name: 'no-grant',
    kind: 'confuser',
    injected: 'the application connects as a role without a grant on the table',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    path: '/products',
    app: { env: { DB_USER: 'reporting', DB_PASSWORD: 'rep-0rting.Pw' } },
    healthy: HEALTHY_WITHOUT_DATABASE,
    line: /^psycopg2\.errors\.InsufficientPrivilege: permission denied for table products/,
    type: 'psycopg2.errors.InsufficientPrivilege',
    in: PRODUCTS_FRAME,
    keep: ['permission denied for table products'],
  }),
  simple({
    name: 'file-permission',
    injected: 'the invoice folder belongs to root and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/django/private/7.txt',
    path: '/invoice/7',
    app: { user: 'www-data', env: { INVOICE_DIR: '/srv/shop/django/private' } },
    inject: async (bench) => {
      mkdirSync(join(bench.dir, 'private'), { mode: 0o755 });
    },
    line: /^PermissionError: \[Errno 13\] Permission denied: '\/srv\/shop\/django\/private\/7\.txt'/,
    type: 'PermissionError',
    in: { file: STORAGE, function: 'write_invoice', code: 'with open(path, "w") as file' },
    keep: ["Permission denied: '/srv/shop/django/private/7.txt'"],
    alsoAs: ['ansi', 'gzip'],
  }),
  simple({
    name: 'disk-full',
    injected: 'the invoice folder is a file system without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/django/full/7.txt',
    path: '/invoice/7',
    app: { env: { INVOICE_DIR: '/srv/shop/django/full', LOG_STYLE: 'request-id' } },
    inject: tinyDisk('full'),
    line: /^OSError: \[Errno 28\] No space left on device/,
    type: 'OSError',
    in: { file: STORAGE, function: 'write_invoice', code: 'with open(path, "w") as file' },
    keep: ['No space left on device'],
  }),
  simple({
    name: 'too-many-files',
    injected: 'the process may open 60 files and opens 400',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/django/shop/urls.py',
    path: '/handles',
    app: { wrapper: ['prlimit', '--nofile=60:60'] },
    line: /^OSError: \[Errno 24\] Too many open files/,
    type: 'OSError',
    in: inViews('handles', 'held = [open('),
    keep: ['Too many open files'],
  }),
  simple({
    name: 'memory-limit',
    injected: 'the process has an address space of 1 GiB and asks for 3',
    cause: 'resource.memory',
    component: 'self',
    path: '/thumbnails',
    app: { wrapper: ['prlimit', '--as=1073741824'] },
    line: /^MemoryError$/,
    type: 'MemoryError',
    in: inViews('thumbnails', 'pixels = bytearray('),
    alsoAs: ['docker-json'],
  }),
  simple({
    name: 'payment-503',
    injected: 'the payment API answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/checkout/unavailable',
    line: /^requests\.exceptions\.HTTPError: 503 Server Error/,
    type: 'requests.exceptions.HTTPError',
    in: STATUS_FRAME,
    keep: ['503 Server Error: Service Unavailable for url'],
    alsoAs: ['crlf', 'invalid-utf8'],
  }),
  simple({
    name: 'payment-429',
    injected: 'the payment API answers 429',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/quota',
    app: { env: { LOG_STYLE: 'request-id', VERBOSE: '1' } },
    secrets: ['sk_live_51HxQw9TzKq0aVbNc3dEfGh'],
    line: /^requests\.exceptions\.HTTPError: 429 Client Error/,
    type: 'requests.exceptions.HTTPError',
    in: STATUS_FRAME,
    keep: ['429 Client Error: Too Many Requests for url'],
  }),
  simple({
    name: 'payment-403',
    kind: 'confuser',
    injected: 'the payment API answers 403: the account is suspended',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/forbidden',
    line: /^requests\.exceptions\.HTTPError: 403 Client Error: Forbidden/,
    type: 'requests.exceptions.HTTPError',
    in: STATUS_FRAME,
    keep: ['403 Client Error: Forbidden for url'],
  }),
  simple({
    name: 'payment-html',
    kind: 'confuser',
    injected: 'the payment API answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/html',
    line: /^requests\.exceptions\.JSONDecodeError: Expecting value/,
    type: 'requests.exceptions.JSONDecodeError',
    in: { file: PAYMENTS, function: 'charge', code: 'return response.json()' },
    keep: ['Expecting value: line 1 column 1 (char 0)'],
  }),
  simple({
    name: 'payment-slow',
    injected: 'the payment API does not answer within the client timeout of 1.5 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/pay/slow',
    line: /^TimeoutError: timed out/,
    type: 'TimeoutError',
    in: CHARGE_FRAME,
    keep: ['Read timed out. (read timeout=1.5)'],
  }),
  simple({
    name: 'payment-reset',
    injected: 'the payment API closes the connection without an answer',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/checkout/reset',
    app: { env: { LOG_STYLE: 'request-id' } },
    line: /^http\.client\.RemoteDisconnected: Remote end closed connection without response/,
    type: 'http.client.RemoteDisconnected',
    in: CHARGE_FRAME,
    keep: ['Remote end closed connection without response'],
  }),
  simple({
    name: 'payment-refused',
    injected: 'the payment API is called at port 21998, where nothing listens',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.test:21998/v1' } },
    line: /^ConnectionRefusedError: \[Errno 111\] Connection refused/,
    type: 'ConnectionRefusedError',
    in: CHARGE_FRAME,
    keep: ['Connection refused', "host='api.paywell.test', port=21998"],
    alsoAs: ['rotated'],
  }),
  simple({
    name: 'payment-dns',
    injected: 'the host name of the payment API does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/pay/now',
    app: { env: { PAYMENTS_URL: 'https://api.paywell.invalid/v1' } },
    line: /^socket\.gaierror: \[Errno -\d\]/,
    type: 'socket.gaierror',
    in: CHARGE_FRAME,
    keep: ["Failed to resolve 'api.paywell.invalid'"],
  }),
  simple({
    name: 'payment-tls',
    injected: 'the payment API shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/checkout/now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /^ssl\.SSLCertVerificationError: \[SSL: CERTIFICATE_VERIFY_FAILED\] certificate verify failed: self-signed certificate/,
    type: 'ssl.SSLCertVerificationError',
    in: CHARGE_FRAME,
    keep: ['certificate verify failed: self-signed certificate'],
  }),
  simple({
    name: 'payment-tls-expired',
    injected: 'the certificate of the payment API expired a year ago',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/pay/now',
    app: {
      trustExpired: true,
      env: { PAYMENTS_URL: `https://api.paywell.test:${EXPIRED_PORT}/v1`, LOG_STYLE: 'request-id' },
    },
    line: /^ssl\.SSLCertVerificationError: \[SSL: CERTIFICATE_VERIFY_FAILED\] certificate verify failed: certificate has expired/,
    type: 'ssl.SSLCertVerificationError',
    in: CHARGE_FRAME,
    keep: ['certificate has expired'],
  }),
  simple({
    name: 'aws-denied',
    injected: 'DynamoDB refuses the action to the role',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/cart/denied-table',
    app: { env: { VERBOSE: '1' } },
    secrets: ['AKIAQ3EGSHOPLAB7XW2M', 'wJalrXUtnFEMIK7MDENGbPxRfiCYSHOPLABKEY12', 'pg-Winter.7rain'],
    line: /^botocore\.exceptions\.ClientError: An error occurred \(AccessDeniedException\)/,
    type: 'botocore.exceptions.ClientError',
    in: { file: STORAGE, function: 'load_cart', code: 'get_item(TableName=table' },
    keep: [
      'is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/denied-table',
    ],
    alsoAs: ['docker-json'],
  }),
  simple({
    name: 'aws-s3-denied',
    kind: 'confuser',
    injected: 'S3 refuses the upload of a file to the role',
    cause: 'cloud.authz_throttle',
    component: 'aws:s3',
    path: '/upload/2026/42.pdf',
    app: { env: { LOG_STYLE: 'request-id' } },
    line: /^botocore\.errorfactory\.AccessDenied: An error occurred \(AccessDenied\) when calling the PutObject operation/,
    type: 'botocore.errorfactory.AccessDenied',
    in: { file: STORAGE, function: 'upload_invoice', code: 'put_object(Bucket=' },
    keep: ['An error occurred (AccessDenied) when calling the PutObject operation'],
  }),
  simple({
    name: 'aws-no-credentials',
    injected: 'the environment has no AWS credentials',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/cart/carts',
    app: { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' } },
    line: /^botocore\.exceptions\.NoCredentialsError: Unable to locate credentials/,
    type: 'botocore.exceptions.NoCredentialsError',
    in: { file: STORAGE, function: 'load_cart', code: 'get_item(TableName=table' },
    keep: ['Unable to locate credentials'],
  }),
  simple({
    name: 'missing-module',
    injected: 'the view imports a package that was not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/export',
    line: /^ModuleNotFoundError: No module named 'openpyxl'/,
    type: 'ModuleNotFoundError',
    in: inViews('export', 'import openpyxl'),
    keep: ["No module named 'openpyxl'"],
    alsoAs: ['nbsp'],
  }),
  simple({
    name: 'missing-template',
    injected: 'the view renders a template that was not deployed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/page',
    line: /^django\.template\.exceptions\.TemplateDoesNotExist: landing\.html/,
    type: 'django.template.exceptions.TemplateDoesNotExist',
    in: inViews('page', 'render(request, "landing.html"'),
    keep: ['TemplateDoesNotExist: landing.html'],
  }),
  simple({
    name: 'template-filter',
    kind: 'confuser',
    injected: 'a template uses a filter that does not exist',
    cause: 'code.exception',
    alsoAccepted: ['code.syntax'],
    component: 'self',
    path: '/filter',
    line: /^django\.template\.exceptions\.TemplateSyntaxError: Invalid filter: 'nosuchfilter'/,
    type: 'django.template.exceptions.TemplateSyntaxError',
    in: inViews('filter_page', 'render(request, "prices.html"'),
    keep: ["Invalid filter: 'nosuchfilter'"],
  }),
  simple({
    name: 'key-error',
    injected: 'the code reads a key that its own data does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/basket',
    line: /^KeyError: 'price'/,
    type: 'KeyError',
    in: { ...inViews('<genexpr>', 'total = sum(line["price"]') },
    keep: ["KeyError: 'price'"],
    alsoAs: ['ansi', 'docker-json', 'invalid-utf8'],
  }),
  simple({
    name: 'zero-division',
    injected: 'the code divides by a number that may be zero',
    cause: 'code.exception',
    component: 'self',
    path: '/discount?parts=0',
    app: { env: { LOG_STYLE: 'request-id', VERBOSE: '1' } },
    request: {
      headers: {
        authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.sG4kT1wq9Zb2xYc7vN',
        cookie: 'sessionid=8f3kq0zl2v7m5x1c; csrftoken=Pq4LmZ',
      },
    },
    secrets: [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.sG4kT1wq9Zb2xYc7vN',
      '8f3kq0zl2v7m5x1c',
      'pg-Winter.7rain',
    ],
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inViews('discount', 'share = total / int('),
    alsoAs: ['gzip'],
  }),
  simple({
    name: 'recursion',
    injected: 'the code calls itself without end',
    cause: 'code.exception',
    component: 'self',
    path: '/categories',
    line: /^RecursionError: maximum recursion depth exceeded/,
    type: 'RecursionError',
    in: inViews('tree', 'return tree(node, depth + 1)'),
  }),
  simple({
    name: 'wrapped-feed',
    injected: 'the code parses a broken text of its own and wraps the error',
    cause: 'code.exception',
    component: 'self',
    path: '/import',
    line: /^json\.decoder\.JSONDecodeError: Expecting value/,
    type: 'json.decoder.JSONDecodeError',
    in: inViews('import_feed', 'rows = json.loads('),
    keep: ['RuntimeError: supplier feed could not be imported'],
  }),
  simple({
    name: 'formula-syntax',
    kind: 'confuser',
    injected: 'the code evaluates a price rule of a user, which is no valid expression',
    cause: 'code.exception',
    component: 'self',
    path: '/formula?rule=3*',
    line: /^SyntaxError: invalid syntax/,
    type: 'SyntaxError',
    in: inViews('formula', 'price = ast.literal_eval('),
  }),
  simple({
    name: 'memory-cards',
    kind: 'confuser',
    injected: 'the code raises an error about memory cards that are sold out',
    cause: 'code.exception',
    component: 'self',
    path: '/sku',
    line: /^ValueError: out of memory cards/,
    type: 'ValueError',
    in: inViews('sku', 'raise ValueError("out of memory cards'),
  }),
  simple({
    name: 'key-error-noise',
    variant: 'noise',
    injected:
      'the code reads a key that its own data does not have, while a background thread fails to reach a cache that nobody needs',
    cause: 'code.exception',
    component: 'self',
    path: '/basket',
    app: { env: { NOISE: '21997' } },
    healthyCount: 8,
    inject: async (bench) => bench.pause(1200),
    after: async (bench) => bench.pause(900),
    line: /^KeyError: 'price'/,
    type: 'KeyError',
    in: inViews('<genexpr>', 'total = sum(line["price"]'),
  }),
  simple({
    name: 'missing-table-noise',
    variant: 'noise',
    injected:
      'a model was deployed whose table was never migrated, while a background thread fails to reach a cache that nobody needs',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/coupons',
    app: { env: { NOISE: '21997', LOG_STYLE: 'request-id' } },
    healthyCount: 8,
    inject: async (bench) => bench.pause(1200),
    after: async (bench) => bench.pause(900),
    line: /^psycopg2\.errors\.UndefinedTable: relation "coupons" does not exist/,
    type: 'psycopg2.errors.UndefinedTable',
    in: inViews('coupons', 'active = list(Coupon.objects'),
  }),
  simple({
    name: 'two-failures-at-once',
    variant: 'interleaved',
    injected:
      'the code divides by zero for this request while other requests fail on a missing table at the same moment',
    cause: 'code.exception',
    component: 'self',
    path: '/discount?parts=0',
    app: { env: { LOG_STYLE: 'request-id' }, workers: 2 },
    inject: async (bench, url) => {
      bench.mark();
      const others = ['/coupons', '/ratings', '/coupons'].map((path) => bench.send(url + path));
      bench.defer(() => Promise.all(others));
    },
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inViews('discount', 'share = total / int('),
  }),
  simple({
    name: 'silent-500',
    kind: 'no-evidence',
    injected: 'a view answers 500 by itself and logs nothing',
    cause: null,
    component: null,
    path: '/legacy',
    line: null,
    type: null,
    alsoAs: ['docker-json', 'gzip'],
  }),
  simple({
    name: 'silent-500-words',
    kind: 'no-evidence',
    injected: 'a view answers 500 by itself and logs nothing, while users search for words of error messages',
    cause: null,
    component: null,
    path: '/legacy',
    app: { env: { LOG_STYLE: 'request-id' } },
    healthy: [
      '/health',
      '/search?q=java.lang.OutOfMemoryError',
      '/search?q=psycopg2.OperationalError:%20Connection%20refused',
      '/products',
    ],
    line: null,
    type: null,
  }),
];

export const stack = defineStack({
  name: 'django',
  language: 'python',
  install: async (cacheDir) => {
    await installDebian(['postgresql-15', 'libfaketime']);
    await installPython(cacheDir);
  },
  software: (cacheDir) => pythonSoftware(cacheDir, ['Django', 'gunicorn', 'psycopg2-binary']),
  cases,
});
