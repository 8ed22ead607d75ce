import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { BACKEND_PACKAGES, shopBackends } from '../../harness/shop-backends.ts';
import { installDebian } from '../../harness/debian.ts';
import type { FrameSpec } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';

/** Where the built depot lies; no folder of the build shows in its logs. */
const BUILT = '/srv/shop-backing/depot';

export interface DepotOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
  readonly java?: readonly string[];
}

/** Builds the depot with Maven into the cache, and copies it to a neutral place. */
export const installDepot = async (cacheDir: string): Promise<void> => {
  await installDebian(BACKEND_PACKAGES);
  const build = join(cacheDir, 'depot');
  cpSync(join(import.meta.dirname, 'app'), build, { recursive: true });
  const repository = `-Dmaven.repo.local=${join(cacheDir, 'm2')}`;
  await sh('mvn', ['-q', '-B', '-f', join(build, 'pom.xml'), repository, 'package'], { maxBuffer: 1 << 26 });
  rmSync(BUILT, { recursive: true, force: true });
  mkdirSync(BUILT, { recursive: true });
  cpSync(join(build, 'target/depot.jar'), join(BUILT, 'depot.jar'));
  cpSync(join(build, 'target/lib'), join(BUILT, 'lib'), { recursive: true });
};

/** Starts one of the depot's two servers. */
export const startDepot =
  (main: 'HttpMain' | 'JavalinMain') =>
  async (bench: Bench, options: DepotOptions = {}): Promise<string> => {
    const backends = await shopBackends();
    const data = join(bench.dir, 'data');
    mkdirSync(data);
    const port = await bench.port();
    const flags = ['-XX:TieredStopAtLevel=1', '-Xshare:auto', ...(options.java ?? ['-Xmx160m'])];
    const program = [
      'java',
      ...flags,
      '-cp',
      `${BUILT}/depot.jar:${BUILT}/lib/*`,
      `com.example.depot.${main}`,
    ];
    await bench.start({
      command: ['prlimit', ...(options.limits ?? []), ...program],
      env: { DATA_DIR: data, ...backends, ...options.env, PORT: String(port) },
      out: 'depot.log',
      readyPort: port,
      ...(options.user === undefined ? {} : { user: options.user }),
    });
    return `http://127.0.0.1:${port}`;
  };

/** A frame of the depot, named as Java prints it. */
export const inDepot = (type: string, method: string, code: string): FrameSpec => ({
  file: `${type}.java`,
  function: `com.example.depot.${type}.${method}`,
  code,
  source: `src/main/java/com/example/depot/${type}.java`,
});

export const javaVersion = async (): Promise<string> =>
  ((await sh('java', ['-version'])).stderr.split('\n')[0] ?? '').replaceAll('"', '');
