import { loadNotifiers, loadProbers } from '../catalog.ts';
import { cautionsOf } from '../core/config/cautions.ts';
import type { Config, Edge } from '../core/config/config.ts';
import { parseConfig } from '../core/config/parse.ts';
import { renderProblem } from '../core/config/problem.ts';
import { configFiles } from '../local/config-files.ts';
import { systemClock } from '../system/clock.ts';
import { UsageError, type Io } from './io.ts';

/** The file that every command looks for when it is not told another. */
export const CONFIG_FILE = 'whydown.yaml';

/** Reads a config, or ends the command with everything that is wrong with it where it shall run. */
export const loadConfig = async (io: Io, path: string, edge: Edge = 'embedded'): Promise<Config> => {
  const [types, notifiers] = await Promise.all([loadProbers(), loadNotifiers()]);
  const parsed = parseConfig(path, {
    files: configFiles(io.cwd()),
    types,
    notifiers,
    env: io.env,
    edge,
  });
  if (parsed.ok) {
    for (const { text } of cautionsOf(parsed, systemClock.now())) io.stderr.write(`warning: ${text}\n`);
    return parsed.config;
  }
  const count = parsed.problems.length;
  const lines = parsed.problems.map(renderProblem);
  throw new UsageError(
    [...lines, `${count} problem${count === 1 ? '' : 's'}, nothing was started`].join('\n'),
  );
};
