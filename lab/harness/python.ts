import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SHOP_DIR } from './bench.ts';
import { sh } from './process.ts';
import { atEnd, once } from './shared.ts';

/** The distribution's interpreter, so that frames of the standard library read `/usr/lib/python3.11/…`. */
const PYTHON = '/usr/bin/python3';
const REQUIREMENTS = [
  'django<5.3',
  'flask',
  'fastapi',
  'uvicorn',
  'gunicorn',
  'celery',
  'psycopg2-binary',
  'pymysql',
  'redis',
  'requests',
  'httpx',
  'sqlalchemy',
  'boto3',
  'python-json-logger',
  'structlog',
  'packaging',
];

/** Makes an environment; pip comes from the interpreter that is first on the path. */
export const installPython = async (
  cacheDir: string,
  name = 'venv',
  requirements: readonly string[] = REQUIREMENTS,
): Promise<void> => {
  const venv = join(cacheDir, name);
  if (!existsSync(join(venv, 'ready'))) {
    await sh(PYTHON, ['-m', 'venv', '--without-pip', venv]);
    await sh(
      'python3',
      ['-m', 'pip', '--python', join(venv, 'bin/python'), 'install', '-q', ...requirements],
      { maxBuffer: 1e8 },
    );
    await sh('touch', [join(venv, 'ready')]);
  }
};

/** The environment at a neutral path, which is what tracebacks print. */
export const pythonEnv = (cacheDir: string, name = 'venv'): Promise<string> =>
  once(`python environment ${name}`, async () => {
    const path = join(SHOP_DIR, name);
    mkdirSync(SHOP_DIR, { recursive: true });
    rmSync(path, { force: true });
    symlinkSync(join(cacheDir, name), path);
    atEnd(() => rmSync(path, { force: true }));
    return path;
  });

/** `Django 5.2.19, CPython 3.11.2` for the named distributions. */
export const pythonSoftware = async (
  cacheDir: string,
  names: readonly string[],
  venv = 'venv',
): Promise<string> => {
  const script = `import importlib.metadata as m, platform, sys\nprint(', '.join([n + ' ' + m.version(n) for n in sys.argv[1:]] + ['CPython ' + platform.python_version()]))`;
  return (await sh(join(cacheDir, venv, 'bin/python'), ['-c', script, ...names])).stdout.trim();
};
