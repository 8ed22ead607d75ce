import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../../harness/bench.ts';
import { pythonEnv } from '../../harness/python.ts';
import { shopBackends } from '../../harness/shop-backends.ts';
import { thirdParty } from '../../harness/third-party.ts';

export const VENV = 'venv-pyramid';
export const LOG = 'ferry.log';

export interface FerryOptions {
  /** The scaffold's layout, the same with the environment of the request, or bars without pyramid_exclog. */
  readonly ini?: 'production' | 'extra' | 'bars';
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly limits?: readonly string[];
  /** Trusts the expired certificate, so that its age alone is wrong. */
  readonly trustsExpired?: boolean;
}

/** Starts one more process of the ferry line that writes to the same log. */
export const startBeside = async (bench: Bench, options: FerryOptions = {}): Promise<string> => {
  const venv = await pythonEnv(bench.cacheDir, VENV);
  const backends = await shopBackends();
  const { expiredCa } = await thirdParty();
  const port = await bench.port();
  const serve = ['-m', 'pyramid.scripts.pserve', `${options.ini ?? 'production'}.ini`, `http_port=${port}`];
  await bench.start({
    command: ['prlimit', ...(options.limits ?? []), `${venv}/bin/python`, ...serve],
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      DATA_DIR: join(bench.dir, 'data'),
      RADAR_PORT: '21945',
      ...backends,
      ...(options.trustsExpired === true ? { REQUESTS_CA_BUNDLE: expiredCa } : {}),
      ...options.env,
    },
    out: LOG,
    readyPort: port,
    ...(options.user === undefined ? {} : { user: options.user }),
  });
  return `http://127.0.0.1:${port}`;
};

export const startFerry = (bench: Bench, options: FerryOptions = {}): Promise<string> => {
  mkdirSync(join(bench.dir, 'data'));
  return startBeside(bench, options);
};
