import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { debianVersion, installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import type { Running } from '../../harness/process.ts';
import { installPython, pythonEnv } from '../../harness/python.ts';
import { thirdParty } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

const ROOT = '/srv/shop/uwsgi';

interface AppOptions {
  readonly database?: string;
  readonly args?: readonly string[];
  readonly user?: string;
}

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
  return bench.start({
    command: [
      'unshare',
      '--uts',
      'sh',
      '-c',
      'hostname shop-web-1 && exec "$0" "$@"',
      'uwsgi',
      '--plugins',
      'python3',
      '--http-socket',
      `127.0.0.1:${port}`,
      '--master',
      '--processes',
      '2',
      '--harakiri',
      '2',
      '--virtualenv',
      venv,
      '--chdir',
      bench.dir,
      '--wsgi-file',
      'service.py',
      '--need-app',
      '--die-on-term',
      ...(options.user === undefined ? [] : ['--uid', options.user, '--gid', options.user]),
      ...(options.args ?? []),
    ],
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      DATABASE_URL:
        options.database ?? `host=127.0.0.1 port=21432 dbname=shop user=shop password=${PG_PASSWORD}`,
      PAYMENTS_URL: payments.url,
    },
    out: 'uwsgi.log',
    stopSignal: 'SIGINT',
    ...(ends ? { ends: true } : { readyPort: port }),
  });
};

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const port = await bench.port();
  mkdirSync(join(bench.dir, 'labels'));
  running.set(bench, { server: await startServer(bench, options, port, false), port, options });
  return `http://127.0.0.1:${port}`;
};

const redeploy =
  (change: (dir: string) => void) =>
  async (bench: Bench): Promise<void> => {
    const { server, port, options } = running.get(bench)!;
    await server.stop();
    bench.mark();
    change(bench.dir);
    await startServer(bench, options, port, true);
  };

/** A traceback has no header of its own: it begins with its first line. */
const uwsgi = webCases<AppOptions>({
  start: startApp,
  logs: ['uwsgi.log'],
  healthy: ['/health', '/stock', '/orders'],
  from: /^Traceback \(most recent call last\):/,
});

const inService = (name: string, code: string): FrameSpec => ({ file: 'service.py', function: name, code });
const inInventory = (name: string | null, code: string): FrameSpec => ({
  file: `${ROOT}/inventory.py`,
  function: name,
  code,
});
const nothing = (): undefined => undefined;
const settle = (bench: Bench): Promise<void> => bench.pause(2200);
const HARAKIRI = {
  cause: 'resource.timeout',
  component: 'self',
  line: /\*\*\* HARAKIRI ON WORKER \d+ \(pid: \d+, try: 1/,
  type: null,
  exception: { from: /\*\*\* HARAKIRI ON WORKER/ },
  status: 0,
  after: settle,
} as const;

const cases: readonly CaseSpec[] = [
  uwsgi({
    name: 'harakiri',
    kind: 'confuser',
    injected:
      'the code waits for 30 s, longer than the harakiri limit of 2 s, and the master kills the worker with SIGKILL',
    path: '/warehouse',
    ...HARAKIRI,
    keep: ['HARAKIRI ON WORKER', 'killed by signal 9'],
    alsoAs: ['docker-json', 'gzip'],
  }),
  uwsgi({
    name: 'harakiri-upstream',
    injected:
      'the payment API does not answer and the code set no timeout, so that the harakiri limit of 2 s ends it',
    path: '/upstream',
    ...HARAKIRI,
    alsoAccepted: ['thirdparty.api'],
    alsoAs: ['crlf'],
  }),
  uwsgi({
    name: 'harakiri-database',
    variant: 'wrong-zone',
    injected:
      'a query sleeps for 20 s, longer than the harakiri limit of 2 s; the log prints local time without a zone',
    path: '/report',
    ...HARAKIRI,
    alsoAccepted: ['datastore.contention'],
    app: { args: ['--env', 'TZ=America/New_York'] },
  }),
  uwsgi({
    name: 'operator-kill',
    kind: 'confuser',
    injected: 'an operator kills the worker with SIGKILL while it answers; neither memory nor time ran out',
    cause: 'upstream.down',
    component: 'self',
    path: '/hold',
    app: { args: ['--processes', '1', '--harakiri', '20'] },
    inject: async (bench, url) => {
      const worker = Number((await bench.send(`${url}/pid`)).body);
      bench.mark();
      setTimeout(() => process.kill(worker, 'SIGKILL'), 600);
    },
    line: /^DAMN ! worker \d+ \(pid: \d+\) died, killed by signal 9/,
    type: null,
    exception: { from: /^DAMN !/ },
    keep: ['killed by signal 9'],
    status: 0,
    after: settle,
  }),
  uwsgi({
    name: 'segfault',
    injected: 'native code reads address zero and the worker dies of SIGSEGV',
    cause: 'upstream.down',
    alsoAccepted: ['code.exception'],
    component: 'self',
    path: '/crash',
    line: /^!!! uWSGI process \d+ got Segmentation Fault !!!/,
    type: null,
    exception: { from: /^!!! uWSGI/, to: /^\*\*\* end of backtrace \*\*\*/ },
    keep: ['got Segmentation Fault'],
    status: 0,
    after: settle,
  }),
  uwsgi({
    name: 'memory-limit',
    injected: 'the worker has an address space of 1 GiB and asks for 4',
    cause: 'resource.memory',
    component: 'self',
    status: 0,
    path: '/thumbnails',
    app: { args: ['--limit-as', '1024'] },
    line: /^MemoryError/,
    type: 'MemoryError',
    in: inService('thumbnails', 'return str(len(bytearray('),
  }),
  uwsgi({
    name: 'zero-lines',
    injected: 'the code divides by the number of order lines, which is zero',
    cause: 'code.exception',
    component: 'self',
    status: 0,
    path: '/refund',
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inInventory('refund', 'return sum(line["price"]'),
    alsoAs: ['docker-json', 'ansi', 'nbsp'],
  }),
  uwsgi({
    name: 'db-refused',
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    status: 0,
    path: '/orders',
    healthy: ['/health', '/stock'],
    app: { database: 'host=127.0.0.1 port=21999 dbname=shop user=shop password=x' },
    line: /^psycopg2\.OperationalError: connection to server/,
    type: 'psycopg2.OperationalError',
    in: inService(
      'orders',
      'with psycopg2.connect(os.environ["DATABASE_URL"]) as db, db.cursor() as cursor:\n        cursor.execute("SELECT count',
    ),
    exception: { to: /^RuntimeError: orders are not available/ },
    keep: ['Connection refused'],
    alsoAs: ['crlf', 'rotated'],
  }),
  uwsgi({
    name: 'db-password',
    injected: 'the application has a wrong database password',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    status: 0,
    path: '/orders',
    healthy: ['/health', '/stock'],
    app: { database: 'host=127.0.0.1 port=21432 dbname=shop user=shop password=gone' },
    line: /^psycopg2\.OperationalError: connection to server .*password authentication failed/,
    type: 'psycopg2.OperationalError',
    exception: { to: /^RuntimeError: orders are not available/ },
    keep: ['password authentication failed for user "shop"'],
  }),
  uwsgi({
    name: 'labels-permission',
    injected: 'the label folder belongs to root and the workers run as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/uwsgi/labels/42.txt',
    status: 0,
    path: '/labels',
    app: { user: 'www-data' },
    line: /^PermissionError: \[Errno 13\]/,
    type: 'PermissionError',
    in: inService('labels', 'with open("/srv/shop/uwsgi/labels'),
  }),
  uwsgi({
    name: 'deploy-syntax',
    injected: 'a file with a syntax error was deployed and the server restarted',
    cause: 'code.syntax',
    component: 'self',
    path: '/stock',
    inject: redeploy((dir) => copyFileSync(join(dir, 'inventory_broken.py'), join(dir, 'inventory.py'))),
    line: /^SyntaxError: expected ':'/,
    type: 'SyntaxError',
    status: 0,
    after: nothing,
    alsoAs: ['invalid-utf8'],
  }),
  uwsgi({
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
    status: 0,
    after: nothing,
  }),
  uwsgi({
    name: 'two-workers-at-once',
    variant: 'interleaved',
    injected:
      'the code divides by zero in one worker while another prints the traceback of a refused database line by line',
    cause: 'code.exception',
    component: 'self',
    status: 0,
    path: '/refund',
    healthy: ['/health', '/stock'],
    app: {
      args: ['--processes', '4'],
      database: 'host=127.0.0.1 port=21999 dbname=shop user=shop password=x',
    },
    inject: (bench, url) => {
      bench.mark();
      const others = Array.from({ length: 8 }, () => bench.send(`${url}/orders`));
      bench.defer(() => Promise.all(others));
    },
    line: /^ZeroDivisionError: division by zero/,
    type: 'ZeroDivisionError',
    in: inInventory('refund', 'return sum(line["price"]'),
    exception: {
      sequence: [
        'Traceback (most recent call last):',
        '  File "service.py", line 100, in application',
        '    body = ROUTES[',
        '           ^^^^',
        '  File "service.py", line 43, in refund',
        '    return str(inventory.refund(',
        '               ^^^^',
        '  File "/srv/shop/uwsgi/inventory.py", line 19, in refund',
        '    return sum(line["price"]',
        '           ~~~~',
        'ZeroDivisionError: division by zero',
      ],
    },
  }),
  uwsgi({
    name: 'sorry',
    kind: 'no-evidence',
    injected: 'the handler answers 500 by itself and logs nothing',
    cause: null,
    component: null,
    path: '/sorry',
    line: null,
    type: null,
    alsoAs: ['gzip'],
  }),
];

export const stack = defineStack({
  name: 'uwsgi',
  language: 'python',
  install: async (cacheDir) => {
    await installDebian(['uwsgi-core', 'uwsgi-plugin-python3', 'postgresql-15']);
    await installPython(cacheDir);
  },
  software: async () =>
    `uWSGI ${(await debianVersion('uwsgi-core')).split('-')[0] ?? ''}, CPython ${(await debianVersion('python3.11-minimal')).split('-')[0] ?? ''}`,
  cases,
});
