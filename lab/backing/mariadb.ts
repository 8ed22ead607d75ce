import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sh, startProcess } from '../harness/process.ts';
import { ADDRESSES, PASSWORDS } from './addresses.ts';
import { BACKING_DIR, needPackages, prepareMachine } from './machine.ts';
import { atEnd, once } from '../harness/shared.ts';

const DATA = join(BACKING_DIR, 'mariadb');
const SOCKET = join(DATA, 'mariadb.sock');

const SCHEMA = `
CREATE DATABASE shop;
CREATE USER shop@'%' IDENTIFIED BY '${PASSWORDS.mariadb}';
CREATE USER shop_small@'%' IDENTIFIED BY '${PASSWORDS.mariadb}' WITH MAX_USER_CONNECTIONS 1;
GRANT ALL ON shop.* TO shop@'%';
GRANT ALL ON shop.* TO shop_small@'%';
USE shop;
CREATE TABLE products (id int PRIMARY KEY, name varchar(80) NOT NULL, reserved int NOT NULL DEFAULT 0) ENGINE=InnoDB;
INSERT INTO products (id, name) VALUES (1, 'boots'), (2, 'sandals'), (3, 'laces');
`;

/** Starts a real MariaDB on its own address and port 3306, with the shop's tables. */
export const mariadb = () =>
  once('backing mariadb', async () => {
    await prepareMachine();
    await needPackages({ '/usr/sbin/mariadbd': 'mariadb-server' });
    const fresh = !existsSync(join(DATA, 'mysql'));
    if (fresh) {
      mkdirSync(DATA, { recursive: true });
      await sh('chown', ['-R', 'mysql:mysql', DATA]);
      await sh('mariadb-install-db', [
        '--no-defaults',
        '--user=mysql',
        `--datadir=${DATA}`,
        '--skip-test-db',
      ]);
    }
    const server = await startProcess({
      command: [
        '/usr/sbin/mariadbd',
        '--no-defaults',
        `--datadir=${DATA}`,
        `--socket=${SOCKET}`,
        `--pid-file=${DATA}/mariadb.pid`,
        `--bind-address=${ADDRESSES.mariadb}`,
        '--port=3306',
        '--skip-name-resolve',
        '--max-connections=10',
        '--innodb-flush-log-at-trx-commit=0',
      ],
      user: 'mysql',
      cwd: DATA,
      stderr: join(BACKING_DIR, 'mariadb.log'),
      readyFile: SOCKET,
    });
    atEnd(server.stop);
    if (fresh) {
      const file = join(BACKING_DIR, 'mariadb.sql');
      writeFileSync(file, SCHEMA);
      await sh('mariadb', ['--no-defaults', `--socket=${SOCKET}`, '-e', `source ${file}`]);
    }
  });
