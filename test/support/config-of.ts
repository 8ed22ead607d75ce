import { posix } from 'node:path';

import { loadNotifiers, loadProbers } from '../../lib/catalog.ts';
import type { Check } from '../../lib/core/check.ts';
import type { Config } from '../../lib/core/config/config.ts';
import { parseConfig, type ParseOptions } from '../../lib/core/config/parse.ts';
import { renderProblem } from '../../lib/core/config/problem.ts';

const types = await loadProbers();
const notifiers = await loadNotifiers();

/** Files that are there only as texts; a pattern finds whatever its last part fits. */
const filesOf = (files: Readonly<Record<string, string>>): ParseOptions['files'] => ({
  read: (path) => {
    const text = files[path];
    return text === undefined ? { kind: 'missing' } : { kind: 'read', bytes: new TextEncoder().encode(text) };
  },
  resolve: (from, relative) => posix.join(posix.dirname(from), relative),
  absolute: (path) => posix.join('/', path),
  glob: (from, pattern) => {
    const [before = '', after = ''] = posix.join(posix.dirname(from), pattern).split('*');
    const fits = (path: string): boolean =>
      path.startsWith(before) && path.endsWith(after) && !path.slice(before.length).includes('/');
    return Object.keys(files).filter(fits);
  },
});

/** A config from texts; `whydown.yaml` is the main file. Throws with the problems where there are any. */
export const configOf = (
  main: string,
  more: Readonly<Record<string, string>> = {},
  options: Partial<ParseOptions> = {},
): Config => {
  const parsed = parseConfig('whydown.yaml', {
    files: filesOf({ 'whydown.yaml': main, ...more }),
    types,
    notifiers,
    env: {},
    edge: 'embedded',
    ...options,
  });
  if (parsed.ok) return parsed.config;
  throw new Error(parsed.problems.map(renderProblem).join('\n'));
};

/** The first check of a config from texts. */
export const firstCheckOf = (...args: Parameters<typeof configOf>): Check => {
  const [check] = configOf(...args).checks;
  if (!check) throw new Error('the config has no check');
  return check;
};
