import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { debianVersion, installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import type { Running } from '../../harness/process.ts';
import { webCases } from '../../harness/web-cases.ts';

interface AppOptions {
  readonly database?: string;
  readonly workers?: number;
  readonly user?: string;
}

const RUNNING = new WeakMap<
  Bench,
  { readonly server: Running; readonly port: number; readonly options: AppOptions }
>();

const startServer = async (
  bench: Bench,
  options: AppOptions,
  port: number,
  ends: boolean,
): Promise<Running> => {
  await sharedPostgres();
  return bench.start({
    command: [
      'puma',
      '--bind',
      `tcp://127.0.0.1:${port}`,
      '--environment',
      'production',
      '--threads',
      '1:4',
      '--log-requests',
      ...(options.workers === undefined ? [] : ['--workers', String(options.workers)]),
      'config.ru',
    ],
    env: {
      HOME: '/tmp',
      DATABASE_URL: options.database ?? `postgresql://shop:${PG_PASSWORD}@127.0.0.1:21432/shop`,
    },
    out: 'puma.log',
    ...(ends ? { ends: true } : { readyPort: port }),
    ...(options.user === undefined ? {} : { user: options.user }),
  });
};

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const port = await bench.port();
  mkdirSync(join(bench.dir, 'private'));
  RUNNING.set(bench, { server: await startServer(bench, options, port, false), port, options });
  return `http://127.0.0.1:${port}`;
};

const redeploy =
  (change: (text: string) => string) =>
  async (bench: Bench): Promise<void> => {
    const { server, port, options } = RUNNING.get(bench)!;
    await server.stop();
    bench.mark();
    const file = join(bench.dir, 'lib/stock.rb');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    await startServer(bench, options, port, true);
  };

/** Puma prints the time, the type and the message of what a rack application lets through, and no backtrace. */
const puma = webCases<AppOptions>({
  start: startApp,
  logs: ['puma.log'],
  healthy: ['/health', '/stock', '/orders'],
  from: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 (Rack app|HTTP)/,
  before: /^(127\.0\.0\.1 - - |\d{4}-\d\d-\d\d |- |\[\d+\] |Puma )/,
});

const nothing = (): undefined => undefined;

const cases: readonly CaseSpec[] = [
  puma({
    name: 'nil-count',
    injected: 'the code adds to a stock that its table does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/missing',
    line: /#<NoMethodError: undefined method `\+' for nil:NilClass|NoMethodError/,
    type: 'NoMethodError',
    alsoAs: ['docker-json', 'crlf'],
  }),
  puma({
    name: 'average',
    injected: 'the code divides by the number of counts, which is zero',
    cause: 'code.exception',
    component: 'self',
    path: '/average',
    line: /ZeroDivisionError/,
    type: 'ZeroDivisionError',
  }),
  puma({
    name: 'db-refused',
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/orders',
    healthy: ['/health', '/stock'],
    app: { database: 'postgresql://shop:x@127.0.0.1:21999/shop' },
    line: /PG::ConnectionBad: connection to server at "127\.0\.0\.1", port 21999 failed: Connection refused/,
    type: 'PG::ConnectionBad',
    alsoAs: ['gzip'],
  }),
  puma({
    name: 'label-permission',
    injected: 'the label folder belongs to root and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/puma/private/label.txt',
    path: '/label',
    app: { user: 'www-data' },
    line: /Errno::EACCES: Permission denied @ rb_sysopen/,
    type: 'Errno::EACCES',
    keep: ['Permission denied @ rb_sysopen - /srv/shop/puma/private/label.txt'],
  }),
  puma({
    name: 'json-syntax',
    kind: 'confuser',
    injected: 'the code parses a broken text of its own',
    cause: 'code.exception',
    component: 'self',
    path: '/parse',
    line: /JSON::ParserError/,
    type: 'JSON::ParserError',
  }),
  puma({
    name: 'deploy-syntax',
    injected: 'a file with a syntax error was deployed and the server restarted',
    cause: 'code.syntax',
    component: 'self',
    path: '/stock',
    inject: redeploy((text) => text.replace('counts.sum / counts.size', 'counts.sum / (counts.size')),
    status: 0,
    after: nothing,
    line: /^! Unable to load application: SyntaxError: /,
    type: 'SyntaxError',
    exception: { from: /^! Unable to load application/ },
    alsoAs: ['ansi'],
  }),
  puma({
    name: 'deploy-missing-gem',
    injected: 'code was deployed that requires a gem which was not installed, and the server restarted',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/stock',
    inject: redeploy((text) => `require "barcode_plus"\n${text}`),
    status: 0,
    after: nothing,
    line: /^! Unable to load application: LoadError: cannot load such file -- barcode_plus/,
    type: 'LoadError',
    exception: { from: /^! Unable to load application/ },
    keep: ['cannot load such file -- barcode_plus'],
  }),
  puma({
    name: 'sorry',
    kind: 'no-evidence',
    injected: 'the application answers 500 by itself',
    cause: null,
    component: null,
    path: '/sorry',
    line: null,
    type: null,
  }),
];

export const stack = defineStack({
  name: 'puma',
  language: 'ruby',
  install: () => installDebian(['puma', 'ruby-pg', 'postgresql-15']),
  software: async () => {
    const [server, ruby] = await Promise.all(['puma', 'ruby3.1'].map(debianVersion));
    return `Puma ${server!.split(/[+-]/)[0]}, Ruby ${ruby!.split(/[+-]/)[0]}`;
  },
  cases,
});
