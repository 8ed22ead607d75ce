import { awsEndpoint } from '../../harness/aws-endpoint.ts';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { exhaustPostgres, PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import { installPython, pythonEnv, pythonSoftware } from '../../harness/python.ts';
import { SELF_SIGNED_PORT, thirdParty } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

const ROOT = '/srv/shop/fastapi/shop';
const DATABASE = 'postgres 127.0.0.1:21432';

interface AppOptions {
  readonly database?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly wrapper?: readonly string[];
  readonly args?: readonly string[];
}

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const [venv, , payments, aws] = await Promise.all([
    pythonEnv(bench.cacheDir),
    sharedPostgres(),
    thirdParty(),
    awsEndpoint(),
  ]);
  const port = await bench.port();
  const server = [
    `${venv}/bin/python`,
    '-m',
    'uvicorn',
    'shop.main:app',
    '--port',
    String(port),
    ...(options.args ?? []),
  ];
  await bench.start({
    command: [...(options.wrapper ?? []), ...server] as [string, ...string[]],
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      DATABASE_URL: options.database ?? `postgresql+psycopg2://shop:${PG_PASSWORD}@127.0.0.1:21432/shop`,
      PAYMENTS_URL: payments.url,
      AWS_ENDPOINT: aws,
      AWS_ACCESS_KEY_ID: 'AKIAQ3EGSHOPLAB7XW2M',
      AWS_SECRET_ACCESS_KEY: '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',
      ...options.env,
    },
    out: 'app.log',
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const fastapi = webCases<AppOptions>({
  start: startApp,
  logs: ['app.log'],
  healthy: ['/health', '/products', '/product', '/order/1', '/rates/now'],
  from: /^.{0,5}ERROR.{0,4}: +Exception in ASGI application/,
  before: /^(\P{L}{2}\d+m)?(INFO|WARNING|ERROR)(\P{L}{2}0m)?: /u,
});

const NO_DATABASE = ['/health', '/product', '/order/1', '/rates/now'];
const NO_PAYMENTS = ['/health', '/products', '/product', '/order/1'];
const IDS = { REQUEST_ID_LOG: '1' };
const at = (file: string, name: string | null, code: string): FrameSpec => ({
  file: `${ROOT}/${file}.py`,
  function: name,
  code,
});
const PRODUCTS = at('main', 'products', 'with engine.connect() as db:\n        return [row.name');
const FETCH = at('main', 'fetch', 'answer = await client.get(');

const cases: readonly CaseSpec[] = [
  fastapi({
    name: 'db-refused',
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/products',
    app: { database: 'postgresql+psycopg2://shop:x@127.0.0.1:21999/shop' },
    healthy: NO_DATABASE,
    line: /^psycopg2\.OperationalError: connection to server at "127\.0\.0\.1", port 21999 failed: Connection refused/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS,
    keep: ['Connection refused'],
    alsoAs: ['docker-json', 'rotated'],
  }),
  fastapi({
    name: 'db-refused-colours',
    variant: 'ansi',
    injected: 'the database address points to port 21999, where nothing listens; the server prints colours',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/products',
    app: { database: 'postgresql+psycopg2://shop:x@127.0.0.1:21999/shop', args: ['--use-colors'], env: IDS },
    healthy: NO_DATABASE,
    line: /^psycopg2\.OperationalError: connection to server/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS,
  }),
  fastapi({
    name: 'db-password',
    injected: 'the application has a wrong database password',
    cause: 'datastore.auth',
    component: DATABASE,
    path: '/products',
    app: { database: 'postgresql+psycopg2://shop:stale-Pw7@127.0.0.1:21432/shop', env: IDS },
    healthy: NO_DATABASE,
    line: /^psycopg2\.OperationalError: .*password authentication failed/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS,
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['crlf'],
  }),
  fastapi({
    name: 'db-full',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: DATABASE,
    path: '/products',
    healthy: NO_DATABASE,
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /^psycopg2\.OperationalError: .*(remaining connection slots|too many clients)/,
    type: 'psycopg2.OperationalError',
    in: PRODUCTS,
  }),
  fastapi({
    name: 'pool-exhausted',
    injected: 'two slow requests hold both connections of the pool for longer than its timeout',
    cause: 'datastore.capacity',
    component: DATABASE,
    path: '/products',
    inject: async (bench, url) => {
      const others = [bench.send(`${url}/hold`), bench.send(`${url}/hold`)];
      bench.defer(() => Promise.all(others));
      await bench.pause(250);
    },
    line: /^sqlalchemy\.exc\.TimeoutError: QueuePool limit/,
    type: 'sqlalchemy.exc.TimeoutError',
    in: PRODUCTS,
    keep: ['QueuePool limit of size 2 overflow 0 reached'],
  }),
  fastapi({
    name: 'db-missing-table',
    injected: 'code was deployed whose table was never migrated',
    cause: 'datastore.schema',
    component: DATABASE,
    path: '/returns',
    line: /^psycopg2\.errors\.UndefinedTable: relation "returns" does not exist/,
    type: 'psycopg2.errors.UndefinedTable',
    in: at('main', 'returns', 'db.execute(text("INSERT INTO returns'),
    keep: ['relation "returns" does not exist'],
    alsoAs: ['gzip'],
  }),
  fastapi({
    name: 'db-duplicate',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/signup?email=grace@example.org',
    line: /^psycopg2\.errors\.UniqueViolation: duplicate key/,
    type: 'psycopg2.errors.UniqueViolation',
    in: at('main', 'signup', 'db.execute(text("INSERT INTO customers'),
    secrets: ['grace@example.org'],
  }),
  fastapi({
    name: 'rates-503',
    injected: 'the rate API answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/rates/unavailable',
    line: /^httpx\.HTTPStatusError: Server error '503 Service Unavailable'/,
    type: 'httpx.HTTPStatusError',
    in: at('main', 'fetch', 'answer.raise_for_status()'),
    keep: ["Server error '503 Service Unavailable' for url"],
    alsoAs: ['docker-json'],
  }),
  fastapi({
    name: 'rates-html',
    kind: 'confuser',
    injected: 'the rate API answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/rates/html',
    app: { env: IDS },
    line: /^json\.decoder\.JSONDecodeError: Expecting value/,
    type: 'json.decoder.JSONDecodeError',
    in: at('main', 'fetch', 'return answer.json()'),
  }),
  fastapi({
    name: 'rates-slow',
    injected: 'the rate API does not answer within the client timeout of 1 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/rates/slow',
    line: /^httpcore\.ReadTimeout$/,
    type: 'httpcore.ReadTimeout',
    in: FETCH,
  }),
  fastapi({
    name: 'rates-dns',
    injected: 'the host name of the rate API does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/rates/now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.invalid' } },
    healthy: NO_PAYMENTS,
    line: /^httpcore\.ConnectError: \[Errno -\d\]/,
    type: 'httpcore.ConnectError',
    in: FETCH,
  }),
  fastapi({
    name: 'rates-tls',
    injected: 'the rate API shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/rates/now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1`, ...IDS } },
    healthy: NO_PAYMENTS,
    line: /^httpcore\.ConnectError: \[SSL: CERTIFICATE_VERIFY_FAILED\]/,
    type: 'httpcore.ConnectError',
    in: FETCH,
  }),
  fastapi({
    name: 'task-group',
    injected: 'one of two tasks of a group reads the orders of a customer who is missing',
    cause: 'code.exception',
    component: 'self',
    path: '/dashboard',
    line: /TypeError: 'NoneType' object is not subscriptable/,
    type: 'TypeError',
    in: at('orders', 'totals', 'return customer["orders"]'),
    alsoAs: ['docker-json'],
  }),
  fastapi({
    name: 'response-model',
    injected: 'the handler returns a product without a price, which its response model demands',
    cause: 'code.exception',
    component: 'self',
    path: '/product?broken=1',
    line: /^fastapi\.exceptions\.ResponseValidationError: 1 validation error/,
    type: 'fastapi.exceptions.ResponseValidationError',
    in: at('main', 'product', '@app.get("/product", response_model=Product)'),
  }),
  fastapi({
    name: 'key-error',
    injected: 'the code looks up an order that its own table does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/order/3',
    line: /^KeyError: 3/,
    type: 'KeyError',
    in: at('orders', 'find', 'order = ORDERS[number]'),
    alsoAs: ['ansi', 'crlf', 'invalid-utf8'],
  }),
  fastapi({
    name: 'none-lines',
    injected: 'the code walks over order lines that are missing',
    cause: 'code.exception',
    component: 'self',
    path: '/order/2',
    app: { env: IDS },
    line: /^TypeError: 'NoneType' object is not iterable/,
    type: 'TypeError',
    in: at('orders', 'find', 'return {"total": sum('),
  }),
  fastapi({
    name: 'assertion',
    injected: 'the code asserts that a quantity is positive, which the client decides',
    cause: 'code.exception',
    component: 'self',
    path: '/total?quantity=0',
    line: /^AssertionError: quantity must be positive, got 0/,
    type: 'AssertionError',
    in: at('orders', 'total', 'assert quantity > 0'),
  }),
  fastapi({
    name: 'plugin-syntax',
    injected: 'a module with a syntax error was deployed and is imported at the first use',
    cause: 'code.syntax',
    component: 'self',
    path: '/plugin',
    line: /^SyntaxError: invalid syntax/,
    type: 'SyntaxError',
    in: at('plugin', null, 'def price(:'),
    alsoAs: ['nbsp'],
  }),
  fastapi({
    name: 'missing-module',
    injected: 'the handler imports a package that was not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/scan',
    app: { env: IDS },
    line: /^ModuleNotFoundError: No module named 'zxing_barcode'/,
    type: 'ModuleNotFoundError',
    in: at('main', 'scan', 'import zxing_barcode'),
  }),
  fastapi({
    name: 'report-permission',
    injected: 'the report file may not be written by www-data, as whom the server runs',
    cause: 'fs.permission',
    component: 'file /srv/shop/fastapi/report.csv',
    path: '/report',
    app: { user: 'www-data' },
    line: /^PermissionError: \[Errno 13\]/,
    type: 'PermissionError',
    in: at('storage', 'write_report', 'with open(os.environ.get("REPORT"'),
    keep: ["Permission denied: '/srv/shop/fastapi/report.csv'"],
  }),
  fastapi({
    name: 'report-disk-full',
    injected: 'the report file is a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /dev/full',
    path: '/report',
    app: { env: { REPORT: '/dev/full' } },
    line: /^OSError: \[Errno 28\] No space left on device/,
    type: 'OSError',
  }),
  fastapi({
    name: 'memory-limit',
    injected: 'the process has an address space of 1.5 GiB and asks for 80',
    cause: 'resource.memory',
    component: 'self',
    path: '/thumbnail',
    app: { wrapper: ['prlimit', '--as=1610612736'], env: IDS },
    line: /^MemoryError/,
    type: 'MemoryError',
    in: at('storage', 'thumbnail', 'return len([0] * (10**10))'),
  }),
  fastapi({
    name: 'aws-secret-denied',
    injected: 'Secrets Manager refuses the action to the role',
    cause: 'cloud.authz_throttle',
    component: 'aws:secretsmanager',
    path: '/secret',
    line: /^botocore\.(exceptions\.ClientError|errorfactory\.AccessDeniedException): An error occurred \(AccessDeniedException\)/,
    type: 'botocore.exceptions.ClientError',
    in: at('storage', 'read_secret', 'get_secret_value('),
  }),
  fastapi({
    name: 'aws-expired-token',
    injected: 'the session token of the role has expired',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/cart/expired-table',
    app: { env: IDS },
    line: /^botocore\.exceptions\.ClientError: An error occurred \(ExpiredTokenException\)/,
    type: 'botocore.exceptions.ClientError',
    in: at('storage', 'cart', 'client("dynamodb").get_item('),
  }),
  fastapi({
    name: 'aws-throttled',
    injected: 'the table throttles until the client gives up',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/cart/throttled-table',
    app: { env: { AWS_MAX_ATTEMPTS: '2' } },
    line: /^botocore\..*: An error occurred \(ThrottlingException\)/,
    type: 'botocore.errorfactory.ThrottlingException',
    in: at('storage', 'cart', 'client("dynamodb").get_item('),
  }),
  fastapi({
    name: 'http-exception',
    kind: 'no-evidence',
    injected: 'the handler answers 500 on purpose and logs nothing',
    cause: null,
    component: null,
    path: '/teapot',
    line: null,
    type: null,
    alsoAs: ['rotated'],
  }),
];

export const stack = defineStack({
  name: 'fastapi',
  language: 'python',
  install: async (cacheDir) => {
    await installDebian(['postgresql-15', 'libfaketime']);
    await installPython(cacheDir);
  },
  software: (cacheDir) =>
    pythonSoftware(cacheDir, ['fastapi', 'starlette', 'uvicorn', 'SQLAlchemy', 'httpx']),
  cases,
});
