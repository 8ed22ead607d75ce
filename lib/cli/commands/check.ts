import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Command } from 'commander';

import type { Check } from '../../core/check.ts';
import { controlTargetsAt, type Config } from '../../core/config/config.ts';
import { createRetryBudget } from '../../core/retry/budget.ts';
import type { ProbeResult } from '../../core/probe/result.ts';
import { openLocalStore } from '../../local/sqlite/local-store.ts';
import { secretSource } from '../../local/secret-source.ts';
import { systemClock } from '../../system/clock.ts';
import { systemRandomness } from '../../system/randomness.ts';
import { probeWith } from '../engine-ports.ts';
import { EXIT, printJson, UsageError, type Io } from '../io.ts';
import { CONFIG_FILE, loadConfig } from '../load-config.ts';
import type { Register } from '../main.ts';
import { paintFor } from '../render/paint.ts';
import { renderResult } from '../render/timeline.ts';

interface Options {
  readonly config: string;
  readonly json?: true;
}

/** Probes at the same time; more would queue on one core and be measured as latency. */
const AT_ONCE = 20;

/** `whydown check`: every check once, now; for a deployment gate or a look at night. */
export const checkCommand: Register = (parent: Command, io: Io, done) => {
  parent
    .command('check')
    .description('Probe every check once, now. Exit code 1 when one is down.')
    .argument('[names...]', 'only these checks')
    .option('-c, --config <file>', 'the config file', CONFIG_FILE)
    .option('--json', 'print the results as JSON')
    .action(async (names: readonly string[], options: Options) => {
      const config = await loadConfig(io, options.config);
      const checks = selected(config.checks, names);
      const results = await probeAll({ ...config, checks }, io, (result, check) => {
        if (options.json) return;
        const lines = renderResult(result, check.retry.attempts, paintFor(io));
        io.stdout.write(`${lines.join('\n')}\n`);
      });
      if (options.json) printJson(io, { results });
      done(results.some(({ verdict }) => verdict === 'down') ? EXIT.down : EXIT.healthy);
    });
};

const selected = (checks: readonly Check[], names: readonly string[]): readonly Check[] => {
  const known = new Set(checks.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new UsageError(`no check is called ${unknown.join(', ')}; the config has ${[...known].join(', ')}`);
  return names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
};

const probeAll = async (
  config: Config,
  io: Io,
  probed: (result: ProbeResult, check: Check) => void,
): Promise<readonly ProbeResult[]> => {
  const { signal } = new AbortController();
  const secrets = secretSource(io.cwd());
  const database = join(io.cwd(), '.whydown', 'whydown.db');
  using store = existsSync(database) ? openLocalStore(database) : undefined;
  const controlTargets = controlTargetsAt(config, 'home');
  const world = { clock: systemClock, randomness: systemRandomness, secrets, signal, controlTargets };
  const probe = probeWith({ ...world, ...(store && { beats: store.beats }) }, createRetryBudget());
  const waiting = [...config.checks];
  const results: ProbeResult[] = [];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const run = { tick: systemClock.now(), location: 'home', alreadyDown: false };
      const result = await probe(check, run);
      results.push(result);
      probed(result, check);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
};
