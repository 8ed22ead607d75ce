import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadNotifiers, loadProbers } from '../../lib/catalog.ts';
import type { Config } from '../../lib/core/config/config.ts';
import { parseConfig } from '../../lib/core/config/parse.ts';
import { renderProblem } from '../../lib/core/config/problem.ts';
import { CACHE } from './peers.ts';

const [types, notifiers] = [await loadProbers(), await loadNotifiers()];

/** A config of real checks, by its own parser with all defaults. */
export const configFor = (urls: readonly string[], more: Readonly<Record<string, unknown>> = {}): Config => {
  const checks = urls.map((url, at) => ({
    name: `bench-${at}`,
    url,
    reach: 'private',
    expect: {
      status: '2xx',
      latency: { degraded: '3s', down: '5s' },
      json: { '$.status': 'ok' },
      ...(url.startsWith('https') && { certificateExpiry: '7d' }),
    },
    ...more,
  }));
  const text = JSON.stringify({ checks });
  const parsed = parseConfig('whydown.yaml', {
    files: {
      read: () => ({ kind: 'read', bytes: new TextEncoder().encode(text) }),
      resolve: (_from, path) => path,
      absolute: (path) => path,
      glob: () => [],
    },
    types,
    notifiers,
    env: {},
    edge: 'embedded',
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(renderProblem).join('\n'));
  return parsed.config;
};

/** Saves such checks as the plan does; gives the file. */
export const saveChecks = (
  name: string,
  urls: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): string => {
  mkdirSync(join(CACHE, 'plans'), { recursive: true });
  const file = join(CACHE, 'plans', `${name}.json`);
  writeFileSync(file, JSON.stringify(configFor(urls, more).checks));
  return file;
};
