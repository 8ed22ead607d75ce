import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyTo } from '../../backing/machine.ts';
import type { Bench } from '../../harness/bench.ts';
import { installDebian } from '../../harness/debian.ts';
import { sh } from '../../harness/process.ts';
import type { Running } from '../../harness/process.ts';
import { BACKEND_PACKAGES, shopBackends } from '../../harness/shop-backends.ts';

export const LOG = 'parcels.log';
export const PACKAGES = [
  'moleculer@0.15.2',
  'moleculer-web@0.11.0',
  'tslog@5.2.0',
  'node@24.21.0',
  'postgres@3.4.9',
  'mariadb@3.5.4',
  'iovalkey@0.4.0',
  '@elastic/elasticsearch@9.5.1',
  '@aws-sdk/client-secrets-manager@3.1164.0',
];
const MODULES = '/srv/shop-backing/moleculer/node_modules';
export const NODE = `${MODULES}/node/bin/node`;

export interface ParcelsOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
  readonly node?: readonly string[];
}

export const installParcels = async (cacheDir: string): Promise<void> => {
  await installDebian(BACKEND_PACKAGES);
  const dir = join(cacheDir, 'node-moleculer');
  if (!existsSync(join(dir, 'node_modules', 'node', 'bin', 'node'))) {
    mkdirSync(dir, { recursive: true });
    const manifest = { name: 'lab-parcels', private: true, version: '0.0.0', allowScripts: { node: true } };
    writeFileSync(join(dir, 'package.json'), `${JSON.stringify(manifest)}\n`);
    await sh('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES], { cwd: dir, maxBuffer: 1 << 26 });
  }
  mkdirSync(join(MODULES, '..'), { recursive: true });
  copyTo(join(dir, 'node_modules'), MODULES);
};

const startNode = async (bench: Bench, options: ParcelsOptions, port: number): Promise<Running> => {
  const backends = await shopBackends();
  return bench.start({
    command: ['prlimit', ...(options.limits ?? []), NODE, ...(options.node ?? []), 'server.js'],
    env: {
      DATA_DIR: join(bench.dir, 'data'),
      NODE_ENV: 'production',
      SEARCH_PORT: '21939',
      CONVEYOR_PORT: '21940',
      RELEASE: '7.0.1',
      ...backends,
      ...options.env,
      PORT: String(port),
    },
    out: LOG,
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
};

/** Starts one more process of the office that writes to the same log. */
export const startBeside = async (bench: Bench, options: ParcelsOptions = {}): Promise<string> => {
  const port = await bench.port();
  await startNode(bench, options, port);
  return `http://127.0.0.1:${port}`;
};

export const startParcels = (bench: Bench, options: ParcelsOptions = {}): Promise<string> => {
  mkdirSync(join(bench.dir, 'data'));
  symlinkSync(MODULES, join(bench.dir, 'node_modules'));
  return startBeside(bench, options);
};

/** Two nodes that talk over TCP, the second with the service of the scales; answers how to end the second at once. */
export const startTwoNodes = async (
  bench: Bench,
  options: ParcelsOptions = {},
): Promise<{ readonly url: string; readonly endScales: () => void }> => {
  mkdirSync(join(bench.dir, 'data'));
  symlinkSync(MODULES, join(bench.dir, 'node_modules'));
  const [web, first, second] = [await bench.port(), await bench.port(), await bench.port()];
  const env = { ...options.env, PEERS: `127.0.0.1:${first}/office-1,127.0.0.1:${second}/office-2` };
  const scales = { ...options, env: { ...env, NODE_NAME: 'office-2', TCP_PORT: String(second) } };
  const running = await startNode(bench, scales, second);
  await startNode(bench, { ...options, env: { ...env, TCP_PORT: String(first) } }, web);
  await bench.until(LOG, /office-1\/REGISTRY: Node 'office-2' (re)?connected/);
  return { url: `http://127.0.0.1:${web}`, endScales: () => running.signal('SIGKILL') };
};
