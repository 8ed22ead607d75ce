import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsEndpoint } from '../../harness/aws-endpoint.ts';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import { installPython, pythonEnv, pythonSoftware } from '../../harness/python.ts';
import { ownRedis } from '../../harness/redis.ts';
import { SELF_SIGNED_PORT, thirdParty } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly wrapper?: readonly string[];
  readonly args?: readonly string[];
}

const BROKERS = new Map<Bench, () => Promise<void>>();

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const [venv, , payments, aws, redis] = await Promise.all([
    pythonEnv(bench.cacheDir),
    sharedPostgres(),
    thirdParty(),
    awsEndpoint(),
    ownRedis(bench, [], 'broker.log'),
  ]);
  BROKERS.set(bench, redis.running.stop);
  const port = await bench.port();
  const env = {
    PYTHONDONTWRITEBYTECODE: '1',
    BROKER: `redis://127.0.0.1:${redis.port}/0`,
    DATABASE_URL: `host=127.0.0.1 port=21432 dbname=shop user=shop password=${PG_PASSWORD}`,
    PAYMENTS_URL: payments.url,
    AWS_ENDPOINT: aws,
    AWS_ACCESS_KEY_ID: 'AKIAQ3EGSHOPLAB7XW2M',
    AWS_SECRET_ACCESS_KEY: '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',
    ...options.env,
  };
  const worker = [
    `${venv}/bin/python`,
    '-m',
    'celery',
    '-A',
    'tasks',
    'worker',
    '--loglevel',
    'INFO',
    '--concurrency',
    '3',
    '--hostname',
    'worker1@shop',
    '--without-mingle',
    '--without-gossip',
    ...(options.args ?? []),
  ];
  await bench.start({
    command: [...(options.wrapper ?? []), ...worker] as [string, ...string[]],
    env,
    out: 'worker.log',
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  await bench.until('worker.log', /ready\./, 8_000);
  await bench.start({
    command: [
      'unshare',
      '--uts',
      'sh',
      '-c',
      'hostname shop-web-1 && exec "$0" "$@"',
      `${venv}/bin/python`,
      'front.py',
      String(port),
    ],
    env,
    out: 'front.log',
    readyPort: port,
  });
  return `http://127.0.0.1:${port}`;
};

const HEADER =
  /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}: (ERROR|CRITICAL)\/(MainProcess|ForkPoolWorker-\d+)\]/;

const celery = webCases<AppOptions>({
  start: startApp,
  logs: ['worker.log'],
  healthy: ['/send_mail?number=41', '/average', '/export_orders', '/send_mail?number=42'],
  from: HEADER,
  before: /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}: /,
});

const inTask = (name: string, code: string): FrameSpec => ({
  file: '/srv/shop/celery/tasks.py',
  function: name,
  code,
});
const NO_DATABASE = ['/send_mail?number=41', '/average'];

const cases: readonly CaseSpec[] = [
  celery({
    name: 'db-refused',
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/export_orders',
    app: {
      env: { DATABASE_URL: 'host=127.0.0.1 port=21999 dbname=shop user=shop password=pg-Winter.7rain' },
    },
    healthy: NO_DATABASE,
    line: /^psycopg2\.OperationalError: connection to server/,
    type: 'psycopg2.OperationalError',
    in: inTask(
      'export_orders',
      'with psycopg2.connect(os.environ["DATABASE_URL"]) as db, db.cursor() as cursor:\n        cursor.execute("SELECT id',
    ),
    keep: ['Connection refused'],
    alsoAs: ['docker-json', 'gzip'],
  }),
  celery({
    name: 'db-password',
    injected: 'the worker has a wrong database password',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    path: '/export_orders',
    app: { env: { DATABASE_URL: 'host=127.0.0.1 port=21432 dbname=shop user=shop password=rotated' } },
    healthy: NO_DATABASE,
    line: /^psycopg2\.OperationalError: .*password authentication failed/,
    type: 'psycopg2.OperationalError',
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['ansi'],
  }),
  celery({
    name: 'missing-table',
    injected: 'a task was deployed whose table was never migrated',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/settle_returns',
    line: /^psycopg2\.errors\.UndefinedTable: relation "returns" does not exist/,
    type: 'psycopg2.errors.UndefinedTable',
    in: inTask('settle_returns', 'cursor.execute("UPDATE returns'),
    alsoAs: ['crlf'],
  }),
  celery({
    name: 'payment-503-after-retry',
    injected: 'the payment API answers 503 at both attempts of the task',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/charge?what=unavailable',
    line: /^requests\.exceptions\.HTTPError: 503 Server Error/,
    type: 'requests.exceptions.HTTPError',
    in: inTask('charge', 'answer.raise_for_status()'),
    keep: ['503 Server Error: Service Unavailable for url'],
    alsoAs: ['docker-json'],
  }),
  celery({
    name: 'rate-html',
    kind: 'confuser',
    injected: 'the rate API answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/rate',
    line: /^requests\.exceptions\.JSONDecodeError: Expecting value/,
    type: 'requests.exceptions.JSONDecodeError',
  }),
  celery({
    name: 'payment-tls',
    injected: 'the payment API shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/charge?what=now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: /^ssl\.SSLCertVerificationError: /,
    type: 'ssl.SSLCertVerificationError',
    in: inTask('charge', 'answer = requests.get('),
    exception: { pick: 'last' },
  }),
  celery({
    name: 'payment-dns',
    injected: 'the host name of the payment API does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/charge?what=now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: /^socket\.gaierror: /,
    type: 'socket.gaierror',
    in: inTask('charge', 'answer = requests.get('),
    exception: { pick: 'last' },
  }),
  celery({
    name: 'empty-order',
    injected: 'the task divides by the number of order lines, which is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/average?empty=1',
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inTask('average', 'return sum(line["price"]'),
    alsoAs: ['docker-json', 'invalid-utf8', 'rotated'],
  }),
  celery({
    name: 'unknown-task',
    kind: 'confuser',
    injected: 'the front sends a task that the deployed worker does not have',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/send_sms',
    line: /^KeyError: 'tasks\.send_sms'/,
    type: 'KeyError',
    request: { timeoutMs: 12_000 },
    keep: ["Received unregistered task of type 'tasks.send_sms'"],
  }),
  celery({
    name: 'hard-limit',
    kind: 'confuser',
    injected: 'the task runs longer than its hard limit of 2 s, and the pool kills its process with SIGKILL',
    cause: 'resource.timeout',
    component: 'self',
    path: '/render',
    app: { env: { HARD_LIMIT: '2' } },
    line: /^billiard\.exceptions\.TimeLimitExceeded: TimeLimitExceeded\(2,?\)/,
    type: 'billiard.exceptions.TimeLimitExceeded',
    keep: ['Hard time limit (2s) exceeded'],
    alsoAs: ['crlf'],
  }),
  celery({
    name: 'soft-limit',
    injected: 'the task runs longer than its soft limit of 1 s',
    cause: 'resource.timeout',
    component: 'self',
    path: '/render',
    app: { env: { SOFT_LIMIT: '1' } },
    line: /^billiard\.exceptions\.SoftTimeLimitExceeded/,
    type: 'billiard.exceptions.SoftTimeLimitExceeded',
    in: inTask('render', 'time.sleep(30)'),
  }),
  celery({
    name: 'operator-kill',
    kind: 'confuser',
    injected:
      'an operator kills the worker process with SIGKILL while it works; neither memory nor time ran out',
    cause: 'upstream.down',
    component: 'self',
    path: '/render',
    inject: (bench) => {
      bench.mark();
      setTimeout(
        () => process.kill(Number(readFileSync(join(bench.dir, 'render.pid'), 'utf8')), 'SIGKILL'),
        900,
      );
    },
    line: /WorkerLostError: Worker exited prematurely: signal 9 \(SIGKILL\)/,
    type: 'billiard.exceptions.WorkerLostError',
    exception: { pick: 'last' },
    keep: ['Worker exited prematurely: signal 9 (SIGKILL)'],
  }),
  celery({
    name: 'archive-permission',
    injected: 'the archive belongs to root and the worker runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/celery/archive.txt',
    path: '/archive?path=/srv/shop/celery/archive.txt',
    app: { user: 'www-data' },
    line: /^PermissionError: \[Errno 13\]/,
    type: 'PermissionError',
    in: inTask('archive', 'with open(path, "w") as file'),
  }),
  celery({
    name: 'archive-disk-full',
    injected: 'the archive is a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /dev/full',
    path: '/archive?path=/dev/full',
    line: /^OSError: \[Errno 28\] No space left on device/,
    type: 'OSError',
    alsoAs: ['nbsp'],
  }),
  celery({
    name: 'missing-module',
    injected: 'the task imports a package that was not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/barcode',
    line: /^ModuleNotFoundError: No module named 'zxing_barcode'/,
    type: 'ModuleNotFoundError',
    in: inTask('barcode', 'import zxing_barcode'),
  }),
  celery({
    name: 'aws-denied',
    injected: 'DynamoDB refuses the action to the role',
    cause: 'cloud.authz_throttle',
    component: 'aws:dynamodb',
    path: '/load_cart?table=denied-table',
    line: /^botocore\.\S+: An error occurred \(AccessDeniedException\)/,
    type: 'botocore.exceptions.ClientError',
    in: inTask('load_cart', 'return client.get_item('),
  }),
  celery({
    name: 'broker-down',
    injected: 'the broker was stopped while the worker was connected',
    cause: 'datastore.unreachable',
    component: 'redis 127.0.0.1:{port}',
    path: '/send_mail?number=43',
    request: { timeoutMs: 3000 },
    status: 0,
    inject: async (bench) => {
      bench.mark();
      await BROKERS.get(bench)?.();
      await bench.until('worker.log', /Cannot connect to redis/);
    },
    after: (bench) => bench.pause(300),
    line: /ERROR\/MainProcess\] consumer: Cannot connect to redis:/,
    type: null,
    exception: { from: /Cannot connect to redis/ },
    keep: ['Cannot connect to redis', 'Connection refused'],
  }),
  celery({
    name: 'three-tasks-at-once',
    variant: 'interleaved',
    injected: 'the task divides by zero in one process while two other processes fail on a missing table',
    cause: 'code.exception',
    component: 'self',
    path: '/average?empty=1',
    inject: (bench, url) => {
      bench.mark();
      const others = [1, 2].map(() => bench.send(`${url}/settle_returns`));
      bench.defer(() => Promise.all(others));
    },
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inTask('average', 'return sum(line["price"]'),
  }),
  celery({
    name: 'front-quiet',
    kind: 'no-evidence',
    injected: 'the front answers 500 by itself; the worker never saw the request',
    cause: null,
    component: null,
    path: '/quiet',
    line: null,
    type: null,
    alsoAs: ['docker-json'],
  }),
];

export const stack = defineStack({
  name: 'celery',
  language: 'python',
  install: async (cacheDir) => {
    await installDebian(['redis-server', 'postgresql-15', 'libfaketime']);
    await installPython(cacheDir);
  },
  software: (cacheDir) => pythonSoftware(cacheDir, ['celery', 'redis', 'psycopg2-binary']),
  cases,
});
