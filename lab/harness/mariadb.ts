import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { sh, startProcess, waitUntil } from './process.ts';
import type { Running } from './process.ts';
import { atEnd, once } from './shared.ts';

const SHARED_PORT = 21_306;
export const MARIADB_PASSWORD = 'my-Autumn.9leaf';

export interface Mariadb {
  readonly port: number;
  readonly running: Running;
  /** Runs SQL as the administrator, over the socket. */
  readonly sql: (statement: string) => Promise<string>;
}

const SCHEMA = `
create database shop character set utf8mb4;
create user 'shop'@'%' identified by '${MARIADB_PASSWORD}';
grant all on shop.* to 'shop'@'%';
use shop;
create table products (id int auto_increment primary key, name varchar(80) not null, price_cents int not null, stock int not null) engine=innodb;
create table customers (id int auto_increment primary key, email varchar(120) unique not null, name varchar(80)) engine=innodb;
create table orders (id int auto_increment primary key, customer_id int, total_cents int not null, state varchar(16) not null default 'new') engine=innodb;
insert into products (name, price_cents, stock) select concat('Product ', seq), seq * 100, 10 from seq_1_to_20;
insert into customers (email, name) values ('ada@example.org', 'Ada'), ('grace@example.org', 'Grace');
insert into orders (customer_id, total_cents) select 1 + seq % 2, seq * 250 from seq_1_to_10;
`;

const SMALL = [
  '--innodb-log-file-size=8M',
  '--innodb-data-file-path=ibdata1:8M:autoextend',
  '--innodb-buffer-pool-size=16M',
];

interface MariadbOptions {
  readonly port: number;
  readonly dir: string;
  readonly logFile: string;
  readonly settings?: readonly string[];
}

const startMariadb = async (options: MariadbOptions): Promise<Mariadb> => {
  const { dir, port } = options;
  const socket = join(dir, 'mysqld.sock');
  await sh('rm', ['-rf', join(dir, 'data')]);
  await sh('cp', ['-a', join(await template(), 'data'), join(dir, 'data')]);
  if (!existsSync(options.logFile)) writeFileSync(options.logFile, '');
  chmodSync(options.logFile, 0o666);
  const running = await startProcess({
    command: [
      '/usr/sbin/mariadbd',
      '--no-defaults',
      `--datadir=${join(dir, 'data')}`,
      `--socket=${socket}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--pid-file=${join(dir, 'mysqld.pid')}`,
      ...SMALL,
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-lock-wait-timeout=1',
      '--log-warnings=2',
      ...(options.settings ?? []),
    ],
    cwd: '/',
    user: 'mysql',
    stdout: options.logFile,
    stderr: options.logFile,
    readyPort: port,
  });
  const sql = async (statement: string): Promise<string> =>
    (await sh('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-N', '-B', '-e', statement]))
      .stdout;
  await waitUntil('mariadb to answer', async () => (await sql('select 1').catch(() => '')) !== '');
  return { port, running, sql };
};

const template = (): Promise<string> =>
  once('mariadb template', async () => {
    const dir = '/var/tmp/whydown-lab-mariadb';
    if (existsSync(join(dir, 'ready'))) return dir;
    await sh('rm', ['-rf', dir]);
    mkdirSync(dir);
    await sh('chown', ['mysql', dir]);
    await sh('mariadb-install-db', [
      '--no-defaults',
      '--user=mysql',
      `--datadir=${join(dir, 'data')}`,
      '--auth-root-authentication-method=socket',
      '--skip-test-db',
      ...SMALL,
    ]);
    const socket = join(dir, 'init.sock');
    const server = await startProcess({
      command: [
        '/usr/sbin/mariadbd',
        '--no-defaults',
        `--datadir=${join(dir, 'data')}`,
        `--socket=${socket}`,
        '--skip-networking',
        ...SMALL,
      ],
      cwd: '/',
      user: 'mysql',
      readyFile: socket,
    });
    await sh('mariadb', ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', SCHEMA]);
    await server.stop();
    writeFileSync(join(dir, 'ready'), '');
    return dir;
  });

/** The server that application stacks share; eight connections at most, so that they can be used up. */
export const sharedMariadb = (): Promise<Mariadb> =>
  once('mariadb', async () => {
    const dir = '/var/tmp/whydown-lab-mariadb-shared';
    await sh('rm', ['-rf', dir]);
    mkdirSync(dir);
    await sh('chown', ['mysql', dir]);
    const server = await startMariadb({
      port: SHARED_PORT,
      dir,
      logFile: join(dir, 'mariadb.log'),
      settings: ['--max-connections=10', '--max-allowed-packet=1M'],
    });
    atEnd(async () => {
      await server.running.stop();
      await sh('rm', ['-rf', dir]);
    });
    return server;
  });

/** A server of the case's own, whose log is one of the recorded files. */
export const ownMariadb = async (
  bench: Bench,
  settings: readonly string[] = [],
  log = 'mariadb.log',
): Promise<Mariadb> => {
  const dir = `/var/tmp/whydown-lab-mariadb-${process.pid}`;
  await sh('rm', ['-rf', dir]);
  mkdirSync(dir);
  await sh('chown', ['mysql', dir]);
  bench.defer(() => sh('rm', ['-rf', dir]));
  const server = await startMariadb({
    port: await bench.port(),
    dir,
    logFile: join(bench.logDir, log),
    settings,
  });
  bench.defer(server.running.stop);
  return server;
};

/** Takes every connection that is left, and gives them back when the case is over. */
export const exhaustMariadb = async (bench: Bench, server: Mariadb): Promise<void> => {
  for (let taken = 0; taken < 16; taken++) {
    const session = await startProcess({
      command: [
        'mariadb',
        '--no-defaults',
        '-h127.0.0.1',
        `-P${server.port}`,
        '-ushop',
        `-p${MARIADB_PASSWORD}`,
        'shop',
        '-e',
        'select sleep(60)',
      ],
      cwd: '/',
    });
    bench.defer(session.stop);
    await bench.pause(30);
  }
  bench.defer(() =>
    server
      .sql("select concat('kill ', id) from information_schema.processlist where user = 'shop'")
      .then((kills) => server.sql(kills.trim().split('\n').join('; '))),
  );
};
