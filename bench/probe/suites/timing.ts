import { fileURLToPath } from 'node:url';

import { startBlackbox } from '../blackbox.ts';
import { WARM_MS, type Bench } from '../bench-context.ts';
import { saveChecks } from '../checks.ts';
import { cpuMsOf, outputOf, startPinned, TARGET_CORE } from '../machine.ts';
import { runNodeClient, type EngineName } from '../node-client.ts';
import { interleave, percentile, type Contender, type Measurement, type Rounds } from '../rounds.ts';

/** How long the target holds a request back: longer than anything that is measured. */
const HOLD_MS = 20;

/** The coverage of an error bar allows for this much besides: what the target itself is late. */
const ALLOWANCE_MS = 0.5;

/** More numbers than probes in a run, so that each probe finds its own truth. */
const NUMBERS = 30_000;

/** What probers report as the time to the first byte, against how long the target really took. */
export const measureTiming = (bench: Bench): Promise<Rounds> => {
  const { timed } = bench;
  const paths = (origin: string): readonly string[] =>
    Array.from({ length: NUMBERS }, (_, number) => `${origin}/hold/${HOLD_MS}/${number}`);
  const plans = {
    HTTP: saveChecks('timing-http', paths(timed.http)),
    TLS: saveChecks('timing-tls', paths(timed.tls)),
  };
  return interleave(
    [
      node(bench, 'whydown HTTP 1000/s', plans.HTTP, { perSecond: 1_000 }),
      blackbox(bench, 'HTTP 1000/s', timed.http, 1_000),
      node(bench, 'raw socket HTTP 1000/s', plans.HTTP, { perSecond: 1_000, engine: 'raw' }),
      node(bench, 'whydown TLS 400/s', plans.TLS, { perSecond: 400 }),
      blackbox(bench, 'TLS 400/s', timed.tls, 400),
      node(bench, 'raw socket TLS 400/s', plans.TLS, { perSecond: 400, engine: 'raw' }),
      node(bench, 'whydown HTTP c100', plans.HTTP, { concurrency: 100 }),
      node(bench, 'whydown TLS c25', plans.TLS, { concurrency: 25 }),
    ],
    bench.effort,
  );
};

type Load = { readonly perSecond: number } | { readonly concurrency: number };

const node = (
  { peers, certificates, effort, timed }: Bench,
  name: string,
  checks: string,
  { engine = 'whydown', ...load }: Load & { readonly engine?: EngineName },
): Contender => ({
  name,
  measure: async () => {
    await timed.truth();
    const windowMs = effort.windowMs * 1.5;
    const told = await runNodeClient(
      engine,
      { checks, keep: false, npm: peers.npm, warmMs: WARM_MS, windowMs, load },
      certificates,
    );
    const truth = await timed.truth();
    const pairs = told.seen.flatMap(({ number, ttfbMs, errorBarMs }) => {
      const held = truth.get(number);
      return held === undefined || ttfbMs === undefined
        ? []
        : [{ error: ttfbMs - held, bar: errorBarMs ?? 0 }];
    });
    const covered = pairs.filter(({ error, bar }) => Math.abs(error) <= bar + ALLOWANCE_MS).length;
    return {
      ...errorsOf(pairs.map(({ error }) => error)),
      perSecond: told.probes / (told.wallMs / 1_000),
      busy: told.cpuMs / told.wallMs,
      // What is raw says nothing of its own uncertainty.
      ...(engine === 'whydown' && {
        barP50Ms: percentile(
          pairs.map(({ bar }) => bar),
          0.5,
        ),
        covered: (covered / pairs.length) * 100,
      }),
    };
  },
});

const errorsOf = (errors: readonly number[]): Measurement => ({
  errorP50Ms: percentile(errors, 0.5),
  errorP90Ms: percentile(errors, 0.9),
  errorP99Ms: percentile(errors, 0.99),
  samples: errors.length,
});

const DRIVER = fileURLToPath(new URL('../paced-driver-process.ts', import.meta.url));

interface DriverTold {
  readonly seen: readonly { readonly number: number; readonly ttfbMs: number }[];
  readonly failed: number;
  readonly perSecond: number;
}

const blackbox = (
  { peers, certificates, effort, timed, spare }: Bench,
  label: string,
  origin: string,
  rate: number,
): Contender => ({
  name: `blackbox ${label}`,
  measure: async () => {
    await timed.truth();
    await using exporter = await startBlackbox(peers, { port: spare, authorities: certificates.authorities });
    const from = { cpu: cpuMsOf(exporter.pid), at: performance.now() };
    const window = String(effort.windowMs * 1.5);
    const prefix = `${origin}/hold/${HOLD_MS}/`;
    const command = [
      process.execPath,
      DRIVER,
      exporter.probeUrl(''),
      prefix,
      String(rate),
      String(WARM_MS),
      window,
    ];
    const told = JSON.parse(await outputOf(startPinned(TARGET_CORE, command))) as DriverTold;
    const busy = (cpuMsOf(exporter.pid) - from.cpu) / (performance.now() - from.at);
    const truth = await timed.truth();
    if (told.failed > 0) throw new Error(`${told.failed} probes failed`);
    const errors = told.seen.flatMap(({ number, ttfbMs }) => {
      const held = truth.get(number);
      return held === undefined ? [] : [ttfbMs - held];
    });
    return { ...errorsOf(errors), perSecond: told.perSecond, busy };
  },
});
