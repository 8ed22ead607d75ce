import { join } from 'node:path';

import { pythonEnvironment, type PythonEnvironmentOptions } from '../../scripts/python-environment.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** Puts the pinned emulator into a virtual environment under `cacheDir`, and returns that environment's Python. */
export const installEmulator = (
  cacheDir: string,
  options: Pick<PythonEnvironmentOptions, 'python'> = {},
): Promise<string> =>
  pythonEnvironment(cacheDir, { requirements: REQUIREMENTS, purpose: 'the emulator', ...options });
