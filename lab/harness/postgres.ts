import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { sh, startProcess, waitUntil } from './process.ts';
import type { Running } from './process.ts';
import { atEnd, once } from './shared.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const SHARED_PORT = 21_432;
export const PG_PASSWORD = 'pg-Winter.7rain';

export interface Postgres {
  readonly port: number;
  readonly running: Running;
  /** Runs SQL as the superuser. */
  readonly sql: (statement: string, database?: string) => Promise<string>;
}

const SCHEMA = `
create table products (id serial primary key, name text not null, price_cents int not null, stock int not null);
create table customers (id serial primary key, email text unique not null, name text);
create table orders (id serial primary key, customer_id int references customers(id), total_cents int not null check (total_cents >= 0), state text not null default 'new');
insert into products (name, price_cents, stock) select 'Product ' || n, n * 100, 10 from generate_series(1, 20) n;
insert into customers (email, name) values ('ada@example.org', 'Ada'), ('grace@example.org', 'Grace');
insert into orders (customer_id, total_cents) select 1 + n % 2, n * 250 from generate_series(1, 10) n;
create role reporting login password 'rep-0rting.Pw';
`;

const asPostgres = (command: string, args: readonly string[]) =>
  sh('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args], { cwd: '/' });

/** A database cluster with the shop's tables, made once and copied for each server. */
const template = (): Promise<string> =>
  once('postgres template', async () => {
    const dir = '/var/tmp/whydown-lab-pg';
    if (existsSync(join(dir, 'ready'))) return dir;
    await sh('rm', ['-rf', dir]);
    mkdirSync(dir);
    await sh('chown', ['postgres', dir]);
    const data = join(dir, 'data');
    await asPostgres(`${BIN}/initdb`, [
      '-D',
      data,
      '-A',
      'scram-sha-256',
      '--auth-local=trust',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]);
    await asPostgres(`${BIN}/pg_ctl`, [
      '-D',
      data,
      '-w',
      '-o',
      `-c listen_addresses= -k ${dir}`,
      '-l',
      join(dir, 'init.log'),
      'start',
    ]);
    const sql = (statement: string, database = 'postgres') =>
      asPostgres('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-h', dir, '-d', database, '-c', statement]);
    await sql(`create role shop login password '${PG_PASSWORD}'`);
    await sql('create database shop owner shop');
    await sql(`set role shop; ${SCHEMA.replace(/create role.*\n/, '')}`, 'shop');
    await sql(`create role reporting login password 'rep-0rting.Pw'`);
    await asPostgres(`${BIN}/pg_ctl`, ['-D', data, '-w', '-m', 'fast', 'stop']);
    writeFileSync(join(dir, 'ready'), '');
    return dir;
  });

export interface PostgresOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly logFile: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export const startPostgres = async (options: PostgresOptions): Promise<Postgres> => {
  const from = await template();
  await sh('rm', ['-rf', options.dataDir]);
  await sh('cp', ['-a', join(from, 'data'), options.dataDir]);
  await sh('chown', ['-R', 'postgres', options.dataDir]);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    ...options.settings,
  };
  if (!existsSync(options.logFile)) writeFileSync(options.logFile, '');
  chmodSync(options.logFile, 0o666);
  const running = await startProcess({
    command: [
      `${BIN}/postgres`,
      '-D',
      options.dataDir,
      '-p',
      String(options.port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    cwd: '/',
    user: 'postgres',
    stdout: options.logFile,
    stderr: options.logFile,
    stopSignal: 'SIGINT',
    readyPort: options.port,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const sql = async (statement: string, database = 'shop'): Promise<string> =>
    (
      await sh(
        'psql',
        [
          '-qAt',
          '-v',
          'ON_ERROR_STOP=1',
          `host=127.0.0.1 port=${options.port} dbname=${database} user=shop password=${PG_PASSWORD}`,
          '-c',
          statement,
        ],
        { cwd: '/' },
      )
    ).stdout;
  await waitUntil(
    'postgres to accept connections',
    async () => (await sql('select 1').catch(() => '')) !== '',
  );
  return { port: options.port, running, sql };
};

/** The server that application stacks share; ten connections at most for the role `shop`, so that they can be used up. */
export const sharedPostgres = (): Promise<Postgres> =>
  once('postgres', async () => {
    const dir = '/var/tmp/whydown-lab-pg-shared';
    await sh('rm', ['-rf', dir]);
    mkdirSync(dir);
    chmodSync(dir, 0o777);
    const server = await startPostgres({
      port: SHARED_PORT,
      dataDir: join(dir, 'data'),
      logFile: join(dir, 'postgres.log'),
      settings: {
        max_connections: '24',
        superuser_reserved_connections: '2',
        deadlock_timeout: '200ms',
        client_connection_check_interval: '100ms',
      },
    });
    atEnd(async () => {
      await server.running.stop();
      await sh('rm', ['-rf', dir]);
    });
    return server;
  });

/** A server of the case's own, whose log is one of the recorded files. */
export const ownPostgres = async (
  bench: Bench,
  options: {
    readonly log?: string;
    readonly settings?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Postgres> => {
  const dataDir = `/var/tmp/whydown-lab-pg-${process.pid}`;
  bench.defer(() => sh('rm', ['-rf', dataDir]));
  const server = await startPostgres({
    port: await bench.port(),
    dataDir,
    logFile: join(bench.logDir, options.log ?? 'postgresql.log'),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  bench.defer(server.running.stop);
  return server;
};

/** Takes every connection that the server has left for the role, and gives them back when the case is over. */
export const exhaustPostgres = async (bench: Bench, server: Postgres): Promise<void> => {
  bench.defer(() =>
    waitUntil('free connections', async () => (await server.sql('select 1').catch(() => '')) !== ''),
  );
  for (let taken = 0; taken < 40; taken++) {
    const session = await startProcess({
      command: [
        'psql',
        '-qAt',
        `host=127.0.0.1 port=${server.port} dbname=shop user=shop password=${PG_PASSWORD} application_name=reports`,
        '-c',
        'select pg_sleep(120)',
      ],
      cwd: '/',
    });
    bench.defer(session.stop);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
