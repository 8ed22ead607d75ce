import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Change } from '../../core/diagnosis/evidence.ts';
import type { EpochMs } from '../../core/time.ts';

/** Files whose change is a deploy or a setting, in the top folder of an application. */
const TELLING_FILES = [
  '.env',
  '.htaccess',
  'Dockerfile',
  'Gemfile.lock',
  'composer.lock',
  'config.json',
  'config.yaml',
  'config.yml',
  'docker-compose.yml',
  'go.sum',
  'package-lock.json',
  'package.json',
  'pnpm-lock.yaml',
  'poetry.lock',
  'pom.xml',
  'requirements.txt',
  'uv.lock',
  'yarn.lock',
];

/** Which of a folder's package and configuration files were written in that time. */
export const fileChanges = async (folder: string, from: EpochMs, to: EpochMs): Promise<readonly Change[]> => {
  const found = await Promise.all(
    TELLING_FILES.map(async (name) => {
      const file = await stat(join(folder, name)).catch(() => undefined);
      const at = Math.floor(file?.mtimeMs ?? -1);
      return at >= from && at <= to ? [{ at, what: `the edit of ${name}`, component: folder }] : [];
    }),
  );
  return found.flat();
};
