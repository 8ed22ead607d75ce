import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import type { Running } from '../../harness/process.ts';
import { installPython, pythonEnv, pythonSoftware } from '../../harness/python.ts';
import { thirdParty } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

const ROOT = '/srv/shop/gunicorn';
const SERVICE = `${ROOT}/service.py`;
const INVENTORY = `${ROOT}/inventory.py`;

interface AppOptions {
  readonly database?: string;
  readonly workers?: number;
  readonly user?: string;
  readonly wrapper?: readonly string[];
  /** Log the request id in the access line. */
  readonly ids?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const ACCESS = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"';

/** The server that is running in the case at hand, for cases that end and restart it. */
const running = new WeakMap<
  Bench,
  { readonly server: Running; readonly port: number; readonly options: AppOptions }
>();

const startServer = async (
  bench: Bench,
  options: AppOptions,
  port: number,
  ends: boolean,
): Promise<Running> => {
  const [venv, , payments] = await Promise.all([pythonEnv(bench.cacheDir), sharedPostgres(), thirdParty()]);
  const access = options.ids === true ? `${ACCESS} "%({x-request-id}i)s"` : ACCESS;
  const server = [
    `${venv}/bin/python`,
    '-m',
    'gunicorn',
    'service:application',
    '--bind',
    `127.0.0.1:${port}`,
    '--workers',
    String(options.workers ?? 2),
    '--timeout',
    '2',
    '--graceful-timeout',
    '1',
    '--access-logfile',
    '-',
    '--access-logformat',
    access,
    '--no-control-socket',
  ];
  return bench.start({
    command: [...(options.wrapper ?? []), ...server] as [string, ...string[]],
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      DATABASE_URL:
        options.database ?? `host=127.0.0.1 port=21432 dbname=shop user=shop password=${PG_PASSWORD}`,
      PAYMENTS_URL: payments.url,
      ...options.env,
    },
    out: 'gunicorn.log',
    ...(ends ? { ends: true } : { readyPort: port }),
    ...(options.user === undefined ? {} : { user: options.user }),
  });
};

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const port = await bench.port();
  mkdirSync(join(bench.dir, 'labels'));
  running.set(bench, { server: await startServer(bench, options, port, false), port, options });
  return `http://127.0.0.1:${port}`;
};

/** Ends the server, changes the code, and starts it again as a deployment would. */
const redeploy =
  (change: (dir: string) => void, env: Readonly<Record<string, string>> = {}) =>
  async (bench: Bench): Promise<void> => {
    const { server, port, options } = running.get(bench)!;
    await server.stop();
    bench.mark();
    change(bench.dir);
    await startServer(bench, { ...options, env: { ...options.env, ...env } }, port, true);
  };

const gunicorn = webCases<AppOptions>({
  start: startApp,
  logs: ['gunicorn.log'],
  healthy: ['/health', '/stock', '/orders'],
  from: /^\[\d{4}-.*\] \[(ERROR|CRITICAL)\]/,
  before: /^(\[\d{4}-|127\.0\.0\.1 - - )/,
});

const inService = (name: string, code: string): FrameSpec => ({ file: SERVICE, function: name, code });
const inInventory = (name: string | null, code: string): FrameSpec => ({
  file: INVENTORY,
  function: name,
  code,
});
const nothing = (): undefined => undefined;
const settle = (bench: Bench): Promise<void> => bench.pause(900);
const SYSTEM_EXIT = { line: /^SystemExit: 1/, type: 'SystemExit' } as const;

const cases: readonly CaseSpec[] = [
  gunicorn({
    name: 'worker-timeout',
    injected: 'the code waits for a lock that it holds itself, longer than the worker timeout of 2 s',
    cause: 'resource.timeout',
    component: 'self',
    path: '/slow',
    ...SYSTEM_EXIT,
    in: inInventory('recount', 'RECOUNT.acquire(timeout=30)'),
    exception: { from: /\[ERROR\] Error handling request/ },
    keep: ['WORKER TIMEOUT'],
    status: 500,
    after: settle,
    alsoAs: ['docker-json', 'rotated'],
  }),
  gunicorn({
    name: 'worker-timeout-database',
    injected: 'a query sleeps for 20 s, longer than the worker timeout of 2 s',
    cause: 'resource.timeout',
    alsoAccepted: ['datastore.contention'],
    component: 'self',
    path: '/report',
    app: { ids: true },
    line: /CRITICAL\] WORKER TIMEOUT/,
    type: null,
    keep: ['WORKER TIMEOUT'],
    status: 0,
    after: settle,
  }),
  gunicorn({
    name: 'worker-timeout-upstream',
    injected:
      'the payment API does not answer and the code set no timeout, so that the worker timeout of 2 s ends it',
    cause: 'resource.timeout',
    alsoAccepted: ['thirdparty.api'],
    component: 'self',
    path: '/upstream',
    ...SYSTEM_EXIT,
    in: inService('upstream', 'with urllib.request.urlopen('),
    exception: { from: /\[ERROR\] Error handling request/ },
    status: 500,
    after: settle,
    alsoAs: ['crlf'],
  }),
  gunicorn({
    name: 'operator-kill',
    kind: 'confuser',
    injected: 'an operator kills the worker with SIGKILL while it answers; the memory is fine',
    cause: 'upstream.down',
    component: 'self',
    path: '/hold',
    inject: async (bench, url) => {
      const worker = Number((await bench.send(`${url}/pid`)).body);
      bench.mark();
      setTimeout(() => process.kill(worker, 'SIGKILL'), 700);
    },
    app: { workers: 1 },
    line: /\[ERROR\] Worker \(pid:\d+\) was sent SIGKILL! Perhaps out of memory\?/,
    type: null,
    keep: ['was sent SIGKILL! Perhaps out of memory?'],
    status: 0,
    after: settle,
    alsoAs: ['docker-json'],
  }),
  gunicorn({
    name: 'segfault',
    injected: 'native code reads address zero and the worker dies of SIGSEGV',
    cause: 'upstream.down',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/crash',
    line: /\[WARNING\] Worker \(pid:\d+\) was sent SIGSEGV!/,
    type: null,
    exception: { from: /was sent SIGSEGV/ },
    keep: ['was sent SIGSEGV!'],
    status: 0,
    after: settle,
  }),
  gunicorn({
    name: 'deploy-syntax',
    injected: 'a file with a syntax error was deployed and the server restarted',
    cause: 'code.syntax',
    component: 'self',
    path: '/stock',
    inject: redeploy((dir) => copyFileSync(join(dir, 'inventory_broken.py'), join(dir, 'inventory.py'))),
    line: /^SyntaxError: expected ':'/,
    type: 'SyntaxError',
    in: { ...inInventory(null, 'def stock(sku)\n'), source: 'inventory_broken.py' },
    exception: { from: /\[ERROR\] Exception in worker process/, to: /^SyntaxError: expected ':'/ },
    keep: ["SyntaxError: expected ':'"],
    status: 0,
    after: nothing,
    alsoAs: ['ansi', 'gzip'],
  }),
  gunicorn({
    name: 'deploy-missing-module',
    injected: 'code was deployed that imports a package which was not installed, and the server restarted',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/stock',
    inject: redeploy((dir) =>
      writeFileSync(
        join(dir, 'inventory.py'),
        `import barcode_tools\n${readFileSync(join(dir, 'inventory.py'), 'utf8')}`,
      ),
    ),
    line: /^ModuleNotFoundError: No module named 'barcode_tools'/,
    type: 'ModuleNotFoundError',
    exception: {
      from: /\[ERROR\] Exception in worker process/,
      to: /^ModuleNotFoundError: No module named 'barcode_tools'/,
    },
    keep: ["No module named 'barcode_tools'"],
    status: 0,
    after: nothing,
  }),
  gunicorn({
    name: 'deploy-missing-setting',
    injected:
      'code was deployed that reads an environment variable which is not set, and the server restarted',
    cause: 'code.exception',
    component: 'self',
    path: '/stock',
    inject: redeploy((dir) =>
      writeFileSync(join(dir, 'inventory.py'), `import os\n\nREGION = os.environ["SHOP_REGION"]\n`),
    ),
    line: /^KeyError: 'SHOP_REGION'/,
    type: 'KeyError',
    exception: { from: /\[ERROR\] Exception in worker process/, to: /^KeyError: 'SHOP_REGION'/ },
    status: 0,
    after: nothing,
  }),
  gunicorn({
    name: 'port-taken',
    injected: 'another program has taken the port while the server was restarted',
    cause: 'resource.disk_fd',
    component: 'self',
    path: '/stock',
    inject: async (bench) => {
      const { server, port, options } = running.get(bench)!;
      await server.stop();
      await bench.start({
        command: [
          '/usr/bin/python3',
          '-c',
          `import socket, time\ns = socket.socket()\ns.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)\ns.bind(("127.0.0.1", ${port}))\ns.listen()\nwhile True:\n    s.accept()[0].close()`,
        ],
        readyPort: port,
      });
      bench.mark();
      await startServer(bench, options, port, true);
    },
    line: /\[ERROR\] Connection in use: /,
    type: null,
    exception: { from: /Connection in use|ddress already in use/ },
    status: 0,
    after: nothing,
  }),
  gunicorn({
    name: 'key-error',
    injected: 'a path without a handler raises instead of answering 404',
    cause: 'code.exception',
    component: 'self',
    path: '/refnd',
    app: { ids: true },
    line: /^KeyError: '\/refnd'/,
    type: 'KeyError',
    in: inService('application', 'body = ROUTES['),
    exception: { from: /Error handling request/ },
    alsoAs: ['invalid-utf8'],
  }),
  gunicorn({
    name: 'zero-lines',
    injected: 'the code divides by the number of order lines, which is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/refund',
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inInventory('refund', 'return sum(line["price"]'),
    exception: { from: /Error handling request/ },
    alsoAs: ['docker-json', 'crlf'],
  }),
  gunicorn({
    name: 'db-refused',
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/orders',
    healthy: ['/health', '/stock'],
    app: { database: 'host=127.0.0.1 port=21999 dbname=shop user=shop password=x' },
    line: /^psycopg2\.OperationalError: connection to server/,
    type: 'psycopg2.OperationalError',
    in: inService(
      'orders',
      'with psycopg2.connect(os.environ["DATABASE_URL"]) as db, db.cursor() as cursor:\n        cursor.execute("SELECT count',
    ),
    exception: { from: /Error handling request/ },
    alsoAs: ['gzip'],
  }),
  gunicorn({
    name: 'labels-permission',
    kind: 'confuser',
    injected:
      'the label folder belongs to root and the workers run as www-data; the server takes the error for one of its socket',
    cause: 'fs.permission',
    component: 'file /srv/shop/gunicorn/labels/42.txt',
    path: '/labels',
    app: { user: 'www-data' },
    line: /^PermissionError: \[Errno 13\]/,
    type: 'PermissionError',
    status: 0,
    in: inService('labels', 'with open("/srv/shop/gunicorn/labels'),
    exception: { from: /Socket error processing request/ },
  }),
  gunicorn({
    name: 'two-workers-at-once',
    variant: 'interleaved',
    injected: 'the code divides by zero in one worker while another worker reports a database that refuses',
    cause: 'code.exception',
    component: 'self',
    path: '/refund',
    healthy: ['/health', '/stock'],
    app: { workers: 3, ids: true, database: 'host=127.0.0.1 port=21999 dbname=shop user=shop password=x' },
    inject: (bench, url) => {
      bench.mark();
      const others = [1, 2, 3, 4].map(() => bench.send(`${url}/orders`));
      bench.defer(() => Promise.all(others));
    },
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inInventory('refund', 'return sum(line["price"]'),
    exception: { from: /Error handling request GET \/refund/ },
  }),
  gunicorn({
    name: 'sorry',
    kind: 'no-evidence',
    injected: 'the handler answers 500 by itself and logs nothing',
    cause: null,
    component: null,
    path: '/sorry',
    app: { ids: true },
    line: null,
    type: null,
    alsoAs: ['docker-json', 'gzip'],
  }),
];

export const stack = defineStack({
  name: 'gunicorn',
  language: 'python',
  install: async (cacheDir) => {
    await installDebian(['postgresql-15']);
    await installPython(cacheDir);
  },
  software: (cacheDir) => pythonSoftware(cacheDir, ['gunicorn', 'psycopg2-binary']),
  cases,
});
