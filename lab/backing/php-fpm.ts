import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../harness/bench.ts';
import type { Running } from '../harness/process.ts';
import { APP_USER } from './machine.ts';

/** Debian's FPM. */
export const FPM = '/usr/sbin/php-fpm8.2';

export interface FpmOptions {
  /** More lines for the pool. */
  readonly pool?: readonly string[];
  /** Who owns the socket; the web server's user by default. */
  readonly socketOwner?: string;
}

/** Starts PHP-FPM with one pool on `run/php.sock`; it logs to `fpm.log`. */
export const startFpm = async (bench: Bench, options: FpmOptions = {}): Promise<Running> => {
  const run = join(bench.dir, 'run');
  mkdirSync(run, { recursive: true, mode: 0o755 });
  const config = join(bench.dir, 'php-fpm.conf');
  const lines = [
    '[global]',
    `error_log = ${join(bench.logDir, 'fpm.log')}`,
    'daemonize = no',
    '[www]',
    `user = ${APP_USER}`,
    `group = ${APP_USER}`,
    `listen = ${join(run, 'php.sock')}`,
    `listen.owner = ${options.socketOwner ?? 'www-data'}`,
    'listen.mode = 0600',
    'pm = static',
    'pm.max_children = 2',
    'php_admin_flag[log_errors] = on',
    'php_admin_flag[display_errors] = off',
    'php_admin_value[memory_limit] = 16M',
    ...(options.pool ?? []),
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  return await bench.start({
    command: [FPM, '--nodaemonize', '--fpm-config', config],
    readyFile: join(run, 'php.sock'),
    stopSignal: 'SIGTERM',
  });
};
