import { WARM_MS, type Bench } from '../bench-context.ts';
import { saveChecks } from '../checks.ts';
import { runNodeClient } from '../node-client.ts';
import { interleave, percentile, type Contender, type Rounds } from '../rounds.ts';

const DEAD_NAMES = 8;

/** How long healthy names take while dead ones are asked for all the time. */
export const measureNames = (bench: Bench): Promise<Rounds> => {
  const { timed } = bench;
  const { port } = new URL(timed.http);
  const resolver = { resolver: timed.nameServer };
  const alive = Array.from({ length: 500 }, (_, at) => `http://ok-${at}.test:${port}/hold/0/${at}`);
  const dead = Array.from({ length: DEAD_NAMES }, (_, at) => `http://dead-${at}.test:${port}/`);
  const once = { retry: { attempts: 1 }, timeout: '5s' };
  const healthy = saveChecks('names-alive', alive, resolver);
  const beside = saveChecks('names-dead', dead, { ...resolver, ...once });
  return interleave(
    [names(bench, 'alone', { healthy }), names(bench, 'beside 8 dead', { healthy, beside })],
    bench.effort,
  );
};

const names = (
  { peers, certificates, effort }: Bench,
  label: string,
  { healthy, beside }: { readonly healthy: string; readonly beside?: string },
): Contender => ({
  name: `whydown names ${label}`,
  measure: async () => {
    const told = await runNodeClient(
      'whydown',
      {
        checks: healthy,
        ...(beside !== undefined && { beside }),
        keep: false,
        npm: peers.npm,
        warmMs: WARM_MS,
        windowMs: effort.windowMs * 1.5,
        load: { perSecond: 500 },
      },
      certificates,
    );
    const times = told.seen.flatMap(({ dnsMs }) => (dnsMs === undefined ? [] : [dnsMs]));
    return { dnsP50Ms: percentile(times, 0.5), dnsP99Ms: percentile(times, 0.99), samples: times.length };
  },
});
