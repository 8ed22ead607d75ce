import { setTimeout as delay } from 'node:timers/promises';

import { runWrk, startBlackbox } from '../blackbox.ts';
import type { Bench } from '../bench-context.ts';
import { saveChecks } from '../checks.ts';
import { peakRssMbOf, TARGET_CORE } from '../machine.ts';
import { runNodeClient, type EngineName } from '../node-client.ts';
import { interleave, type Contender, type Rounds } from '../rounds.ts';

const TARGETS = 10_000;

/** A thousand wait together when each waits this long. */
const HOLD_MS = 500;

/** Peak of memory with 10,000 targets, and with 1,000 probes in flight. */
export const measureMemory = (bench: Bench): Promise<Rounds> => {
  const { port } = new URL(bench.fast.http);
  const many = saveChecks(
    'memory-many',
    Array.from(
      { length: TARGETS },
      (_, at) => `http://127.1.${Math.floor(at / 250)}.${(at % 250) + 1}:${port}/`,
    ),
  );
  const slow = saveChecks('memory-slow', [`${bench.timed.http}/hold/${HOLD_MS}/1`]);
  return interleave(
    [
      node(bench, 'whydown', { label: '10,000 targets c500', checks: many, concurrency: 500 }),
      node(bench, 'undici', { label: '10,000 targets c500', checks: many, concurrency: 500 }),
      node(bench, 'whydown', { label: '1,000 in flight', checks: slow, concurrency: 1_000 }),
      blackbox(bench),
      node(bench, 'undici', { label: '1,000 in flight', checks: slow, concurrency: 1_000 }),
    ],
    bench.effort,
  );
};

interface Case {
  readonly label: string;
  readonly checks: string;
  readonly concurrency: number;
}

const node = (
  { peers, certificates }: Bench,
  engine: EngineName,
  { label, checks, concurrency }: Case,
): Contender => ({
  name: `${engine} ${label}`,
  measure: async () => {
    const orders = {
      checks,
      keep: false,
      npm: peers.npm,
      warmMs: 500,
      windowMs: 3_500,
      load: { concurrency },
    };
    const told = await runNodeClient(engine, orders, certificates);
    return {
      rssMb: told.rssMb,
      cpuUs: (told.cpuMs * 1_000) / told.probes,
      probes: told.probes,
      opened: told.opened / told.probes,
    };
  },
});

const blackbox = ({ peers, certificates, spare, timed }: Bench): Contender => ({
  name: 'blackbox 1,000 in flight',
  measure: async () => {
    await using exporter = await startBlackbox(peers, { port: spare, authorities: certificates.authorities });
    const url = exporter.probeUrl(`${timed.http}/hold/${HOLD_MS}/1`);
    const { requests } = await runWrk(peers, url, { core: TARGET_CORE, concurrency: 1_000, seconds: 4 });
    await delay(100);
    return { rssMb: peakRssMbOf(exporter.pid), probes: requests };
  },
});
