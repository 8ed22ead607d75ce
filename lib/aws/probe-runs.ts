import { BUSY_SHARE } from '../core/cost/model.ts';
import { probeCpuMs } from '../core/cost/probe-cpu.ts';
import type { Clock } from '../core/ports.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import { startPace } from '../core/start-pace.ts';
import type { ProbeHere } from './home-prober.ts';
import { inParallel } from './in-parallel.ts';
import type { LocationTick } from './location-probers.ts';
import { MAX_SOCKETS } from './probe-tick.ts';

/** What a location probes with. */
export interface RunPorts {
  readonly clock: Clock;
  readonly cpuShare: number;
  readonly probe: ProbeHere;
}

/** Probes what a location is asked for, each at its own moment and at the pace of home; what was cut off is left out. */
export const probeRuns = async (
  { location, tick, runs }: LocationTick,
  { clock, cpuShare, probe }: RunPorts,
  signal: AbortSignal,
): Promise<readonly ProbeResult[]> => {
  const results: ProbeResult[] = [];
  const turn = startPace(clock, cpuShare * BUSY_SHARE);
  await inParallel(runs, MAX_SOCKETS, async ({ check, alreadyDown, tick: own = tick }) => {
    const waitMs = own - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    await turn(probeCpuMs(check));
    const result = await probe(check, { tick: own, location, alreadyDown }, signal);
    if (result) results.push(result);
  });
  return results;
};
