import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** A package's first download may be slow; beyond this the registry is not reachable. */
const INSTALL_TIMEOUT_MS = 300_000;
const PYTHON_CHECK =
  'import sys; assert sys.version_info >= (3, 10), sys.version.split()[0]; print(sys.version)';

/** What is put into the environment, and for whom. */
export interface PythonEnvironmentOptions {
  /** A file of pinned packages with their hashes. */
  readonly requirements: string;
  /** Who needs it, for messages: `the emulator`. */
  readonly purpose: string;
  /** The Python 3 that makes the environment. */
  readonly python?: string;
}

/** Puts pinned packages into a virtual environment under `cacheDir`, once, and returns that environment's Python. */
export async function pythonEnvironment(
  cacheDir: string,
  { requirements, purpose, python: basePython = 'python3' }: PythonEnvironmentOptions,
): Promise<string> {
  const version = await pythonVersion(basePython, purpose);
  const venv = join(cacheDir, 'venv');
  const python = join(venv, 'bin', 'python');
  const stampFile = join(venv, 'installed');
  const stamp = createHash('sha256')
    .update(version)
    .update(await readFile(requirements))
    .digest('hex');
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return python;

  await rm(venv, { recursive: true, force: true });
  await mkdir(cacheDir, { recursive: true });
  await createVenv(basePython, venv);
  await installRequirements({ basePython, python, requirements, purpose });
  await writeFile(stampFile, stamp);
  return python;
}

async function pythonVersion(python: string, purpose: string): Promise<string> {
  try {
    return (await run(python, ['-c', PYTHON_CHECK])).stdout;
  } catch (cause) {
    throw new Error(
      `no usable ${python}: ${purpose} needs Python 3.10 or later (Debian, Ubuntu: apt-get install python3 python3-venv)\n${lastLines(cause)}`,
      { cause },
    );
  }
}

/** Debian splits ensurepip into python3-venv; without it the environment gets no pip, and the base Python's pip fills it. */
async function createVenv(basePython: string, venv: string): Promise<void> {
  try {
    await run(basePython, ['-m', 'venv', venv]);
  } catch {
    await rm(venv, { recursive: true, force: true });
    try {
      await run(basePython, ['-m', 'venv', '--without-pip', venv]);
      await run(basePython, ['-m', 'pip', '--version']);
    } catch (cause) {
      throw new Error(
        `${basePython} cannot make a virtual environment: install python3-venv (Debian, Ubuntu: apt-get install python3-venv)\n${lastLines(cause)}`,
        { cause },
      );
    }
  }
}

interface Installation extends Required<Pick<PythonEnvironmentOptions, 'requirements' | 'purpose'>> {
  readonly basePython: string;
  readonly python: string;
}

async function installRequirements({
  basePython,
  python,
  requirements,
  purpose,
}: Installation): Promise<void> {
  const hasPip = await run(python, ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  );
  const pip = hasPip ? [python, '-m', 'pip'] : [basePython, '-m', 'pip', '--python', python];
  const args = ['install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', requirements];
  try {
    await run(pip[0]!, [...pip.slice(1), ...args], { timeout: INSTALL_TIMEOUT_MS });
  } catch (cause) {
    throw new Error(
      `pip could not install what ${purpose} needs: is a Python package index reachable?\n${lastLines(cause)}`,
      {
        cause,
      },
    );
  }
}

/** The end of what a failed command wrote. */
function lastLines(cause: unknown): string {
  const {
    stdout = '',
    stderr = '',
    message = '',
  } = cause as Partial<Record<'stdout' | 'stderr' | 'message', string>>;
  const output = `${stdout}${stderr}`.trim() || message;
  return output.split('\n').slice(-8).join('\n');
}
