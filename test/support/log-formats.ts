import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFormat } from '../../lib/core/logs/format.ts';

const FOLDER = join(import.meta.dirname, '../../lib/core/logs/formats');

/** Every log format, as the catalog puts them together: by file name. */
export const LOG_FORMATS: readonly LogFormat[] = await Promise.all(
  globSync('*.ts', { cwd: FOLDER })
    .sort()
    .map(async (name) => {
      const module: Record<string, LogFormat> = await import(join(FOLDER, name));
      return Object.values(module)[0]!;
    }),
);
