import { measureBlackbox, runWrk } from '../blackbox.ts';
import { WARM_MS, type Bench } from '../bench-context.ts';
import { saveChecks } from '../checks.ts';
import { activeOpens, CLIENT_CORE, outputOf, startPinned } from '../machine.ts';
import { childCpuMs } from '../blackbox.ts';
import { runNodeClient, type EngineName } from '../node-client.ts';
import { interleave, percentile, type Contender, type Measurement, type Rounds } from '../rounds.ts';

/** CPU, speed, latency and memory of probes of a target that answers at once, closed loop. */
export const measureCpu = (bench: Bench, scheme: 'http' | 'https'): Promise<Rounds> =>
  interleave(scheme === 'http' ? httpContenders(bench) : httpsContenders(bench), bench.effort);

const CONCURRENCIES = [1, 10, 100, 1_000];

const PEERS: readonly EngineName[] = ['undici', 'fetch', 'got', 'axios'];

const httpContenders = (bench: Bench): readonly Contender[] => {
  const url = bench.fast.http;
  return [
    ...CONCURRENCIES.flatMap((concurrency) => [
      goalAt(concurrency, node(bench, 'whydown', { url, concurrency })),
      goalAt(concurrency, blackbox(bench, { url, concurrency })),
    ]),
    wrk(bench, { url, concurrency: 10 }),
    ...PEERS.map((engine) => once(node(bench, engine, { url, concurrency: 10 }))),
    once(tool(bench, 'check_http', url)),
    once(tool(bench, 'curl', url)),
    once(node(bench, 'whydown', { url, concurrency: 10, label: 'reuse', more: { connection: 'reuse' } })),
    once(node(bench, 'undici', { url, concurrency: 10, label: 'kept', keep: true })),
  ];
};

const httpsContenders = (bench: Bench): readonly Contender[] => {
  const { ecdsa, rsa, resumable } = bench.fast;
  return [
    ...CONCURRENCIES.flatMap((concurrency) => [
      goalAt(concurrency, node(bench, 'whydown', { url: ecdsa, concurrency, label: 'ECDSA' })),
      goalAt(concurrency, blackbox(bench, { url: ecdsa, concurrency, label: 'ECDSA' })),
    ]),
    wrk(bench, { url: ecdsa, concurrency: 10, label: 'ECDSA' }),
    ...PEERS.map((engine) => node(bench, engine, { url: ecdsa, concurrency: 10, label: 'ECDSA' })).map(once),
    ...[
      tool(bench, 'check_http', ecdsa),
      tool(bench, 'curl', ecdsa),
      node(bench, 'whydown', { url: rsa, concurrency: 10, label: 'RSA' }),
      blackbox(bench, { url: rsa, concurrency: 10, label: 'RSA' }),
      wrk(bench, { url: rsa, concurrency: 10, label: 'RSA' }),
      node(bench, 'whydown', { url: resumable, concurrency: 10, label: 'may resume' }),
      node(bench, 'whydown', {
        url: resumable,
        concurrency: 10,
        label: 'resumes',
        more: { tls: { resume: true } },
      }),
      blackbox(bench, { url: resumable, concurrency: 10, label: 'may resume' }),
      node(bench, 'undici', { url: resumable, concurrency: 10, label: 'may resume' }),
      node(bench, 'whydown', { url: ecdsa, concurrency: 10, label: 'reuse', more: { connection: 'reuse' } }),
    ].map(once),
  ];
};

const once = (contender: Contender): Contender => ({ ...contender, once: true });

/** The goals are those of ten at a time. */
const goalAt = (concurrency: number, contender: Contender): Contender =>
  concurrency === 10 ? contender : once(contender);

interface Load {
  readonly url: string;
  readonly concurrency: number;
  readonly label?: string;
  readonly keep?: boolean;
  /** More of a check. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const nameOf = (who: string, { concurrency, label }: Load): string =>
  `${who}${label === undefined ? '' : ` ${label}`} c${concurrency}`;

const node = ({ peers, certificates, effort }: Bench, engine: EngineName, load: Load): Contender => ({
  name: nameOf(engine, load),
  measure: async () => {
    const { url, concurrency, keep = false, more } = load;
    const checks = saveChecks(`cpu-${engine}`, [url], more);
    const told = await runNodeClient(
      engine,
      { checks, keep, npm: peers.npm, warmMs: WARM_MS, windowMs: effort.windowMs, load: { concurrency } },
      certificates,
    );
    return {
      cpuUs: (told.cpuMs * 1_000) / told.probes,
      perSecondPerCore: told.probes / (told.cpuMs / 1_000),
      p50Ms: percentile(told.latenciesMs, 0.5),
      p99Ms: percentile(told.latenciesMs, 0.99),
      rssMb: told.rssMb,
      opened: told.opened / told.probes,
    };
  },
});

const blackbox = ({ peers, certificates, effort, spare }: Bench, load: Load): Contender => ({
  name: nameOf('blackbox', load),
  measure: () =>
    measureBlackbox(peers, {
      port: spare,
      authorities: certificates.authorities,
      target: load.url,
      concurrency: load.concurrency,
      windowMs: effort.windowMs,
    }),
});

const wrk = ({ peers, effort }: Bench, load: Load): Contender => ({
  name: nameOf('wrk close', load),
  measure: async () => {
    const opens = activeOpens();
    const seconds = Math.max(1, Math.round(effort.windowMs / 1_000));
    const told = await runWrk(peers, load.url, {
      core: CLIENT_CORE,
      concurrency: load.concurrency,
      seconds,
      close: true,
    });
    if (told.bad > 0) throw new Error(`${told.bad} bad answers`);
    return {
      cpuUs: (told.cpuMs * 1_000) / told.requests,
      perSecondPerCore: told.requests / (told.cpuMs / 1_000),
      p50Ms: told.p50Ms,
      p99Ms: told.p99Ms,
      opened: (activeOpens() - opens) / told.requests,
    };
  },
});

/** Processes per run: each is a probe. */
const STARTS = 40;

/** A command that is started for each probe, as Nagios and cron jobs do. */
const tool = ({ peers, certificates }: Bench, which: 'check_http' | 'curl', url: string): Contender => ({
  name: which,
  measure: async (): Promise<Measurement> => {
    const { hostname, port, protocol } = new URL(url);
    const secure = protocol === 'https:';
    const command =
      which === 'curl'
        ? [peers.curl, '-sf', '-o', '/dev/null', '--cacert', certificates.authorities, url]
        : [
            peers.checkHttp,
            '-H',
            'localhost',
            '-I',
            hostname,
            '-p',
            port,
            '-s',
            '"status":"ok"',
            ...(secure ? ['-S'] : []),
          ];
    const script = `for i in $(seq ${STARTS}); do "$@" > /dev/null || exit 1; done; times`;
    const opens = activeOpens();
    const out = await outputOf(startPinned(CLIENT_CORE, ['bash', '-c', script, 'bash', ...command]));
    const cpuMs = childCpuMs(out);
    return {
      cpuUs: (cpuMs * 1_000) / STARTS,
      perSecondPerCore: STARTS / (cpuMs / 1_000),
      opened: (activeOpens() - opens) / STARTS,
    };
  },
});
