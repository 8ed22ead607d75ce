import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { startDatabaseFront, statements } from '../../harness/database-front.ts';
import { debianVersion, installDebian } from '../../harness/debian.ts';
import { defineStack } from '../../harness/define-stack.ts';
import type { CaseSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { installPython } from '../../harness/python.ts';
import { ownRedis } from '../../harness/redis.ts';
import type { Redis } from '../../harness/redis.ts';
import { webCases } from '../../harness/web-cases.ts';

const SERVERS = new WeakMap<Bench, Redis>();

const start = async (bench: Bench, settings: readonly string[] = []): Promise<string> => {
  const server = await ownRedis(bench, ['--loglevel', 'verbose', ...settings]);
  SERVERS.set(bench, server);
  return startDatabaseFront(bench, { DB_PORT: String(server.port) });
};

const HEALTHY = [statements('redis', 'SET', 'basket:1', 'lamp'), statements('redis', 'GET', 'basket:1')];

const redis = webCases<readonly string[]>({
  start,
  logs: ['redis.log', 'access.log'],
  exceptionIn: 'redis.log',
  healthy: HEALTHY,
});

const cases: readonly CaseSpec[] = [
  redis({
    name: 'snapshot-permission',
    injected:
      'the data folder was taken away from the user redis, so that a snapshot fails and writes are refused',
    cause: 'fs.permission',
    component: 'redis',
    path: statements('redis', 'SET', 'basket:2', 'chair'),
    inject: async (bench) => {
      const dir = join(bench.dir, 'redis');
      await sh('chown', ['root', dir]);
      chmodSync(dir, 0o755);
      bench.mark();
      await SERVERS.get(bench)!.cli('CONFIG', 'SET', 'save', '1 1');
      await bench.send(
        (await SERVERS.get(bench)!.cli('PING')) === 'PONG'
          ? `http://127.0.0.1:${SERVERS.get(bench)!.port}/`
          : '',
        { timeoutMs: 300 },
      );
      await SERVERS.get(bench)!.cli('SET', 'a', '1');
      await bench.until('redis.log', /Background saving error/);
    },
    after: () => undefined,
    line: /# (Failed opening the temp RDB file|Error opening|Failed opening).*Permission denied/,
    type: null,
    keep: ['Permission denied'],
    alsoAs: ['docker-json'],
  }),
  redis({
    name: 'shutdown',
    injected: 'an administrator stops the server',
    cause: 'datastore.unreachable',
    component: 'redis',
    path: statements('redis', 'GET', 'basket:1'),
    inject: async (bench) => {
      bench.mark();
      await SERVERS.get(bench)!.running.stop();
    },
    after: () => undefined,
    line: /# Received SIGTERM|# User requested shutdown/,
    type: null,
    alsoAs: ['rotated'],
  }),
  redis({
    name: 'front-only',
    kind: 'no-evidence',
    injected: 'the front fails for a reason of its own that it logs nowhere; the server is healthy',
    cause: null,
    component: null,
    path: '/sorry',
    line: null,
    type: null,
  }),
];

export const stack = defineStack({
  name: 'redis',
  language: 'redis',
  appOf: 'postgres',
  install: async (cacheDir) => {
    await installDebian(['redis-server']);
    await installPython(cacheDir);
  },
  software: async () =>
    `Redis ${(await debianVersion('redis-server')).replace(/^\d+:/, '').split('-')[0] ?? ''}`,
  cases,
});
