import { isAbsolute, relative } from 'node:path';

import { loadNotifiers, loadProbers } from '../catalog.ts';
import type { Config } from '../core/config/config.ts';
import { parseConfig } from '../core/config/parse.ts';
import { renderProblem } from '../core/config/problem.ts';
import { configFiles } from '../local/config-files.ts';

/** Constructs are made synchronously, and the catalog loads its parts on demand: so they are loaded with this module. */
const [types, notifiers] = await Promise.all([loadProbers(), loadNotifiers()]);

/** Reads a config for AWS, or throws with everything that is wrong with it. */
export const readConfig = (path: string, env: Readonly<Record<string, string | undefined>>): Config => {
  const shown = isAbsolute(path) ? relative(process.cwd(), path) : path;
  const files = configFiles(process.cwd());
  const parsed = parseConfig(shown, { files, types, notifiers, env, edge: 'aws' });
  if (parsed.ok) return parsed.config;
  const count = parsed.problems.length;
  const problems = parsed.problems.map(renderProblem).join('\n');
  throw new Error(`${problems}\n${count} problem${count === 1 ? '' : 's'}, nothing was synthesised`);
};
