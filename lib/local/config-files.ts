import { globSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import type { ConfigFile, ConfigFiles } from '../core/config/files.ts';

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

/** The files of a config on this machine; paths stay as they are written, seen from `cwd`. */
export const configFiles = (cwd: string): ConfigFiles => ({
  read: (path) => readConfigFile(resolve(cwd, path)),
  resolve: (from, relative) => (isAbsolute(relative) ? relative : join(dirname(from), relative)),
  absolute: (path) => resolve(cwd, path),
  glob: (from, pattern) =>
    globSync(pattern, { cwd: resolve(cwd, dirname(from)) })
      .sort()
      .map((path) => (isAbsolute(path) ? path : join(dirname(from), path))),
});

const readConfigFile = (path: string): ConfigFile => {
  try {
    return { kind: 'read', bytes: readFileSync(path) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unreadable', reason: REASONS[code] ?? code };
  }
};
