import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { MARIADB_PASSWORD, sharedMariadb } from './mariadb.ts';
import { debianVersion } from './debian.ts';
import { thirdParty } from './third-party.ts';

export interface FpmOptions {
  /** Where PHP's own error log goes; `workers` sends it through the pool's stderr into the log of FPM itself. */
  readonly errorLog: 'file' | 'workers' | 'server';
  readonly env?: Readonly<Record<string, string>>;
  readonly ini?: Readonly<Record<string, string>>;
  readonly pool?: Readonly<Record<string, string>>;
  readonly zone?: string;
}

/** Starts PHP-FPM as root with a pool of www-data, and nginx in front of it; answers the base URL. */
export const startFpm = async (bench: Bench, options: FpmOptions): Promise<string> => {
  const [database, payments] = await Promise.all([sharedMariadb(), thirdParty()]);
  const [port, fpmPort] = [await bench.port(), await bench.port()];
  const etc = join(bench.dir, 'etc');
  mkdirSync(etc);
  mkdirSync(join(bench.dir, 'audit'));
  const env = {
    STACK: bench.dir.split('/').at(-1)!,
    DB_DSN: `mysql:host=127.0.0.1;port=${database.port};dbname=shop`,
    DB_PASSWORD: MARIADB_PASSWORD,
    PAYMENTS_URL: payments.url,
    ...options.env,
  };
  const ini = {
    log_errors: 'on',
    display_errors: 'off',
    error_reporting: '32767',
    ...(options.errorLog === 'file' ? { error_log: join(bench.logDir, 'php_errors.log') } : {}),
    ...options.ini,
  };
  const pool = {
    user: 'www-data',
    group: 'www-data',
    listen: `127.0.0.1:${fpmPort}`,
    pm: 'static',
    'pm.max_children': '2',
    catch_workers_output: options.errorLog === 'workers' ? 'yes' : 'no',
    clear_env: 'yes',
    ...options.pool,
  };
  const lines = [
    '[global]',
    `error_log = ${join(bench.logDir, 'php-fpm.log')}`,
    'daemonize = no',
    '[www]',
    ...Object.entries(pool).map(([key, value]) => `${key} = ${value}`),
    ...Object.entries(env).map(([key, value]) => `env[${key}] = "${value}"`),
    ...Object.entries(ini).map(([key, value]) => `php_admin_value[${key}] = ${value}`),
  ];
  writeFileSync(join(etc, 'fpm.conf'), `${lines.join('\n')}\n`);
  await bench.start({
    command: ['/usr/sbin/php-fpm8.2', '--nodaemonize', '--fpm-config', join(etc, 'fpm.conf')],
    env: { TZ: options.zone ?? 'UTC' },
    readyPort: fpmPort,
    stopSignal: 'SIGTERM',
  });
  await startNginx(bench, port, fpmPort);
  return `http://127.0.0.1:${port}`;
};

const startNginx = async (bench: Bench, port: number, fpmPort: number): Promise<void> => {
  const run = join(bench.dir, 'run');
  mkdirSync(run);
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${run}/${name};`)
    .join(' ');
  writeFileSync(
    join(bench.dir, 'etc/nginx.conf'),
    `user www-data; worker_processes 1; pid ${run}/nginx.pid; error_log ${bench.logDir}/error.log;
events {}
http {
  ${temp}
  log_format shop '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "-" "$http_user_agent"';
  access_log ${bench.logDir}/access.log shop;
  server {
    listen 127.0.0.1:${port}; server_name shop.example.com; root ${bench.dir}/public;
    location / { include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME ${bench.dir}/public/index.php; fastcgi_param SCRIPT_NAME /index.php; fastcgi_pass 127.0.0.1:${fpmPort}; fastcgi_read_timeout 4s; }
  }
}
`,
  );
  await bench.start({
    command: ['/usr/sbin/nginx', '-c', join(bench.dir, 'etc/nginx.conf'), '-g', 'daemon off;'],
    readyPort: port,
    stopSignal: 'SIGTERM',
  });
};

export const phpSoftware = async (...packages: readonly string[]): Promise<string> => {
  const named = ['php8.2-fpm', 'nginx-light', ...packages];
  const versions = await Promise.all(
    named.map(async (name) => `${name} ${(await debianVersion(name)).replace(/^\d+:/, '').split('-')[0]}`),
  );
  return versions.join(', ').replace('php8.2-fpm', 'PHP-FPM').replace('nginx-light', 'nginx');
};

export const PHP_PACKAGES = [
  'php8.2-fpm',
  'php8.2-cli',
  'php8.2-mysql',
  'php8.2-curl',
  'php8.2-mbstring',
  'php8.2-xml',
  'nginx-light',
  'mariadb-server',
  'libfaketime',
];
