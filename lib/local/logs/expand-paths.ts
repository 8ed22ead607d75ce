import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Gap } from '../../core/diagnosis/diagnosis.ts';
import { isRotationOf } from './rotated-siblings.ts';

/** Files that a path, a folder or a pattern stands for. */
export interface ExpandedPaths {
  readonly paths: readonly string[];
  readonly gaps: readonly Gap[];
}

/** More files than this are not the log of one application; those that were written last are read. */
const MAX_FILES = 30;

/**
 * The files behind a path: itself, the `*.log` files of a folder, or what fits a pattern with `*`, `?`, `[…]` or `{…}`;
 * those that were written last come first. Rotated files are found from the log that they were.
 */
export const expandPaths = async (path: string): Promise<ExpandedPaths> => {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isDirectory()) return { paths: [path], gaps: [] };
  const pattern = found ? join(path, '*.log') : path;
  if (!/[*?[{]/.test(pattern)) return { paths: [path], gaps: [] };
  const files = await matching(pattern);
  if (files.length === 0)
    return {
      paths: [],
      gaps: [
        {
          missing: `files that fit ${pattern}: there are none`,
          fix: 'correct the path in diagnose.components',
        },
      ],
    };
  const left = files.length - MAX_FILES;
  return {
    paths: files.slice(0, MAX_FILES),
    gaps:
      left > 0
        ? [{ missing: `${left} more files that fit ${pattern}`, fix: 'name those of the component only' }]
        : [],
  };
};

const matching = async (pattern: string): Promise<readonly string[]> => {
  const files: { readonly path: string; readonly modifiedAt: number }[] = [];
  for await (const path of glob(pattern)) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) files.push({ path, modifiedAt: found.mtimeMs });
  }
  const logs = files.filter(({ path }) => !files.some((other) => isRotationOf(path, other.path)));
  return logs.sort((a, b) => b.modifiedAt - a.modifiedAt).map(({ path }) => path);
};
