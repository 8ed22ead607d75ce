import { probeHere } from '../../../lib/aws/home-prober.ts';
import { loadFrom } from '../../../lib/aws/load-from.ts';
import { PROBERS } from '../../../lib/catalog.ts';
import { metricsOf } from '../../../lib/core/metrics/from-result.ts';
import { createFill } from '../../../lib/core/probe/create-fill.ts';
import { systemClock } from '../../../lib/system/clock.ts';
import { systemRandomness } from '../../../lib/system/randomness.ts';
import type { Engine } from '../engine.ts';

/** The product as the probe function puts it together: attempts, ids, assertions, redaction, retry budget, metrics. */
export const engine: Engine = {
  prepare: async () => {
    const world = { clock: systemClock, randomness: systemRandomness };
    const secrets = {
      resolve: async (reference: string) => Promise.reject(new Error(`no secret ${reference}`)),
    };
    const probe = probeHere({
      ...world,
      loadProber: loadFrom(PROBERS, 'check type'),
      fill: createFill({ secrets, ...world }),
    });
    const { signal } = new AbortController();
    return async (check) => {
      const run = { tick: systemClock.now(), location: 'home', alreadyDown: false };
      const result = await probe(check, run, signal);
      const attempt = result?.attempts.at(-1);
      if (!result || !attempt) return { ok: false };
      const metrics = metricsOf(result, check.metrics);
      const { phases, errorBarMs } = attempt.observation;
      return {
        ok: attempt.outcome === 'passed' && metrics.length > 0,
        errorBarMs,
        ...(phases.ttfb !== undefined && { ttfbMs: phases.ttfb }),
        ...(phases.dns !== undefined && { dnsMs: phases.dns }),
      };
    };
  },
};
