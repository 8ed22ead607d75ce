import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from '../harness/process.ts';
import { copyTo } from './machine.ts';

/** Where the packages of all Node stacks lie: Node finds them from `/srv/shop/<stack>`, and traces name no other folder. */
export const NODE_MODULES = '/srv/node_modules';

/** Node's newest line, beside Debian's own. */
export const NODE_24 = '/srv/shop-backing/node24/bin/node';
/** Node 20, as installed on the machine. */
export const NODE_20 = '/usr/bin/node';

const PACKAGES = [
  'express@5.3.0',
  'morgan@1.12.1',
  'winston@3.19.0',
  'pg@8.23.1',
  'mysql2@3.24.6',
  'ioredis@6.0.0',
  'axios@1.21.1',
  'fastify@5.12.8',
  'pino@10.4.0',
  '@nestjs/core@12.5.1',
  '@nestjs/common@12.5.1',
  '@nestjs/platform-express@12.5.1',
  'reflect-metadata@0.2.2',
  'rxjs@7.8.2',
  'next@16.4.6',
  'react@19.3.1',
  'react-dom@19.3.1',
  '@aws-sdk/client-dynamodb@3.1169.0',
  '@aws-sdk/client-s3@3.1175.0',
];

/** Installs the packages of the Node stacks into the cache and copies them beside the applications. */
export const installNodeModules = async (cacheDir: string): Promise<void> => {
  const dir = join(cacheDir, 'node');
  if (!existsSync(join(dir, 'node_modules', 'express'))) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'package.json'), '{"name":"lab-node","private":true,"version":"0.0.0"}\n');
    await sh('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES], { cwd: dir, maxBuffer: 1 << 26 });
  }
  copyTo(join(dir, 'node_modules'), NODE_MODULES);
  copyTo(join(import.meta.dirname, '../../node_modules/node'), '/srv/shop-backing/node24');
};
