import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sh, startProcess } from '../harness/process.ts';
import { ADDRESSES, PASSWORDS } from './addresses.ts';
import { BACKING_DIR, needPackages, prepareMachine } from './machine.ts';
import { atEnd, once } from '../harness/shared.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const DATA = join(BACKING_DIR, 'postgres');

const SCHEMA = `
CREATE ROLE shop LOGIN PASSWORD '${PASSWORDS.postgres}';
CREATE ROLE shop_small LOGIN PASSWORD '${PASSWORDS.postgres}' CONNECTION LIMIT 1;
CREATE ROLE shop_reader LOGIN PASSWORD '${PASSWORDS.postgres}';
ALTER ROLE shop_reader SET default_transaction_read_only = on;
CREATE DATABASE shop OWNER shop;
\\c shop
SET ROLE shop;
CREATE TABLE orders (id serial PRIMARY KEY, total numeric NOT NULL);
INSERT INTO orders (total) SELECT n * 3.5 FROM generate_series(1, 5) n;
CREATE TABLE stock (id int PRIMARY KEY, quantity int NOT NULL);
INSERT INTO stock VALUES (1, 1000), (2, 1000);
CREATE TABLE customers (id serial PRIMARY KEY, email text UNIQUE NOT NULL);
INSERT INTO customers (email) VALUES ('ada@customers.example');
GRANT ALL ON ALL TABLES IN SCHEMA public TO shop_small, shop_reader;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO shop_small, shop_reader;
`;

const createCluster = async (): Promise<void> => {
  mkdirSync(DATA, { recursive: true, mode: 0o700 });
  await sh('chown', ['-R', 'postgres:postgres', DATA]);
  const run = (...command: string[]) => sh('runuser', ['-u', 'postgres', '--', ...command], { cwd: '/' });
  await run(`${BIN}/initdb`, '-D', DATA, '--auth-local=trust', '--auth-host=scram-sha-256', '-E', 'UTF8');
  writeFileSync(join(DATA, 'pg_hba.conf'), 'local all all trust\nhost all all 127.0.0.0/8 scram-sha-256\n');
};

/** Starts a real PostgreSQL on its own address and port 5432, with the shop's tables. */
export const postgres = () =>
  once('backing postgres', async () => {
    await prepareMachine();
    await needPackages({ [`${BIN}/postgres`]: 'postgresql-15' });
    const fresh = !existsSync(join(DATA, 'PG_VERSION'));
    if (fresh) await createCluster();
    const settings = [
      'max_connections=12',
      'superuser_reserved_connections=0',
      'fsync=off',
      'deadlock_timeout=200ms',
    ];
    settings.push(
      `listen_addresses=${ADDRESSES.postgres}`,
      `unix_socket_directories=${DATA}`,
      'log_timezone=UTC',
      'timezone=UTC',
    );
    const server = await startProcess({
      command: [`${BIN}/postgres`, '-D', DATA, ...settings.flatMap((setting) => ['-c', setting])],
      user: 'postgres',
      cwd: DATA,
      stderr: join(BACKING_DIR, 'postgres.log'),
      readyFile: join(DATA, '.s.PGSQL.5432'),
      stopSignal: 'SIGINT',
    });
    atEnd(server.stop);
    if (fresh) {
      const file = join(BACKING_DIR, 'postgres.sql');
      writeFileSync(file, SCHEMA);
      await sh('psql', ['-h', DATA, '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-q', '-f', file], {
        cwd: '/',
      });
    }
  });
