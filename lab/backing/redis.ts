import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess } from '../harness/process.ts';
import { ADDRESSES, PASSWORDS } from './addresses.ts';
import { BACKING_DIR, needPackages, prepareMachine } from './machine.ts';
import { atEnd, once } from '../harness/shared.ts';

/** Starts a real Redis that asks for a password, on its own address and port 6379. */
export const redis = () =>
  once('backing redis', async () => {
    await prepareMachine();
    await needPackages({ '/usr/bin/redis-server': 'redis-server' });
    const dir = join(BACKING_DIR, 'redis');
    mkdirSync(dir, { recursive: true });
    const settings = [
      '--bind',
      ADDRESSES.redis,
      '--port',
      '6379',
      '--requirepass',
      PASSWORDS.redis,
      '--save',
      '',
    ];
    const server = await startProcess({
      command: [
        '/usr/bin/redis-server',
        ...settings,
        '--dir',
        dir,
        '--logfile',
        join(dir, 'redis.log'),
        '--pidfile',
        join(dir, 'pid'),
      ],
      cwd: dir,
      readyFile: join(dir, 'pid'),
    });
    atEnd(server.stop);
  });
