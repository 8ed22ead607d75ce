import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import type { Check } from '../../lib/core/check.ts';
import type { Engine, Seen } from './engine.ts';

/** What a client process is to do. */
export interface Orders {
  /** A JSON file with checks, as the plan has them. */
  readonly checks: string;
  /** Checks that are probed all the while, each in a loop of its own, and not counted. */
  readonly beside?: string;
  readonly keep: boolean;
  readonly npm: string;
  readonly warmMs: number;
  readonly windowMs: number;
  /** So many at once, or so many a second. */
  readonly load: { readonly concurrency: number } | { readonly perSecond: number };
}

/** What it tells: CPU and latencies of the window after warming up, memory of its life. */
export interface Told {
  readonly probes: number;
  readonly failed: number;
  readonly error: string | undefined;
  readonly opened: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly rssMb: number;
  readonly latenciesMs: readonly number[];
  readonly seen: readonly (Seen & { readonly number: number })[];
}

// http://127.0.0.1:25020/hold/20/1234
const NUMBER = /\/(\d+)$/;

type Probe = (check: Check, url: string) => Promise<Seen>;

interface Tally {
  counting: boolean;
  probes: number;
  failed: number;
  error: string | undefined;
  readonly latenciesMs: number[];
  readonly seen: (Seen & { readonly number: number })[];
}

/** Obeys the orders in the file named by the command line, and prints what came of it. @public bundled with an engine by node-client */
export const runClient = async (engine: Engine): Promise<void> => {
  const orders = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Orders;
  const checks = JSON.parse(readFileSync(orders.checks, 'utf8')) as readonly Check[];
  const probe = await engine.prepare(orders);
  const tally: Tally = { counting: false, probes: 0, failed: 0, error: undefined, latenciesMs: [], seen: [] };
  let open = true;
  const isOpen = (): boolean => open;
  for (const check of besideOf(orders)) void loop(isOpen, () => probe(check, urlOf(check)));
  let next = 0;
  const one = (): Promise<void> => {
    const check = checks[next++ % checks.length]!;
    return probeOne(probe, check, tally);
  };
  const load = loadOf(orders, isOpen, one);
  await delay(orders.warmMs);
  tally.counting = true;
  const before = { cpu: process.cpuUsage(), at: performance.now(), opens: activeOpens() };
  await delay(orders.windowMs);
  const cpu = process.cpuUsage(before.cpu);
  const wallMs = performance.now() - before.at;
  const opened = activeOpens() - before.opens;
  const { probes } = tally;
  open = false;
  // What is still under way counts for timings, so that the slow ones are not the ones that are left out.
  await Promise.race([load, delay(1_500)]);
  const told: Told = {
    ...tally,
    probes,
    opened,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    wallMs,
    rssMb: process.resourceUsage().maxRSS / 1_024,
  };
  process.stdout.write(JSON.stringify(told), () => process.exit(0));
};

const besideOf = ({ beside }: Orders): readonly Check[] =>
  beside === undefined ? [] : (JSON.parse(readFileSync(beside, 'utf8')) as readonly Check[]);

const urlOf = (check: Check): string => (check.target as { readonly url: string }).url;

const probeOne = async (probe: Probe, check: Check, tally: Tally): Promise<void> => {
  const url = urlOf(check);
  const from = performance.now();
  let seen: Seen = { ok: false };
  try {
    seen = await probe(check, url);
  } catch (error) {
    tally.error ??=
      error instanceof Error
        ? `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`
        : String(error);
  }
  // A probe that fails at once must not keep the loop from turning.
  if (!seen.ok) await delay(1);
  if (!tally.counting) return;
  tally.probes += 1;
  if (!seen.ok) tally.failed += 1;
  tally.latenciesMs.push(performance.now() - from);
  const number = Number(NUMBER.exec(url)?.[1] ?? -1);
  if (seen.ttfbMs !== undefined || seen.dnsMs !== undefined) tally.seen.push({ ...seen, number });
};

const loop = async (isOpen: () => boolean, one: () => Promise<unknown>): Promise<void> => {
  while (isOpen()) await one().catch(() => undefined);
};

const loadOf = async ({ load }: Orders, isOpen: () => boolean, one: () => Promise<void>): Promise<void> => {
  if ('concurrency' in load) {
    await Promise.all(Array.from({ length: load.concurrency }, () => loop(isOpen, one)));
    return;
  }
  const running = new Set<Promise<void>>();
  const start = (): void => {
    const promise = one().finally(() => running.delete(promise));
    running.add(promise);
  };
  const from = performance.now();
  for (let count = 0; isOpen();) {
    for (; performance.now() - from >= (count * 1_000) / load.perSecond; count++) start();
    await delay(1);
  }
  await Promise.all(running);
};

const activeOpens = (): number => {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'));
  return Number(values.split(' ')[names.split(' ').indexOf('ActiveOpens')]);
};
