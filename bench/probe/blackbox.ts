import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import {
  activeOpens,
  CLIENT_CORE,
  cpuMsOf,
  outputOf,
  peakRssMbOf,
  startPinned,
  TARGET_CORE,
} from './machine.ts';
import { WARM_MS } from './bench-context.ts';
import { CACHE, type Peers } from './peers.ts';
import type { Measurement } from './rounds.ts';

/** Asserts what the checks assert, and keeps HTTP/2 and IPv6 out of it, as they do. */
const CONFIG = `modules:
  answer:
    prober: http
    timeout: 9s
    http:
      preferred_ip_protocol: ip4
      enable_http2: false
      fail_if_body_not_matches_regexp: ['"status":"ok"']
`;

/** A running blackbox_exporter on the client's core. */
export interface Blackbox extends AsyncDisposable {
  readonly pid: number;
  /** Where one probe of a target is asked for. */
  probeUrl(target: string): string;
}

/** Starts it fresh, so that its peak of memory is that of one run. */
export const startBlackbox = async (
  peers: Peers,
  options: { readonly port: number; readonly authorities: string },
): Promise<Blackbox> => {
  const file = join(CACHE, 'blackbox.yml');
  writeFileSync(file, CONFIG);
  const child = startPinned(
    CLIENT_CORE,
    [
      peers.blackbox,
      `--config.file=${file}`,
      `--web.listen-address=127.0.0.1:${options.port}`,
      '--log.level=error',
    ],
    { env: { SSL_CERT_FILE: options.authorities, GOMAXPROCS: '1' } },
  );
  child.stdout?.resume();
  child.stderr?.resume();
  const at = `http://127.0.0.1:${options.port}`;
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${at}/-/healthy`).catch(() => undefined);
    if (answer?.ok) break;
    if (tries > 100) throw new Error('blackbox_exporter does not answer');
    await delay(20);
  }
  return {
    pid: child.pid ?? 0,
    probeUrl: (target) => `${at}/probe?module=answer&target=${encodeURIComponent(target)}`,
    [Symbol.asyncDispose]: async () => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
};

/** wrk asks it for probes, from the target's core; what is measured is the exporter alone. */
export const measureBlackbox = async (
  peers: Peers,
  {
    port,
    authorities,
    target,
    concurrency,
    windowMs,
  }: {
    readonly port: number;
    readonly authorities: string;
    readonly target: string;
    readonly concurrency: number;
    readonly windowMs: number;
  },
): Promise<Measurement> => {
  await using blackbox = await startBlackbox(peers, { port, authorities });
  const sample = await (await fetch(blackbox.probeUrl(target))).text();
  if (!sample.includes('\nprobe_success 1'))
    throw new Error('blackbox_exporter says that the target is down');
  await runWrk(peers, blackbox.probeUrl(target), {
    core: TARGET_CORE,
    concurrency,
    seconds: WARM_MS / 1_000,
  });
  const before = { cpu: cpuMsOf(blackbox.pid), at: performance.now(), opens: activeOpens() };
  const seconds = Math.max(1, Math.round(windowMs / 1_000));
  const { requests, bad, p50Ms, p99Ms } = await runWrk(peers, blackbox.probeUrl(target), {
    core: TARGET_CORE,
    concurrency,
    seconds,
  });
  const cpuMs = cpuMsOf(blackbox.pid) - before.cpu;
  if (bad > 0) throw new Error(`${bad} answers of blackbox_exporter were errors`);
  return {
    cpuUs: (cpuMs * 1_000) / requests,
    perSecondPerCore: requests / (cpuMs / 1_000),
    p50Ms,
    p99Ms,
    rssMb: peakRssMbOf(blackbox.pid),
    // wrk's own connections are kept; they are a few of many.
    opened: (activeOpens() - before.opens - concurrency) / requests,
  };
};

/** What wrk says. */
export interface WrkTold {
  readonly requests: number;
  readonly bad: number;
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

/** Runs wrk on a core; its CPU is what bash says of its child. */
export const runWrk = async (
  peers: Peers,
  url: string,
  options: {
    readonly core: number;
    readonly concurrency: number;
    readonly seconds: number;
    readonly close?: boolean;
  },
): Promise<WrkTold> => {
  const header = options.close ? `-H 'Connection: close'` : '';
  const script = `ulimit -n 16384; "$0" -t1 -c${options.concurrency} -d${options.seconds}s --timeout 9s --latency ${header} "$1"; times`;
  const child = startPinned(options.core, ['bash', '-c', script, peers.wrk, url], {
    env: { LD_LIBRARY_PATH: peers.libraries },
  });
  const out = await outputOf(child);
  const latency = (share: string): number => {
    const [, value, unit = 'ms'] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(out) ?? [];
    return Number(value) * (MS[unit] ?? NaN);
  };
  return {
    requests: Number(/(\d+) requests in/.exec(out)?.[1]),
    bad: Number(/Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? 0),
    cpuMs: childCpuMs(out),
    p50Ms: latency('50'),
    p99Ms: latency('99'),
  };
};

/** The last line of bash's `times`: user and system time of its children, `0m1.234s 0m0.567s`. */
export const childCpuMs = (out: string): number => {
  const last = out.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000,
    0,
  );
};
