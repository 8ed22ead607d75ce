import { globSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadNotifiers, loadProbers } from '../../lib/catalog.ts';
import { parseConfig } from '../../lib/core/config/parse.ts';
import { renderProblem } from '../../lib/core/config/problem.ts';
import { configFiles } from '../../lib/local/config-files.ts';

const FOLDER = join(import.meta.dirname, '../../examples');
const files = globSync('{*,*/whydown}.yaml', { cwd: FOLDER }).sort();
const [types, notifiers] = await Promise.all([loadProbers(), loadNotifiers()]);

/** Examples may name variables of the user's own. */
const env = new Proxy<Record<string, string>>({}, { get: () => 'https://example.com/' });

const parse = (file: string) =>
  parseConfig(file, {
    files: configFiles(FOLDER),
    types,
    notifiers,
    env,
    edge: file.startsWith('aws') ? 'aws' : 'embedded',
  });

describe('the examples', () => {
  it.each(files)('%s is right', (file) => {
    const parsed = parse(file);
    expect(parsed.ok ? [] : parsed.problems.map(renderProblem)).toEqual([]);
  });

  it('show every check type', () => {
    const shown = files.flatMap((file) => {
      const parsed = parse(file);
      return parsed.ok ? parsed.config.checks.map((check) => check.type) : [];
    });
    expect([...new Set(shown)].sort()).toEqual(types.map(({ type }) => type).sort());
  });
});
