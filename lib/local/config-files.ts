import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

import type { ConfigFile, ConfigFiles } from '../core/config/files.ts';

/** Config files from the disk, named as the user named them: relative to `folder`. */
export const configFiles = (folder: string): ConfigFiles => ({
  read: (path) => readFile(resolve(folder, path)),
  resolve: (from, path) => relative(folder, resolve(folder, dirname(from), path)),
  glob: (from, pattern) => {
    const base = resolve(folder, dirname(from));
    return globSync(pattern, { cwd: base })
      .map((path) => relative(folder, resolve(base, path)))
      .sort();
  },
});

const readFile = (path: string): ConfigFile => {
  try {
    return { kind: 'read', bytes: readFileSync(path) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'unreadable', reason: message };
  }
};
