import { join } from 'node:path';

import { LOG_FORMATS, PROBERS } from '../catalog.ts';
import type { Check } from '../core/check.ts';
import type { Config } from '../core/config/config.ts';
import { clockFindings, type TimedAnswer } from '../core/doctor/clock-findings.ts';
import { componentFindings, undiagnosable } from '../core/doctor/component-findings.ts';
import { examineComponents, namedComponents } from '../core/doctor/examine-components.ts';
import { examineSecrets } from '../core/doctor/examine-secrets.ts';
import {
  findRequests,
  requestFindings,
  type FindPorts,
  type TracedRequest,
} from '../core/doctor/find-requests.ts';
import { findingsOf, inOrder, type Finding } from '../core/doctor/finding.ts';
import { secretFindings } from '../core/doctor/secret-findings.ts';
import { sendRequests, type SentRequest } from '../core/doctor/send-requests.ts';
import { traceRequests } from '../core/doctor/trace-requests.ts';
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

/** Where the config lies, and what is done besides looking. */
export interface MachineOptions {
  readonly path: string;
  readonly folder: string;
  /** Whether requests are sent, to see whether they arrive in the logs. */
  readonly sends: boolean;
}

/** Everything that can be found out about a config on this machine, from its folder. */
export const examineMachine = async (
  config: Config,
  { path, folder, sends }: MachineOptions,
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
  const [examined, read, answers, traced] = await Promise.all([
    examineComponents(namedComponents(config), ports, signal),
    examineSecrets(users, secrets),
    answersOf(config, folder, signal),
    sends ? tracedOf(config, ports, folder) : [],
  ]);
  const count = `${config.checks.length} check${config.checks.length === 1 ? '' : 's'}`;
  return inOrder([
    findingsOf('config').good(`${path}: ${count}, no problems`),
    ...undiagnosable(config.checks),
    ...componentFindings(examined),
    ...requestFindings(traced),
    ...secretFindings(read, 'this machine'),
    ...databaseFindings(join(folder, '.whydown', 'whydown.db')),
    ...clockFindings(answers),
  ]);
};

/** What writes to this machine's files may keep lines back for a moment. */
const WAITS_MS = [300, 1_000, 2_000];

/** A request for each set of components, and what the logs hold of it. */
const tracedOf = async (
  { checks }: Config,
  ports: FindPorts,
  folder: string,
): Promise<readonly TracedRequest[]> => {
  const { signal } = new AbortController();
  const probe = proberFrom(folder, signal);
  const sent = await sendRequests(checks, {
    sendsIds: async (type) => (await PROBERS[type]?.())?.sendsIds === true,
    probe,
  });
  const find = (wanted: readonly SentRequest[]) => findRequests(wanted, ports, signal);
  return traceRequests(sent, { find, clock: systemClock, waitsMs: WAITS_MS });
};

/** One attempt from this machine. */
const proberFrom = (folder: string, signal: AbortSignal) => {
  const secrets = secretSource(folder);
  const world = { clock: systemClock, randomness: systemRandomness, secrets, signal, controlTargets: [] };
  const probe = probeWith(world, createRetryBudget());
  return (check: Check) => probe(check, { tick: systemClock.now(), location: 'home', alreadyDown: true });
};

/** One probe each of some targets that say the time. */
const answersOf = async (
  { checks }: Config,
  folder: string,
  signal: AbortSignal,
): Promise<readonly TimedAnswer[]> => {
  const probe = proberFrom(folder, signal);
  const asked = checks.filter(({ type }) => type === 'http').slice(0, ASKED_FOR_TIME);
  const results = await Promise.all(asked.map(probe));
  return results.flatMap(({ checkName, attempts }) =>
    attempts.slice(0, 1).map(({ observation }) => ({ checkName, observation })),
  );
};
