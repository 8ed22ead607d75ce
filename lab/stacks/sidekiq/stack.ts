import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { debianVersion, installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import { ownRedis } from '../../harness/redis.ts';
import { SELF_SIGNED_PORT, thirdParty } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
}

const BROKERS = new WeakMap<Bench, () => Promise<void>>();

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const [redis, payments] = await Promise.all([
    ownRedis(bench, [], 'broker.log'),
    thirdParty(),
    sharedPostgres(),
  ]);
  BROKERS.set(bench, redis.running.stop);
  mkdirSync(join(bench.dir, 'private'));
  const port = await bench.port();
  const env = {
    BROKER: `redis://127.0.0.1:${redis.port}/0`,
    DATABASE_URL: `postgresql://shop:${PG_PASSWORD}@127.0.0.1:21432/shop`,
    PAYMENTS_URL: payments.url,
    ...options.env,
  };
  await bench.start({
    command: [
      'unshare',
      '--uts',
      'sh',
      '-c',
      `hostname shop-worker-1 && exec ${options.user === undefined ? '' : `setpriv --reuid=${options.user} --regid=${options.user} --clear-groups `}sidekiq -r ./jobs.rb -c 3 -e production`,
    ],
    env: { ...env, HOME: '/tmp' },
    out: 'sidekiq.log',
  });
  await bench.start({
    command: ['ruby', 'front.rb', String(port)],
    env: { ...env, HOME: '/tmp' },
    out: 'front.log',
    readyPort: port,
  });
  return `http://127.0.0.1:${port}`;
};

/** A failed job is a WARN line with the job, one with the type and message, and one with the backtrace. */
const sidekiq = webCases<AppOptions>({
  start: startApp,
  logs: ['sidekiq.log'],
  healthy: ['/mail?number=41', '/total', '/export', '/share?parts=5'],
  from: /^(\d{4}-\S+ pid=\d+ .* WARN: \{|\{"ts")/,
  before:
    /^(\d{4}-\S+ pid=\d+ .* (INFO|WARN): ([A-Z][a-z]|start|done|fail|\{|mail)|\{"ts".*"(start|done|fail)")/,
});

const NO_DATABASE = ['/mail?number=41', '/total', '/share?parts=5'];
const inJob = (name: string, code: string): FrameSpec => ({
  file: '/srv/shop/sidekiq/jobs.rb',
  function: name,
  code,
});
const TYPE = (name: string): RegExp => new RegExp(`WARN: ${name}: `);

const cases: readonly CaseSpec[] = [
  sidekiq({
    name: 'db-refused',
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/export',
    app: { env: { DATABASE_URL: 'postgresql://shop:pg-Winter.7rain@127.0.0.1:21999/shop' } },
    healthy: NO_DATABASE,
    line: TYPE('PG::ConnectionBad'),
    type: 'PG::ConnectionBad',
    in: inJob('database', 'PG.connect(ENV.fetch'),
    keep: ['Connection refused'],
    alsoAs: ['docker-json', 'gzip'],
  }),
  sidekiq({
    name: 'db-password',
    injected: 'the worker has a wrong database password',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    path: '/export',
    app: { env: { DATABASE_URL: 'postgresql://shop:rotated@127.0.0.1:21432/shop' } },
    healthy: NO_DATABASE,
    line: TYPE('PG::ConnectionBad'),
    type: 'PG::ConnectionBad',
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['crlf'],
  }),
  sidekiq({
    name: 'missing-table',
    injected: 'a job was deployed whose table was never migrated',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/returns',
    line: TYPE('PG::UndefinedTable'),
    type: 'PG::UndefinedTable',
    in: inJob('perform', 'Shop.database.exec("UPDATE returns'),
    keep: ['relation "returns" does not exist'],
    alsoAs: ['rotated'],
  }),
  sidekiq({
    name: 'nil-lines',
    injected: 'the job sums order lines that are missing',
    cause: 'code.exception',
    component: 'self',
    path: '/total?empty=1',
    line: TYPE('NoMethodError'),
    type: 'NoMethodError',
    in: inJob('perform', 'lines.sum { |line|'),
    alsoAs: ['docker-json', 'ansi', 'invalid-utf8'],
  }),
  sidekiq({
    name: 'zero-division',
    injected: 'the job divides by a number that may be zero',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    line: TYPE('ZeroDivisionError'),
    type: 'ZeroDivisionError',
    in: inJob('/', '100 / Integer(parts)'),
  }),
  sidekiq({
    name: 'hidden-cause',
    injected: 'the job wraps the error of a number that is none',
    cause: 'code.exception',
    component: 'self',
    path: '/import',
    line: TYPE('RuntimeError'),
    type: 'RuntimeError',
    in: inJob('rescue in perform', 'raise "supplier feed'),
  }),
  sidekiq({
    name: 'payment-503',
    injected: 'the payment API answers 503; the job will be tried again',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/charge?what=unavailable',
    line: TYPE('Net::HTTPFatalError'),
    type: 'Net::HTTPFatalError',
    in: inJob('perform', 'answer.value'),
    keep: ['503 "Service Unavailable"'],
    alsoAs: ['docker-json'],
  }),
  sidekiq({
    name: 'payment-html',
    kind: 'confuser',
    injected: 'the payment API answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/charge?what=html',
    line: TYPE('JSON::ParserError'),
    type: 'JSON::ParserError',
    in: inJob('perform', 'JSON.parse(answer.body)'),
  }),
  sidekiq({
    name: 'payment-dns',
    injected: 'the host name of the payment API does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/charge?what=now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.invalid/v1' } },
    line: TYPE('SocketError'),
    type: 'SocketError',
  }),
  sidekiq({
    name: 'payment-tls',
    injected: 'the payment API shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/charge?what=now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1` } },
    line: TYPE('OpenSSL::SSL::SSLError'),
    type: 'OpenSSL::SSL::SSLError',
    keep: ['certificate verify failed'],
  }),
  sidekiq({
    name: 'invoice-permission',
    injected: 'the invoice folder belongs to root and the worker runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/sidekiq/private/42.txt',
    path: '/invoice?path=/srv/shop/sidekiq/private/42.txt',
    app: { user: 'www-data' },
    line: TYPE('Errno::EACCES'),
    type: 'Errno::EACCES',
    keep: ['Permission denied @ rb_sysopen - /srv/shop/sidekiq/private/42.txt'],
  }),
  sidekiq({
    name: 'invoice-disk-full',
    injected: 'the invoice file is a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /dev/full',
    path: '/invoice?path=/dev/full',
    line: TYPE('Errno::ENOSPC'),
    type: 'Errno::ENOSPC',
    alsoAs: ['crlf'],
  }),
  sidekiq({
    name: 'missing-gem',
    injected: 'the job requires a gem that was not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/barcode',
    line: TYPE('LoadError'),
    type: 'LoadError',
    in: inJob('perform', 'require "barby_plus"'),
    keep: ['cannot load such file -- barby_plus'],
  }),
  sidekiq({
    name: 'sorry',
    kind: 'no-evidence',
    injected: 'the front answers 500 by itself; the worker never saw the request',
    cause: null,
    component: null,
    path: '/sorry',
    line: null,
    type: null,
    alsoAs: ['gzip'],
  }),
];

export const stack = defineStack({
  name: 'sidekiq',
  language: 'ruby',
  install: () => installDebian(['ruby-sidekiq', 'ruby-pg', 'redis-server', 'postgresql-15', 'libfaketime']),
  software: async () => {
    const [sidekiqVersion, ruby] = await Promise.all(['ruby-sidekiq', 'ruby3.1'].map(debianVersion));
    return `Sidekiq ${sidekiqVersion!.split(/[+-]/)[0]}, Ruby ${ruby!.split(/[+-]/)[0]}`;
  },
  cases,
});
