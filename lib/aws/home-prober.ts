import type { Check } from '../core/check.ts';
import { createRedactor } from '../core/logs/redact.ts';
import type { ProbeRun } from '../core/monitor.ts';
import type { AlarmClock, Randomness } from '../core/ports.ts';
import type { GetAwsCredentials } from '../core/probe/aws-credentials.ts';
import type { AttemptContext, Prober } from '../core/probe/contract.ts';
import type { ProbeResult } from '../core/probe/result.ts';
import { createRetryBudget } from '../core/retry/budget.ts';
import { runCheck, type RunDeps } from '../core/run-check.ts';

/** What probing from inside a function needs. */
export interface ProberPorts {
  readonly clock: AlarmClock;
  readonly randomness: Randomness;
  readonly loadProber: (type: string) => Promise<Prober>;
  readonly fill: AttemptContext['fill'];
  readonly awsCredentials?: GetAwsCredentials;
  readonly lastBeat?: NonNullable<RunDeps['lastBeat']>;
  /** Whether this function reaches its control targets. */
  readonly online?: RunDeps['online'];
}

/** Probes one check from this function. */
export type ProbeHere = (
  check: Check,
  run: ProbeRun,
  signal: AbortSignal,
) => Promise<ProbeResult | undefined>;

/**
 * Probes from this function, with one retry budget for all of its checks. What the function's end cut off says nothing
 * of the target, and is given up.
 */
export const probeHere = ({ loadProber, ...ports }: ProberPorts): ProbeHere => {
  const fixed = { ...ports, budget: createRetryBudget(), embedded: false };
  return async (check, run, signal) => {
    const prober = await loadProber(check.type);
    const { tick, location, alreadyDown } = run;
    const deps = { ...fixed, tick, location, alreadyDown, signal, redact: createRedactor() };
    const result = await runCheck(check, prober, deps);
    return result.stopped === 'stopped' || signal.aborted ? undefined : result;
  };
};
