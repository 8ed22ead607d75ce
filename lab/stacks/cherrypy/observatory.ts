import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { pythonEnv } from '../../harness/python.ts';
import { shopBackends } from '../../harness/shop-backends.ts';
import { thirdParty } from '../../harness/third-party.ts';

export const VENV = 'venv-cherrypy';
export const LOG = 'observatory.log';

export interface ObservatoryOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
  /** Trusts the expired certificate, so that its age alone is wrong. */
  readonly trustsExpired?: boolean;
}

const environment = async (bench: Bench, options: ObservatoryOptions): Promise<Record<string, string>> => {
  const backends = await shopBackends();
  const { expiredCa } = await thirdParty();
  return {
    PYTHONDONTWRITEBYTECODE: '1',
    DATA_DIR: join(bench.dir, 'data'),
    MEMCACHED_PORT: '21931',
    ...backends,
    ...(options.trustsExpired === true ? { SSL_CERT_FILE: expiredCa } : {}),
    ...options.env,
  };
};

/** Starts one more process of the observatory that writes to the same log. */
export const startBeside = async (bench: Bench, options: ObservatoryOptions = {}): Promise<string> => {
  const venv = await pythonEnv(bench.cacheDir, VENV);
  const port = await bench.port();
  await bench.start({
    command: ['prlimit', ...(options.limits ?? []), `${venv}/bin/python`, 'serve.py', String(port)],
    env: await environment(bench, options),
    out: LOG,
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

export const startObservatory = (bench: Bench, options: ObservatoryOptions = {}): Promise<string> => {
  mkdirSync(join(bench.dir, 'data'));
  return startBeside(bench, options);
};

/** Two processes under honcho, which writes their lines into one log as they come. */
export const startUnderHoncho = async (bench: Bench, options: ObservatoryOptions = {}): Promise<string> => {
  mkdirSync(join(bench.dir, 'data'));
  const venv = await pythonEnv(bench.cacheDir, VENV);
  const ports = [await bench.port(), await bench.port()] as const;
  const lines = ports.map((port, index) => `web${index + 1}: ${venv}/bin/python -u serve.py ${port}`);
  writeFileSync(join(bench.dir, 'Procfile'), `${lines.join('\n')}\n`);
  await bench.start({
    command: [`${venv}/bin/python`, '-c', 'from honcho.command import main; main()', 'start'],
    env: await environment(bench, options),
    out: LOG,
    readyPort: ports[0],
  });
  await bench.until(LOG, new RegExp(`web2.*Serving on http://127\\.0\\.0\\.1:${ports[1]}`));
  writeFileSync(join(bench.dir, 'other-port'), String(ports[1]));
  return `http://127.0.0.1:${ports[0]}`;
};
