import type { Bench } from './bench.ts';
import { pythonEnv } from './python.ts';

/** Starts the small front that passes statements to a database server and hides its errors. */
export const startDatabaseFront = async (
  bench: Bench,
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const venv = await pythonEnv(bench.cacheDir);
  const port = await bench.port();
  await bench.start({
    command: [`${venv}/bin/python`, 'front.py', String(port)],
    env: { PYTHONDONTWRITEBYTECODE: '1', ...env },
    out: 'access.log',
    readyPort: port,
  });
  return `http://127.0.0.1:${port}`;
};

/** The path that sends these statements. */
export const statements = (kind: 'pg' | 'mysql' | 'redis', ...list: readonly string[]): string =>
  `/${kind}?${list.map((one) => `s=${encodeURIComponent(one)}`).join('&')}`;
