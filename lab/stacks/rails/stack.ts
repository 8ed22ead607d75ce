import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { debianVersion, installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec, FrameSpec } from '../../harness/define-stack.ts';
import { MARIADB_PASSWORD, sharedMariadb } from '../../harness/mariadb.ts';
import { exhaustPostgres, PG_PASSWORD, sharedPostgres } from '../../harness/postgres.ts';
import { REDIS_PASSWORD, sharedRedis } from '../../harness/redis.ts';
import { SELF_SIGNED_PORT, thirdParty } from '../../harness/third-party.ts';
import { webCases } from '../../harness/web-cases.ts';

interface AppOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
}

const startApp = async (bench: Bench, options: AppOptions = {}): Promise<string> => {
  const [database, redis, payments, mariadb] = await Promise.all([
    sharedPostgres(),
    sharedRedis(),
    thirdParty(),
    sharedMariadb(),
  ]);
  const port = await bench.port();
  for (const name of ['tmp', 'private']) mkdirSync(join(bench.dir, name));
  const own =
    options.env?.['DB_ADAPTER'] === 'mysql2'
      ? { DB_PORT: String(mariadb.port), DB_PASSWORD: MARIADB_PASSWORD }
      : { DB_PORT: String(database.port), DB_PASSWORD: PG_PASSWORD };
  await bench.start({
    command: ['puma', '-C', 'config/puma.rb', 'config.ru'],
    env: {
      RAILS_ENV: 'production',
      PORT: String(port),
      PAYMENTS_URL: payments.url,
      REDIS_PORT: String(redis.port),
      REDIS_PASSWORD,
      ...own,
      ...options.env,
    },
    out: 'production.log',
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

const TAGS = { LOG_TAGS: '1' };

/** A failure is a FATAL record with an empty header line; the next record begins with its severity letter. */
const rails = webCases<AppOptions>({
  start: startApp,
  logs: ['production.log'],
  healthy: ['/health', '/products', '/products/3', '/share', '/total'],
  from: /^F, \[.*FATAL -- : /,
  before: /^[DIWEF], \[/,
});

const NO_DATABASE = ['/health', '/share', '/total'];
const at = (file: string, name: string | null, code: string): FrameSpec => ({ file, function: name, code });

const cases: readonly CaseSpec[] = [
  rails({
    name: 'pg-refused',
    injected: 'the database address points to port 21999, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'postgres 127.0.0.1:21999',
    path: '/products',
    healthy: NO_DATABASE,
    app: { env: { DB_PORT: '21999', ...TAGS } },
    line: /ActiveRecord::ConnectionNotEstablished \(connection to server at "127\.0\.0\.1", port 21999 failed: Connection refused/,
    type: 'ActiveRecord::ConnectionNotEstablished',
    in: at('app/controllers/products_controller.rb', 'map', 'render json: Product.limit(5)'),
    keep: ['Connection refused'],
    alsoAs: ['docker-json', 'crlf', 'rotated'],
  }),
  rails({
    name: 'pg-password',
    kind: 'confuser',
    injected: 'the application has a wrong database password, for which this version raises NoDatabaseError',
    cause: 'datastore.auth',
    component: 'postgres 127.0.0.1:21432',
    path: '/products',
    healthy: NO_DATABASE,
    app: { env: { DB_PASSWORD: 'gone-2025' } },
    line: /ActiveRecord::NoDatabaseError \(connection to server .*password authentication failed for user "shop"/,
    type: 'ActiveRecord::NoDatabaseError',
    keep: ['password authentication failed for user "shop"'],
    alsoAs: ['ansi'],
  }),
  rails({
    name: 'pg-name',
    injected: 'the database name is one that the server does not have',
    cause: 'datastore.auth',
    alsoAccepted: ['datastore.schema'],
    component: 'postgres 127.0.0.1:21432',
    path: '/products',
    healthy: NO_DATABASE,
    app: { env: { DB_NAME: 'shop_v2', ...TAGS } },
    line: /ActiveRecord::NoDatabaseError \(/,
    type: 'ActiveRecord::NoDatabaseError',
    keep: ['database "shop_v2" does not exist'],
  }),
  rails({
    name: 'pg-full',
    injected: 'other sessions hold every connection that the server allows',
    cause: 'datastore.capacity',
    component: 'postgres 127.0.0.1:21432',
    path: '/products',
    healthy: NO_DATABASE,
    app: { env: TAGS },
    inject: async (bench) => exhaustPostgres(bench, await sharedPostgres()),
    line: /ActiveRecord::ConnectionNotEstablished \(.*remaining connection slots/,
    type: 'ActiveRecord::ConnectionNotEstablished',
  }),
  rails({
    name: 'pool-exhausted',
    injected: 'a slow request holds the only connection of the pool for longer than its timeout',
    cause: 'datastore.capacity',
    component: 'postgres 127.0.0.1:21432',
    path: '/products',
    app: { env: { DB_POOL: '1', ...TAGS } },
    inject: async (bench, url) => {
      const other = bench.send(`${url}/hold`);
      bench.defer(() => other);
      await bench.pause(300);
    },
    line: /ActiveRecord::ConnectionTimeoutError \(could not obtain a connection from the pool/,
    type: 'ActiveRecord::ConnectionTimeoutError',
    keep: ['could not obtain a connection from the pool within 1.000 seconds'],
  }),
  rails({
    name: 'missing-table',
    injected: 'a model was deployed whose table was never migrated',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/vouchers',
    app: { env: TAGS },
    line: /ActiveRecord::StatementInvalid \(PG::UndefinedTable: ERROR: {2}relation "vouchers" does not exist/,
    type: 'PG::UndefinedTable',
    in: at('app/controllers/orders_controller.rb', 'vouchers', 'render json: Voucher.where'),
    keep: ['relation "vouchers" does not exist'],
    alsoAs: ['gzip'],
  }),
  rails({
    name: 'missing-column',
    injected: 'a query was deployed with a column that was never migrated',
    cause: 'datastore.schema',
    component: 'postgres 127.0.0.1:21432',
    path: '/ratings',
    line: /ActiveRecord::StatementInvalid \(PG::UndefinedColumn: ERROR: {2}column "rating" does not exist/,
    type: 'PG::UndefinedColumn',
    in: at('app/controllers/orders_controller.rb', 'ratings', 'render json: Product.where("rating'),
    alsoAs: ['docker-json'],
  }),
  rails({
    name: 'deadlock',
    injected: 'two requests lock the same two rows in opposite order',
    cause: 'datastore.contention',
    component: 'postgres 127.0.0.1:21432',
    path: '/transfer?from=5&to=6',
    app: { env: TAGS },
    inject: async (bench, url) => {
      const other = bench.send(`${url}/transfer?from=6&to=5`);
      bench.defer(() => other);
      await bench.pause(300);
    },
    line: /ActiveRecord::Deadlocked \(PG::TRDeadlockDetected: ERROR: {2}deadlock detected/,
    type: 'PG::TRDeadlockDetected',
    in: at('app/controllers/products_controller.rb', 'block in transfer', 'Product.lock.find(params[:to])'),
    keep: ['deadlock detected'],
  }),
  rails({
    name: 'duplicate',
    injected: 'the code inserts a customer that exists, without looking first',
    cause: 'code.exception',
    component: 'self',
    path: '/signup?email=ada@example.org&password=hunter2',
    app: { env: TAGS },
    line: /ActiveRecord::RecordNotUnique \(PG::UniqueViolation: ERROR/,
    type: 'PG::UniqueViolation',
    in: at('app/controllers/orders_controller.rb', 'signup', 'Customer.create!'),
    secrets: ['ada@example.org'],
  }),
  rails({
    name: 'mysql-refused',
    injected: 'the database address points to port 21995, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'mysql 127.0.0.1:21995',
    path: '/products',
    healthy: NO_DATABASE,
    app: { env: { DB_ADAPTER: 'mysql2', DB_PORT: '21995', ...TAGS } },
    line: /ActiveRecord::ConnectionNotEstablished \(Can't connect to (MySQL )?server on '127\.0\.0\.1'/,
    type: 'ActiveRecord::ConnectionNotEstablished',
  }),
  rails({
    name: 'mysql-missing-table',
    injected: 'a model was deployed whose table was never created',
    cause: 'datastore.schema',
    component: 'mysql 127.0.0.1:21306',
    path: '/vouchers',
    app: { env: { DB_ADAPTER: 'mysql2' } },
    line: /ActiveRecord::StatementInvalid \(Mysql2::Error: Table 'shop\.vouchers' doesn't exist/,
    type: 'Mysql2::Error',
    keep: ["Table 'shop.vouchers' doesn't exist"],
  }),
  rails({
    name: 'redis-refused',
    injected: 'the cache address points to port 21994, where nothing listens',
    cause: 'datastore.unreachable',
    component: 'redis 127.0.0.1:21994',
    path: '/basket',
    app: { env: { REDIS_PORT: '21994', ...TAGS } },
    line: /Redis::CannotConnectError \(Error connecting to Redis on 127\.0\.0\.1:21994 \(Errno::ECONNREFUSED\)\)/,
    type: 'Redis::CannotConnectError',
    in: at('app/services/basket.rb', 'load', 'Redis.new(host:'),
  }),
  rails({
    name: 'redis-password',
    injected: 'the application has no password for a cache that asks for one',
    cause: 'datastore.auth',
    component: 'redis 127.0.0.1:21379',
    path: '/basket',
    app: { env: { REDIS_PASSWORD: '', ...TAGS } },
    line: /Redis::CommandError \(NOAUTH Authentication required/,
    type: 'Redis::CommandError',
    keep: ['NOAUTH Authentication required'],
  }),
  rails({
    name: 'nil-lines',
    injected: 'the code sums order lines that are missing',
    cause: 'code.exception',
    component: 'self',
    path: '/total?empty=1',
    app: { env: TAGS },
    line: /NoMethodError \(undefined method `sum' for nil:NilClass/,
    type: 'NoMethodError',
    in: at('app/services/order_totals.rb', 'total', 'lines.sum { |line|'),
    alsoAs: ['docker-json', 'ansi', 'invalid-utf8', 'nbsp'],
  }),
  rails({
    name: 'zero-division',
    injected: 'the code divides by a number that may be zero',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    line: /ZeroDivisionError \(divided by 0\):/,
    type: 'ZeroDivisionError',
    in: at('app/services/order_totals.rb', 'share', 'amount / parts'),
    alsoAs: ['crlf'],
  }),
  rails({
    name: 'zero-division-plain',
    injected: 'the code divides by a number that may be zero; the log has neither time nor severity',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    app: { env: { LOG_PLAIN: '1', ...TAGS } },
    line: /ZeroDivisionError \(divided by 0\):/,
    type: 'ZeroDivisionError',
    in: at('app/services/order_totals.rb', 'share', 'amount / parts'),
    exception: { from: /ZeroDivisionError/, before: /Started GET/ },
  }),
  rails({
    name: 'missing-key',
    injected: 'the code fetches a key that its own order does not have',
    cause: 'code.exception',
    component: 'self',
    path: '/checkout',
    app: { env: TAGS },
    line: /KeyError \(key not found: :customer\):/,
    type: 'KeyError',
    in: at('app/controllers/orders_controller.rb', 'checkout', 'order.fetch(:customer)'),
  }),
  rails({
    name: 'view-nil',
    injected: 'a template asks a missing item for its name',
    cause: 'code.exception',
    component: 'self',
    path: '/offer',
    app: { env: TAGS },
    line: /ActionView::Template::Error \(undefined method `name' for nil:NilClass\):/,
    type: 'ActionView::Template::Error',
    in: at('app/views/pages/offer.html.erb', null, '<p><%= @item.name %></p>'),
  }),
  rails({
    name: 'hidden-cause',
    injected: 'the code wraps the error of a number that is none; the log shows the wrapper alone',
    cause: 'code.exception',
    component: 'self',
    path: '/import',
    app: { env: TAGS },
    line: /RuntimeError \(supplier feed could not be imported\):/,
    type: 'RuntimeError',
    in: at('app/services/feed_import.rb', 'rescue in run', 'raise "supplier feed'),
  }),
  rails({
    name: 'missing-template',
    injected: 'the controller renders a template that was not deployed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/landing',
    app: { env: TAGS },
    line: /ActionView::MissingTemplate \(Missing template pages\/landing_2026/,
    type: 'ActionView::MissingTemplate',
    in: at('app/controllers/pages_controller.rb', 'landing', 'render "pages/landing_2026"'),
  }),
  rails({
    name: 'missing-gem',
    injected: 'the controller requires a gem that was not installed',
    cause: 'code.missing_artifact',
    component: 'self',
    path: '/export',
    app: { env: TAGS },
    line: /LoadError \(cannot load such file -- axlsx_builder\):/,
    type: 'LoadError',
    in: at('app/controllers/pages_controller.rb', 'export', 'require "axlsx_builder"'),
    keep: ['cannot load such file -- axlsx_builder'],
  }),
  rails({
    name: 'service-syntax',
    injected: 'a file with a syntax error was deployed and is loaded at the first use',
    cause: 'code.syntax',
    component: 'self',
    path: '/broken',
    app: { env: TAGS },
    line: /SyntaxError \(\/srv\/shop\/rails\/app\/services\/price_rules\.rb:\d+: syntax error/,
    type: 'SyntaxError',
    alsoAs: ['gzip'],
  }),
  rails({
    name: 'invoice-permission',
    injected: 'the invoice folder belongs to root and the server runs as www-data',
    cause: 'fs.permission',
    component: 'file /srv/shop/rails/private/42.txt',
    path: '/invoice',
    app: { user: 'www-data', env: TAGS },
    line: /Errno::EACCES \(Permission denied @ rb_sysopen - \/srv\/shop\/rails\/private\/42\.txt\)/,
    type: 'Errno::EACCES',
    in: at('app/services/invoice_writer.rb', 'initialize', 'File.open(path, "w")'),
    keep: ['Permission denied @ rb_sysopen - /srv/shop/rails/private/42.txt'],
  }),
  rails({
    name: 'invoice-disk-full',
    injected: 'the invoice file is a device without free space',
    cause: 'resource.disk_fd',
    component: 'file /srv/shop/rails/private/42.txt',
    path: '/invoice',
    app: { env: TAGS },
    inject: (bench) => symlinkSync('/dev/full', join(bench.dir, 'private/42.txt')),
    line: /Errno::ENOSPC \(No space left on device/,
    type: 'Errno::ENOSPC',
    keep: ['No space left on device'],
  }),
  rails({
    name: 'payment-503',
    injected: 'the payment API answers 503',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/unavailable',
    app: { env: TAGS },
    line: /PaymentError \(GET .* answered 503/,
    type: 'PaymentError',
    in: at('app/services/payment_gateway.rb', 'charge', 'raise PaymentError, "GET'),
  }),
  rails({
    name: 'payment-slow',
    injected: 'the payment API does not answer within the client timeout of 1 s',
    cause: 'thirdparty.api',
    alsoAccepted: ['resource.timeout'],
    component: 'http api.paywell.test',
    path: '/pay/slow',
    line: /Net::ReadTimeout \(Net::ReadTimeout/,
    type: 'Net::ReadTimeout',
  }),
  rails({
    name: 'payment-html',
    kind: 'confuser',
    injected: 'the payment API answers an HTML page where JSON is expected',
    cause: 'thirdparty.api',
    component: 'http api.paywell.test',
    path: '/pay/html',
    app: { env: TAGS },
    line: /JSON::ParserError \(/,
    type: 'JSON::ParserError',
    in: at('app/services/payment_gateway.rb', 'charge', 'JSON.parse(answer.body)'),
    alsoAs: ['crlf'],
  }),
  rails({
    name: 'payment-dns',
    injected: 'the host name of the payment API does not exist',
    cause: 'network.dns_tls',
    component: 'http api.paywell.invalid',
    path: '/pay/now',
    app: { env: { PAYMENTS_URL: 'http://api.paywell.invalid/v1', ...TAGS } },
    line: /SocketError \(Failed to open TCP connection to api\.paywell\.invalid:80 \(getaddrinfo/,
    type: 'SocketError',
  }),
  rails({
    name: 'payment-tls',
    injected: 'the payment API shows a self-signed certificate',
    cause: 'network.dns_tls',
    component: 'http api.paywell.test',
    path: '/pay/now',
    app: { env: { PAYMENTS_URL: `https://api.paywell.test:${SELF_SIGNED_PORT}/v1`, ...TAGS } },
    line: /OpenSSL::SSL::SSLError \(SSL_connect returned=1 .*certificate verify failed/,
    type: 'OpenSSL::SSL::SSLError',
    keep: ['certificate verify failed'],
  }),
  rails({
    name: 'after-404s',
    kind: 'confuser',
    injected:
      'the code divides by zero after a scanner has asked for paths that do not exist, which the log calls FATAL',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    app: { env: TAGS },
    inject: async (bench, url) => {
      for (const path of ['/wp-login.php', '/.env', '/admin']) await bench.send(url + path);
    },
    after: async (bench, url) => {
      await bench.send(`${url}/.git/config`);
    },
    line: /ZeroDivisionError \(divided by 0\):/,
    type: 'ZeroDivisionError',
    in: at('app/services/order_totals.rb', 'share', 'amount / parts'),
    alsoAs: ['docker-json'],
  }),
  rails({
    name: 'two-threads-at-once',
    variant: 'interleaved',
    injected: 'the code divides by zero in one thread while other threads fail on a missing table',
    cause: 'code.exception',
    component: 'self',
    path: '/share?parts=0',
    app: { env: TAGS },
    inject: (bench, url) => {
      bench.mark();
      const others = [1, 2, 3].map(() => bench.send(`${url}/vouchers`));
      bench.defer(() => Promise.all(others));
    },
    line: /ZeroDivisionError \(divided by 0\):/,
    type: 'ZeroDivisionError',
    in: at('app/services/order_totals.rb', 'share', 'amount / parts'),
  }),
  rails({
    name: 'sorry',
    kind: 'no-evidence',
    injected: 'the controller renders a 500 by itself',
    cause: null,
    component: null,
    path: '/sorry',
    app: { env: TAGS },
    line: null,
    type: null,
    alsoAs: ['gzip'],
  }),
  rails({
    name: 'sorry-after-404s',
    kind: 'no-evidence',
    injected:
      'the controller renders a 500 by itself, after a scanner has asked for paths that do not exist, which the log calls FATAL',
    cause: null,
    component: null,
    path: '/sorry',
    inject: async (bench, url) => {
      for (const path of ['/wp-login.php', '/.env']) await bench.send(url + path);
    },
    line: null,
    type: null,
  }),
];

export const stack = defineStack({
  name: 'rails',
  language: 'ruby',
  install: () =>
    installDebian([
      'ruby-rails',
      'puma',
      'ruby-pg',
      'ruby-mysql2',
      'ruby-redis',
      'postgresql-15',
      'mariadb-server',
      'redis-server',
      'libfaketime',
    ]),
  software: async () => {
    const versions = await Promise.all(['ruby-rails', 'puma', 'ruby3.1'].map(debianVersion));
    const [railsVersion, puma, ruby] = versions.map(
      (version) => version.replace(/^\d+:/, '').split(/[+-]/)[0],
    );
    return `Rails ${railsVersion}, Puma ${puma}, Ruby ${ruby}`;
  },
  cases,
});
