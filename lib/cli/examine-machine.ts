import { join } from 'node:path';

import { LOG_FORMATS } from '../catalog.ts';
import type { Config } from '../core/config/config.ts';
import { clockFindings, type TimedAnswer } from '../core/doctor/clock-findings.ts';
import { componentFindings, undiagnosable } from '../core/doctor/component-findings.ts';
import { examineComponents, namedComponents } from '../core/doctor/examine-components.ts';
import { examineSecrets } from '../core/doctor/examine-secrets.ts';
import { findingsOf, inOrder, type Finding } from '../core/doctor/finding.ts';
import { secretFindings } from '../core/doctor/secret-findings.ts';
import { createRetryBudget } from '../core/retry/budget.ts';
import { localComponentResolver } from '../local/component-resolver.ts';
import { databaseFindings } from '../local/doctor/database-findings.ts';
import { secretSource } from '../local/secret-source.ts';
import { systemClock } from '../system/clock.ts';
import { systemRandomness } from '../system/randomness.ts';
import { probeWith } from './engine-ports.ts';

/** So many targets are asked for the time; more would say the same. */
const ASKED_FOR_TIME = 3;

/** A machine of one's own writes little at times. */
const WINDOW_MS = 86_400_000;

/** Everything that can be found out about a config on this machine, from its folder. */
export const examineMachine = async (
  config: Config,
  { path, folder }: { readonly path: string; readonly folder: string },
): Promise<readonly Finding[]> => {
  const { signal } = new AbortController();
  const secrets = secretSource(folder);
  const users = [
    ...config.checks.map(({ name, target }) => ({ name, settings: target })),
    ...Object.entries(config.notifiers).map(([name, { settings }]) => ({ name, settings })),
    { name: 'deadMan', settings: config.deadMan },
  ];
  const reader = { formats: LOG_FORMATS, clock: systemClock };
  const ports = { ...reader, windowMs: WINDOW_MS, resolver: localComponentResolver(folder, reader) };
  const [examined, read, answers] = await Promise.all([
    examineComponents(namedComponents(config), ports, signal),
    examineSecrets(users, secrets),
    answersOf(config, folder, signal),
  ]);
  const count = `${config.checks.length} check${config.checks.length === 1 ? '' : 's'}`;
  return inOrder([
    findingsOf('config').good(`${path}: ${count}, no problems`),
    ...undiagnosable(config.checks),
    ...componentFindings(examined),
    ...secretFindings(read, 'this machine'),
    ...databaseFindings(join(folder, '.whydown', 'whydown.db')),
    ...clockFindings(answers),
  ]);
};

/** One probe each of some targets that say the time. */
const answersOf = async (
  { checks }: Config,
  folder: string,
  signal: AbortSignal,
): Promise<readonly TimedAnswer[]> => {
  const secrets = secretSource(folder);
  const world = { clock: systemClock, randomness: systemRandomness, secrets, signal, controlTargets: [] };
  const probe = probeWith(world, createRetryBudget());
  const asked = checks.filter(({ type }) => type === 'http').slice(0, ASKED_FOR_TIME);
  const run = { tick: systemClock.now(), location: 'home', alreadyDown: true };
  const results = await Promise.all(asked.map((check) => probe(check, run)));
  return results.flatMap(({ checkName, attempts }) =>
    attempts.slice(0, 1).map(({ observation }) => ({ checkName, observation })),
  );
};
