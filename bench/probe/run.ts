import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import type { Bench } from './bench-context.ts';
import { bundleClients } from './node-client.ts';
import { makeCertificates, startNginx } from './nginx-target.ts';
import type { Suites } from './goals.ts';
import { describeMachine, endAll, isRoot, waitForQuiet, watchForeign } from './machine.ts';
import { CACHE, installPeers } from './peers.ts';
import { report } from './report.ts';
import type { Rounds } from './rounds.ts';
import { measureCold } from './suites/cold.ts';
import { measureCpu } from './suites/cpu.ts';
import { measureMemory } from './suites/memory.ts';
import { measureMinute } from './suites/minute.ts';
import { measureNames } from './suites/names.ts';
import { measureTiming } from './suites/timing.ts';
import { startTimedTarget } from './timed-target.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '' },
    port: { type: 'string', default: '25800' },
  },
});

/** The whole stays within 12 minutes, or 5; of these, so much may go into waiting for others and repeating. */
const END_MS = values.quick ? 285_000 : 11.5 * 60_000;
const PATIENCE_MS = values.quick ? 15_000 : 90_000;

const SUITES: Readonly<Record<keyof Suites, (bench: Bench) => Promise<Rounds>>> = {
  http: (bench) => measureCpu(bench, 'http'),
  https: (bench) => measureCpu(bench, 'https'),
  timing: measureTiming,
  memory: measureMemory,
  names: measureNames,
  cold: measureCold,
  minute: measureMinute,
};

const started = performance.now();
const log = (text: string): void =>
  console.error(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${text}`);

const prepare = async (): Promise<Bench> => {
  log('installing peers');
  const peers = installPeers();
  for (const lack of peers.lacking) log(`lacks ${lack}`);
  if (!isRoot())
    log(
      "not root: the targets run at normal priority, so their own lateness is counted as the probers' error",
    );
  if (peers.lacking.length > 0)
    throw new Error('peers are missing; on Debian run `apt-get update` as root and try again');
  log('bundling');
  await bundleClients();
  const certificates = makeCertificates();
  const port = Number(values.port);
  const fast = startNginx(peers, certificates, port);
  const timed = await startTimedTarget(certificates, port + 10);
  await delay(300);
  const rounds = Number(values.rounds) || (values.quick ? 1 : 3);
  const effort = {
    rounds,
    windowMs: values.quick ? 1_000 : 2_000,
    patience: { leftMs: PATIENCE_MS },
    deadline: started + END_MS,
  };
  return { peers, certificates, fast, timed, effort, spare: port + 20 };
};

const RESULTS = join(CACHE, 'results.json');

/** After each suite, so that a run that is cut off leaves what it has. */
const save = (suites: Readonly<Record<string, Rounds>>): void => {
  mkdirSync(CACHE, { recursive: true });
  const plain = Object.entries(suites).map(([name, rounds]) => [name, Object.fromEntries(rounds)]);
  writeFileSync(RESULTS, JSON.stringify(Object.fromEntries(plain), null, 2));
};

const main = async (): Promise<void> => {
  const bench = await prepare();
  const foreign = watchForeign();
  await waitForQuiet(0.1, 5_000);
  const wanted = values.only === '' ? Object.keys(SUITES) : values.only.split(',');
  const suites: Record<string, Rounds> = {};
  for (const name of Object.keys(SUITES) as (keyof Suites)[]) {
    if (!wanted.includes(name)) continue;
    log(`suite ${name}`);
    suites[name] = await SUITES[name](bench);
    save(suites);
  }
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.log(
    `Machine: ${describeMachine()}; target on core 0, client on core 1; ${bench.effort.rounds} rounds, interleaved; ${seconds} s.`,
  );
  console.log(
    `Others took ${foreign().toFixed(2)} cores on average; a run beside more than 0.10 was repeated, and the quietest kept (last column).`,
  );
  console.log(`Peers: ${bench.peers.versions.join(', ')}.\n`);
  console.log(report(suites));
  log(`all numbers are in ${RESULTS}`);
};

try {
  await main();
} finally {
  endAll();
}
process.exit(0);
