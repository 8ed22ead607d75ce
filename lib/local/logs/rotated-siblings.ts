import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { EpochMs } from '../../core/time.ts';

/** What a log was renamed to when it was rotated. */
export interface RotatedFile {
  readonly path: string;
  readonly modifiedAt: EpochMs;
}

// app.log.1, app.log.2.gz, app.log-20261124, app.log-2026-11-24.gz, app.log.2026-11-24T10:00
const SUFFIX = /^[.-]\d[\dT:_-]{0,30}(?:\.gz)?$/;

/** Whether a file is what a log was renamed to. */
export const isRotationOf = (path: string, log: string): boolean =>
  path.startsWith(log) && SUFFIX.test(path.slice(log.length));

/** The rotated files of a log, newest first. */
export const rotatedSiblings = async (path: string): Promise<readonly RotatedFile[]> => {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder).catch(() => []);
  const rotated = names.filter((each) => isRotationOf(each, name));
  const files = await Promise.all(
    rotated.map(async (each) => {
      const found = await stat(join(folder, each)).catch(() => undefined);
      return found?.isFile() === true ? [{ path: join(folder, each), modifiedAt: found.mtimeMs }] : [];
    }),
  );
  return files.flat().sort((a, b) => b.modifiedAt - a.modifiedAt);
};
