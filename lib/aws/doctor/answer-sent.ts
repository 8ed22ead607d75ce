import { sendRequests } from '../../core/doctor/send-requests.ts';
import type { Prober } from '../../core/probe/contract.ts';
import { systemClock } from '../../system/clock.ts';
import type { ProbeHere } from '../home-prober.ts';
import type { PlanFolder } from '../plan-folder.ts';
import { planSummary, type SentAnswer } from './doctor-call.ts';

/** What sending requests from the probe function needs. */
export interface SendingPorts {
  readonly plan: PlanFolder;
  readonly loadProber: (type: string) => Promise<Prober>;
  readonly probeHere: ProbeHere;
}

/** Sends requests of the checks that are probed from the home region, one attempt each. */
export const answerSent = async (
  { plan, loadProber, probeHere }: SendingPorts,
  signal: AbortSignal,
): Promise<SentAnswer> => {
  const checks = await plan.checksIn({ from: 0, to: 1 });
  const sent = await sendRequests(
    checks.filter(({ locations }) => locations.includes('home')),
    {
      sendsIds: async (type) => (await loadProber(type)).sendsIds === true,
      probe: (check) =>
        probeHere(check, { tick: systemClock.now(), location: 'home', alreadyDown: true }, signal),
    },
  );
  return { plan: await planSummary(plan), sent };
};
