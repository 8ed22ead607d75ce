import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyTo } from '../../backing/machine.ts';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { sh } from '../../harness/process.ts';
import { BACKEND_PACKAGES, shopBackends } from '../../harness/shop-backends.ts';

/** What all versions of the bakery run with, beside Koa and Node.js. */
const PACKAGES = [
  'bunyan@2.0.5',
  'sequelize@6.37.8',
  'reflect-metadata@0.2.2',
  'mysql2@3.24.6',
  'pg@8.23.1',
  'amqplib@2.3.1',
  'ioredis@5.11.1',
];

/** One row of the version matrix: where its packages lie, and which they are. */
export interface BakeryVersion {
  readonly name: string;
  readonly packages: readonly string[];
}

export interface BakeryOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
}

const modulesOf = ({ name }: BakeryVersion): string => `/srv/shop-backing/${name}/node_modules`;
const nodeOf = (version: BakeryVersion): string => `${modulesOf(version)}/node/bin/node`;

/** Installs a version's packages, its Node.js among them, and copies them to a neutral place. */
export const installBakery =
  (version: BakeryVersion) =>
  async (cacheDir: string): Promise<void> => {
    await installDebian(BACKEND_PACKAGES);
    const dir = join(cacheDir, `node-${version.name}`);
    if (!existsSync(join(dir, 'node_modules', 'koa'))) {
      mkdirSync(dir, { recursive: true });
      const manifest = { name: 'lab-bakery', private: true, version: '0.0.0', allowScripts: { node: true } };
      writeFileSync(join(dir, 'package.json'), `${JSON.stringify(manifest)}\n`);
      const packages = [...version.packages, ...PACKAGES];
      await sh('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: dir, maxBuffer: 1 << 26 });
    }
    mkdirSync(join(modulesOf(version), '..'), { recursive: true });
    copyTo(join(dir, 'node_modules'), modulesOf(version));
  };

export const startBakery =
  (version: BakeryVersion) =>
  async (bench: Bench, options: BakeryOptions = {}): Promise<string> => {
    const backends = await shopBackends();
    const data = join(bench.dir, 'data');
    mkdirSync(data);
    symlinkSync(modulesOf(version), join(bench.dir, 'node_modules'));
    const port = await bench.port();
    await bench.start({
      command: ['prlimit', ...(options.limits ?? []), nodeOf(version), 'server.js'],
      env: { DATA_DIR: data, NODE_ENV: 'production', ...backends, ...options.env, PORT: String(port) },
      out: 'bakery.log',
      readyPort: port,
      ...(options.user === undefined ? {} : { user: options.user }),
    });
    return `http://127.0.0.1:${port}`;
  };

/** `Koa 3.3.0, bunyan 2.0.5, Node.js v24.21.0` */
export const bakerySoftware = (version: BakeryVersion) => async (): Promise<string> => {
  const named = [...version.packages, ...PACKAGES].filter((one) =>
    /^(koa|typeorm|sequelize|bunyan)@/.test(one),
  );
  const node = (await sh(nodeOf(version), ['--version'])).stdout.trim();
  return `${named.map((one) => one.replace('@', ' ')).join(', ')}, Node.js ${node}`;
};
