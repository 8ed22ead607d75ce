import { findRequests, type FindPorts } from '../../core/doctor/find-requests.ts';
import type { SentRequest } from '../../core/doctor/send-requests.ts';
import type { PlanFolder } from '../plan-folder.ts';
import { planSummary, type TracedAnswer } from './doctor-call.ts';

/** Looks for requests in the logs that the diagnose function may read. */
export const answerTraced = async (
  wanted: readonly SentRequest[],
  { plan, ...ports }: FindPorts & { readonly plan: Omit<PlanFolder, 'check'> },
  signal: AbortSignal,
): Promise<TracedAnswer> => ({
  plan: await planSummary(plan),
  traced: await findRequests(wanted, ports, signal),
});
