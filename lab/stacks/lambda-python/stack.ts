import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDRESSES, PASSWORDS } from '../../backing/addresses.ts';
import { LAMBDA_LOG, startLambda } from '../../backing/lambda-runtime.ts';
import type { LambdaSetup } from '../../backing/lambda-runtime.ts';
import { copyTo } from '../../backing/machine.ts';
import type { Bench } from '../../harness/bench.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { DATABASE_URL, REDIS_URL } from '../node-domain/shop-env.ts';
import { startBacking } from '../node-domain/shop-cases.ts';

const TASK = '/var/task';
const SITE = '/var/lang/lib/python3.11/site-packages';
const PYTHON = '/usr/bin/python3';
const HEALTHY = ['/health', '/products/1'];

const PACKAGES = [
  'awslambdaric==4.2.2',
  'boto3',
  'requests',
  'psycopg2-binary',
  'pymysql',
  'redis',
  'async-timeout',
];

type Options = Partial<Pick<LambdaSetup, 'format' | 'memoryMb' | 'timeoutMs' | 'handler' | 'env' | 'limits'>>;

const start = async (
  bench: Bench,
  options: Options,
  change: () => void = () => undefined,
): Promise<string> => {
  await startBacking();
  rmSync(TASK, { recursive: true, force: true });
  mkdirSync(TASK, { recursive: true });
  for (const file of ['index.py', 'shop.py']) cpSync(join(bench.dir, file), join(TASK, file));
  change();
  mkdirSync(join(bench.dir, 'data'), { recursive: true });
  return await startLambda(bench, {
    arn: 'arn:aws:lambda:eu-central-1:210987654321:function:shop-orders',
    runtime: 'python:3.11.v97',
    memoryMb: 256,
    timeoutMs: 10_000,
    format: 'text',
    handler: 'index.handler',
    ...options,
    command: [PYTHON, '-m', 'awslambdaric', options.handler ?? 'index.handler'],
    env: {
      PYTHONPATH: `${TASK}:${SITE}`,
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      DATABASE_URL,
      CATALOG_HOST: ADDRESSES.mariadb,
      CATALOG_PASSWORD: PASSWORDS.mariadb,
      REDIS_URL,
      PAYMENTS_URL: 'http://api.mail.example',
      AWS_ENDPOINT_URL: 'http://cloud.shop.example:4566/ok',
      AWS_ACCESS_KEY_ID: 'AKIAQZ7LABX2M4N6P8R0',
      AWS_SECRET_ACCESS_KEY: 'h7Lq2vXw9Tz4rBn3Hs8mQyKp6Jd5Gf1Cs0AeUiOx',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      DATA_DIR: join(bench.dir, 'data'),
      ...options.env,
    },
  });
};

interface Fault {
  readonly name: string;
  readonly path: string;
  readonly injected: string;
  readonly cause: CaseSpec['cause'];
  readonly also?: CaseSpec['alsoAccepted'];
  readonly kind?: CaseSpec['kind'];
  readonly component: string | null;
  /** As the runtime prints it: without its module. */
  readonly type: string;
  /** As Python's own traceback prints it, where that differs. */
  readonly fullType?: string;
  readonly message: string;
  readonly frame?: readonly [name: string, code: string];
  readonly keep: readonly string[];
  readonly secrets?: readonly string[];
  readonly options?: Options;
  readonly prepare?: (bench: Bench) => void;
  readonly alsoAs?: CaseSpec['alsoAs'];
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const merge = (options: Options, more: Options): Options => ({
  ...options,
  ...more,
  env: { ...options.env, ...more.env },
});

/** Begins every record of a function's text log; a message may bring line feeds of its own into one. */
const RECORD = /^(INIT_START|START|END|REPORT) |^\[(INFO|WARNING|ERROR)\]/;

const exceptionOf = (fault: Fault, options: Options): NonNullable<CaseSpec['exception']> => {
  if (options.format === 'json') {
    const inJson = escape(JSON.stringify(fault.message).slice(1, -1));
    return { line: new RegExp(`"level": ?"ERROR".*${inJson}`), type: fault.type };
  }
  const type = options.env?.['CATCH_ERRORS'] === '1' ? (fault.fullType ?? fault.type) : fault.type;
  if (options.env?.['CATCH_ERRORS'] === '1') {
    return {
      line: new RegExp(`${escape(type)}: .*${escape(fault.message)}`),
      from: /^\[ERROR\]/,
      before: RECORD,
      type,
    };
  }
  return { line: new RegExp(`^\\[ERROR\\] ${fault.type}: .*${escape(fault.message)}`), before: RECORD, type };
};

const faultCase =
  (prefix: string, base: Options) =>
  (fault: Fault): CaseSpec => {
    const options = merge(base, fault.options ?? {});
    return {
      name: `${prefix}${fault.name}`,
      kind: fault.kind ?? 'fault',
      variant: 'lambda',
      injected: fault.injected,
      cause: fault.cause,
      ...(fault.also === undefined ? {} : { alsoAccepted: fault.also }),
      component: fault.component,
      logs: [LAMBDA_LOG],
      exception: exceptionOf(fault, options),
      ...(fault.frame === undefined
        ? {}
        : {
            frame: {
              file: `${TASK}/shop.py`,
              source: 'shop.py',
              function: fault.frame[0],
              code: fault.frame[1],
            },
          }),
      keep: fault.keep,
      ...(fault.secrets === undefined ? {} : { secrets: fault.secrets }),
      ...(fault.alsoAs === undefined ? {} : { alsoAs: fault.alsoAs }),
      run: async (bench) => {
        const url = await start(bench, options);
        await bench.healthy(
          HEALTHY.map((path) => `${url}${path}`),
          6,
        );
        fault.prepare?.(bench);
        await bench.fail(`${url}${fault.path}`);
        await bench.send(`${url}/health`);
      },
    };
  };

const closedInvoice = (bench: Bench): void => {
  const dir = join(bench.dir, 'data', 'invoices');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, '42.pdf'), 'for root alone');
  chmodSync(join(dir, '42.pdf'), 0o600);
};

const REFUSED: Fault = {
  name: 'postgres-refused',
  path: '/orders',
  injected: 'nothing listens at the address and port of the orders database',
  cause: 'datastore.unreachable',
  component: `postgres ${ADDRESSES.nobody}:5432`,
  type: 'OperationalError',
  fullType: 'psycopg2.OperationalError',
  message: `connection to server at "${ADDRESSES.nobody}", port 5432 failed: Connection refused`,
  frame: ['list_orders', 'orders_db = psycopg2.connect('],
  keep: ['port 5432 failed: Connection refused'],
  options: { env: { DATABASE_URL: `postgres://shop:Wq8zRt2LmX@${ADDRESSES.nobody}:5432/shop` } },
};

const KEY_ERROR: Fault = {
  name: 'key-error',
  path: '/cart/total',
  injected: 'the code asks a dictionary for a key that it does not have',
  cause: 'code.exception',
  component: 'self',
  type: 'KeyError',
  message: "'items'",
  frame: ['cart_total', 'return sum(item["price"]'],
  keep: ['KeyError'],
};

const NO_TABLE: Fault = {
  name: 'postgres-no-table',
  path: '/orders/report',
  injected: 'the query asks for a table that no migration has made',
  cause: 'datastore.schema',
  component: 'postgres',
  type: 'UndefinedTable',
  fullType: 'psycopg2.errors.UndefinedTable',
  message: 'relation "order_report" does not exist',
  frame: ['order_report', 'FROM order_report'],
  keep: ['order_report'],
};

const PASSWORD: Fault = {
  name: 'redis-password',
  path: '/cart/7',
  injected: 'the application has an outdated password for the real Redis',
  cause: 'datastore.auth',
  component: 'redis',
  type: 'AuthenticationError',
  fullType: 'redis.exceptions.AuthenticationError',
  message: 'invalid username-password pair or user is disabled.',
  keep: ['invalid username-password pair or user is disabled.'],
  options: { env: { REDIS_URL: `redis://:outdated-Kq3@${ADDRESSES.redis}:6379` } },
};

const ACCESS_DENIED: Fault = {
  name: 'dynamodb-access-denied',
  path: '/session',
  injected: 'the endpoint refuses dynamodb:GetItem as IAM does',
  cause: 'cloud.authz_throttle',
  component: 'aws dynamodb',
  type: 'ClientError',
  fullType: 'botocore.exceptions.ClientError',
  message: 'An error occurred (AccessDeniedException) when calling the GetItem operation',
  frame: ['session', 'return table.get_item('],
  keep: ['AccessDeniedException', 'is not authorized to perform: dynamodb:GetItem'],
  options: { env: { AWS_ENDPOINT_URL: 'http://cloud.shop.example:4566/access-denied' } },
};

const PAYMENTS: Fault = {
  name: 'payments-503',
  path: '/charge',
  injected: 'the payment provider answers 503',
  cause: 'thirdparty.api',
  component: 'http api.payments.example',
  type: 'HTTPError',
  fullType: 'requests.exceptions.HTTPError',
  message: '503 Server Error: Service Unavailable for url: http://api.payments.example/v1/charges',
  frame: ['charge', 'answer.raise_for_status()'],
  keep: ['503 Server Error: Service Unavailable'],
  options: { env: { PAYMENTS_URL: 'http://api.payments.example' } },
};

const WRAPPED: Fault = {
  name: 'wrapped-cause',
  path: '/feed',
  injected:
    'a line of the feed holds a word where a number belongs; the exception is raised from another one, which the runtime does not print',
  cause: 'code.exception',
  component: 'self',
  type: 'RuntimeError',
  message: 'feed import failed',
  frame: ['import_feed', 'raise RuntimeError("feed import failed") from error'],
  keep: ['RuntimeError: feed import failed'],
};

const FAULTS: readonly Fault[] = [
  { ...REFUSED, alsoAs: ['gzip'] },
  { ...NO_TABLE, alsoAs: ['rotated'] },
  PASSWORD,
  {
    name: 'mysql-password',
    path: '/catalog',
    injected: 'the application has an outdated password for a real MariaDB',
    cause: 'datastore.auth',
    component: 'mysql',
    type: 'OperationalError',
    message: `(1045, "Access denied for user 'shop'@'127.0.0.1' (using password: YES)")`,
    keep: ["Access denied for user 'shop'", 'using password: YES'],
    options: { env: { CATALOG_PASSWORD: 'outdated-Lm2x' } },
  },
  { ...PAYMENTS, alsoAs: ['invalid-utf8'] },
  {
    name: 'page-as-json',
    kind: 'confuser',
    path: '/rates/page',
    injected: 'the third party answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http',
    type: 'JSONDecodeError',
    message: 'Expecting value: line 1 column 1 (char 0)',
    frame: ['page_as_json', 'return page.json()'],
    keep: ['Expecting value: line 1 column 1 (char 0)'],
    options: { env: { PAYMENTS_URL: 'http://api.rates.example' } },
  },
  {
    name: 'dns-no-such-host',
    path: '/charge',
    injected: 'the host name of the payment provider does not exist',
    cause: 'network.dns_tls',
    component: 'http api.stripe.invalid',
    type: 'ConnectionError',
    message: 'api.stripe.invalid',
    frame: ['charge', 'answer = requests.post('],
    keep: ['api.stripe.invalid', 'Name or service not known'],
    options: { env: { PAYMENTS_URL: 'https://api.stripe.invalid' } },
  },
  {
    name: 'tls-self-signed',
    path: '/charge',
    injected: "the third party's certificate is self-signed",
    cause: 'network.dns_tls',
    component: 'http selfsigned.partner.example',
    type: 'SSLError',
    message: 'CERTIFICATE_VERIFY_FAILED',
    frame: ['charge', 'answer = requests.post('],
    keep: ['CERTIFICATE_VERIFY_FAILED'],
    options: { env: { PAYMENTS_URL: 'https://selfsigned.partner.example' } },
  },
  ACCESS_DENIED,
  {
    name: 'aws-no-credentials',
    path: '/session',
    injected: 'no AWS credentials anywhere: not in the environment, not in a file, no metadata service',
    cause: 'cloud.authz_throttle',
    component: 'aws',
    type: 'NoCredentialsError',
    message: 'Unable to locate credentials',
    frame: ['session', 'return table.get_item('],
    keep: ['Unable to locate credentials'],
    options: { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } },
  },
  {
    name: 'file-permission',
    path: '/invoices/42',
    injected: 'the invoice belongs to root with mode 600 and the function runs as another user',
    cause: 'fs.permission',
    component: 'file /srv/shop/lambda-python/data/invoices/42.pdf',
    type: 'PermissionError',
    message: "[Errno 13] Permission denied: '/srv/shop/lambda-python/data/invoices/42.pdf'",
    frame: ['read_invoice', 'with open(os.path.join(os.environ["DATA_DIR"], "invoices"'],
    keep: ['[Errno 13] Permission denied'],
    prepare: closedInvoice,
  },
  {
    name: 'too-many-files',
    path: '/archive',
    injected: 'the process may have 64 open files and the code opens 5000',
    cause: 'resource.disk_fd',
    component: 'self',
    type: 'OSError',
    message: '[Errno 24] Too many open files',
    frame: ['open_many', 'files.append(open(__file__))'],
    keep: ['[Errno 24] Too many open files'],
    options: { limits: ['--nofile=64:64'] },
  },
  KEY_ERROR,
  WRAPPED,
  {
    name: 'recursion',
    path: '/categories',
    injected: 'the code recurses without end',
    cause: 'code.exception',
    component: 'self',
    type: 'RecursionError',
    message: 'maximum recursion depth exceeded',
    frame: ['deep', 'return deep(level + 1)'],
    keep: ['maximum recursion depth exceeded'],
  },
  {
    name: 'module-missing',
    path: '/thumbnail',
    injected: 'the package lacks a module that the code imports on demand',
    cause: 'code.missing_artifact',
    component: 'module shop_thumbnails',
    type: 'ModuleNotFoundError',
    message: "No module named 'shop_thumbnails'",
    frame: ['thumbnail', 'import shop_thumbnails'],
    keep: ["No module named 'shop_thumbnails'"],
  },
];

interface Own {
  readonly spec: Omit<CaseSpec, 'run' | 'logs' | 'variant'>;
  readonly options: Options;
  readonly path: string;
  readonly change?: () => void;
}

const own = ({ spec, options, path, change }: Own): CaseSpec => ({
  ...spec,
  variant: 'lambda',
  logs: [LAMBDA_LOG],
  run: async (bench) => {
    const { handler: __, ...before } = options;
    let url = await start(bench, before);
    await bench.healthy(
      HEALTHY.map((at) => `${url}${at}`),
      6,
    );
    if (change !== undefined || options.handler !== undefined) {
      bench.mark();
      url = await start(bench, options, change);
    }
    await bench.fail(`${url}${path}`);
  },
});

const ownCases = (format: 'text' | 'json'): readonly CaseSpec[] => {
  const prefix = format === 'json' ? 'json-' : '';
  const errorLine = (type: string): RegExp =>
    format === 'json' ? new RegExp(`"errorType": ?"${type}"`) : new RegExp(`^\\[ERROR\\] ${type}: `);
  return [
    own({
      spec: {
        name: `${prefix}task-timed-out`,
        injected: 'the function sleeps for eight seconds, and Lambda ends it after one',
        cause: 'resource.timeout',
        component: 'self',
        exception: {
          line:
            format === 'json'
              ? /"type":"platform\.report".*"status":"timeout"/
              : /Task timed out after 1\.00 seconds/,
          type: null,
        },
        keep: [format === 'json' ? '"status":"timeout"' : 'Task timed out after 1.00 seconds'],
      },
      options: { format, timeoutMs: 1000 },
      path: '/stock',
    }),
    own({
      spec: {
        name: `${prefix}out-of-memory`,
        injected: 'a report grows beyond the 128 MB of the function, and the platform kills it',
        cause: 'resource.memory',
        component: 'self',
        exception: {
          line:
            format === 'json'
              ? /"type":"platform\.report".*"errorType":"Runtime\.OutOfMemory"/
              : /^REPORT .*Error Type: Runtime\.OutOfMemory/,
          type: 'Runtime.OutOfMemory',
        },
        keep: ['Runtime.OutOfMemory'],
      },
      options: { format, memoryMb: 128 },
      path: '/reports/year',
    }),
    own({
      spec: {
        name: `${prefix}import-module-error`,
        injected: 'the new version of the function lacks a file that the handler imports',
        cause: 'code.missing_artifact',
        component: 'module shop',
        exception: { line: errorLine('Runtime.ImportModuleError'), type: 'Runtime.ImportModuleError' },
        keep: ['Runtime.ImportModuleError', "No module named 'shop'"],
      },
      options: { format },
      path: '/health',
      change: () => rmSync(join(TASK, 'shop.py')),
    }),
    own({
      spec: {
        name: `${prefix}syntax-error`,
        injected: 'the new version of the function has a syntax error',
        cause: 'code.syntax',
        component: `file ${TASK}/index.py`,
        exception: { line: errorLine('Runtime.UserCodeSyntaxError'), type: 'Runtime.UserCodeSyntaxError' },
        keep: ['Runtime.UserCodeSyntaxError'],
      },
      options: { format },
      path: '/health',
      change: () => writeFileSync(join(TASK, 'index.py'), 'def handler(event, context)\n    return 1\n'),
    }),
    own({
      spec: {
        name: `${prefix}plain-500`,
        kind: 'no-evidence',
        injected: 'the function answers 500 on its own and logs nothing about it',
        cause: null,
        component: null,
        exception: null,
      },
      options: { format },
      path: '/quiet',
    }),
  ];
};

const CAUGHT: Options = { env: { CATCH_ERRORS: '1', LOG_REQUEST_ID: '1' } };

export const stack = defineStack({
  name: 'lambda-python',
  language: 'python',
  ports: [22_580, 22_599],
  install: async (cacheDir) => {
    const target = join(cacheDir, 'lambda-python', 'site');
    if (!existsSync(join(target, 'awslambdaric'))) {
      mkdirSync(target, { recursive: true });
      await sh('python3', ['-m', 'pip', 'install', '--quiet', '--target', target, ...PACKAGES], {
        maxBuffer: 1 << 26,
      });
    }
    copyTo(target, SITE);
  },
  software: async () =>
    `awslambdaric 4.2.2, C${(await sh(PYTHON, ['--version'])).stdout.trim()}; START, END, REPORT and platform lines by the lab's own Runtime API server`,
  cases: [
    ...FAULTS.map(faultCase('', { format: 'text' })),
    ...[REFUSED, KEY_ERROR, PASSWORD, ACCESS_DENIED].map(faultCase('json-', { format: 'json' })),
    ...[NO_TABLE, PAYMENTS, KEY_ERROR].map(faultCase('caught-', CAUGHT)),
    ...ownCases('text'),
    ...ownCases('json'),
    own({
      spec: {
        name: 'handler-not-found',
        injected: 'the new version names a handler that the module does not have',
        cause: 'code.missing_artifact',
        component: 'self',
        exception: { line: /^\[ERROR\] Runtime\.HandlerNotFound: /, type: 'Runtime.HandlerNotFound' },
        keep: ['Runtime.HandlerNotFound', "Handler 'main' missing on module 'index'"],
      },
      options: { handler: 'index.main' },
      path: '/health',
    }),
  ],
});
