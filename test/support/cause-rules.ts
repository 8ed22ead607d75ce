import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { CauseRule } from '../../lib/core/causes/rule.ts';

const FOLDER = join(import.meta.dirname, '../../lib/core/causes/rules');

/** Every cause rule, as the catalog puts them together: by file name. */
export const CAUSE_RULES: readonly CauseRule[] = await Promise.all(
  globSync('*.ts', { cwd: FOLDER })
    .sort()
    .map(async (name) => {
      const module: Record<string, CauseRule> = await import(join(FOLDER, name));
      return Object.values(module)[0]!;
    }),
);
