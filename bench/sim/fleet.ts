import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openPlan, writePlan, type PlanFolder } from '../../lib/aws/plan-folder.ts';
import { loadNotifiers, loadProbers } from '../../lib/catalog.ts';
import type { Config } from '../../lib/core/config/config.ts';
import { parseConfig } from '../../lib/core/config/parse.ts';
import { renderProblem } from '../../lib/core/config/problem.ts';

/** What a fleet is made of. */
export interface FleetOptions {
  readonly checks: number;
  /** The share of targets that speak TLS. */
  readonly tls: number;
  readonly interval: string;
  readonly metrics: string;
  readonly locations: readonly string[];
  /** Components of checks that have some; by the number of the check. */
  readonly componentOf: (index: number) => string | undefined;
}

const [types, notifiers] = [await loadProbers(), await loadNotifiers()];

/** A config as a user would write it, through the config's own parser: one check, from which the others are made. */
export const fleetConfig = (options: FleetOptions): Config => {
  const text = JSON.stringify({
    locations: options.locations,
    checks: [
      {
        name: 'check',
        url: 'https://target.example.com/health',
        interval: options.interval,
        metrics: options.metrics,
        expect: { status: '2xx', latency: { degraded: '5s' } },
      },
    ],
    notifiers: { oncall: { type: 'webhook', url: 'https://hooks.example.com/oncall' } },
  });
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
    edge: 'aws',
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(renderProblem).join('\n'));
  const [one] = parsed.config.checks;
  if (!one) throw new Error('the config has no check');
  const checks = Array.from({ length: options.checks }, (_, index) => {
    const scheme = index / options.checks < options.tls ? 'https' : 'http';
    const name = checkName(index);
    const component = options.componentOf(index);
    return {
      ...one,
      name,
      target: { ...(one.target as object), url: `${scheme}://${name}.example.com/health` },
      components: component === undefined ? [] : [{ kind: 'rds' as const, name: component }],
    };
  });
  return { ...parsed.config, checks };
};

/** Numbers that lie next to each other say nothing of the hash. */
export const checkName = (index: number): string => `check-${index}`;

export const checkIndex = (name: string): number => Number(name.slice('check-'.length));

/** The plan as files, as the stack bundles them, read by the function's own reader. */
export const planOnDisk = (config: Config): { readonly open: () => PlanFolder } & Disposable => {
  const folder = mkdtempSync(join(tmpdir(), 'whydown-sim-'));
  writePlan(folder, config);
  return {
    open: () => openPlan(folder),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
};
