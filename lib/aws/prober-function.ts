import type { Prober } from '../core/probe/contract.ts';
import { createFill } from '../core/probe/create-fill.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import { systemClock } from '../system/clock.ts';
import { systemRandomness } from '../system/randomness.ts';
import { probeHere } from './home-prober.ts';
import type { LocationRequest } from './location-probers.ts';
import { ownCpuShare } from './own-cpu-share.ts';
import { ownNetwork } from './own-network.ts';
import { probeRuns } from './probe-runs.ts';
import type { LambdaContext } from './sqs-batch.ts';

/** Time to send the answer. */
const ANSWER_MS = 5_000;

/** Puts the prober of a location together: checks in, results out. It has no rights, so it can look nothing up. */
export const proberFunction = (loadProber: (type: string) => Promise<Prober>) => {
  const world = { clock: systemClock, randomness: systemRandomness };
  const secrets = { resolve: refuse };
  const fill = createFill({ secrets, ...world });
  return async (
    { location, tick, runs, controlTargets }: LocationRequest,
    context: LambdaContext,
  ): Promise<readonly ProbeResult[]> => {
    const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - ANSWER_MS));
    const online = ownNetwork({ targets: async () => controlTargets, loadProber, clock: systemClock });
    const probe = probeHere({ ...world, loadProber, fill, online });
    return probeRuns(
      { location, tick, runs },
      { clock: systemClock, cpuShare: ownCpuShare(), probe },
      signal,
    );
  };
};

const refuse = async (reference: string): Promise<string> => {
  throw new Error(`${reference} was not filled in before the prober was called`);
};
