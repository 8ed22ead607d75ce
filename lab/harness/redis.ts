import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { sh, startProcess } from './process.ts';
import type { Running } from './process.ts';
import { atEnd, once } from './shared.ts';

const SHARED_PORT = 21_379;
export const REDIS_PASSWORD = 'rd-Spring.4frost';

export interface Redis {
  readonly port: number;
  readonly running: Running;
  readonly cli: (...words: readonly string[]) => Promise<string>;
}

const client =
  (port: number, password: string | undefined) =>
  async (...words: readonly string[]): Promise<string> =>
    (
      await sh('redis-cli', [
        '-p',
        String(port),
        ...(password === undefined ? [] : ['--no-auth-warning', '-a', password]),
        ...words,
      ])
    ).stdout.trim();

/** The server that application stacks share: a password, no file on disk. */
export const sharedRedis = (): Promise<Redis> =>
  once('redis', async () => {
    const running = await startProcess({
      command: [
        'redis-server',
        '--port',
        String(SHARED_PORT),
        '--bind',
        '127.0.0.1',
        '--save',
        '',
        '--requirepass',
        REDIS_PASSWORD,
        '--maxclients',
        '40',
      ],
      cwd: '/',
      readyPort: SHARED_PORT,
    });
    atEnd(running.stop);
    return { port: SHARED_PORT, running, cli: client(SHARED_PORT, REDIS_PASSWORD) };
  });

/** A server of the case's own, whose log is one of the recorded files. */
export const ownRedis = async (
  bench: Bench,
  settings: readonly string[] = [],
  log = 'redis.log',
): Promise<Redis> => {
  const port = await bench.port();
  const dir = join(bench.dir, 'redis');
  mkdirSync(dir, { recursive: true });
  await sh('chown', ['redis', dir]);
  const running = await bench.start({
    command: [
      'redis-server',
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--save',
      '',
      ...settings,
    ],
    cwd: dir,
    user: 'redis',
    out: log,
    readyPort: port,
  });
  return { port, running, cli: client(port, undefined) };
};
