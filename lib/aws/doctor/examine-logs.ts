import {
  examineComponents,
  namedComponents,
  type ExaminePorts,
} from '../../core/doctor/examine-components.ts';
import type { PlanFolder } from '../plan-folder.ts';
import { planSummary, type DoctorCall, type LogsAnswer } from './doctor-call.ts';

/** One call answers so many, since reading is paced for the sake of the account's other readers. */
const COMPONENTS_PER_CALL = 25;

/** Every page of a group that writes little is a call. */
const WINDOW_MS = 3_600_000;

/** Tries to read the logs of the components that are next. */
export const examineLogs = async (
  { skip }: DoctorCall['doctor'],
  { plan, ...ports }: Omit<ExaminePorts, 'windowMs'> & { readonly plan: Omit<PlanFolder, 'check'> },
  signal: AbortSignal,
): Promise<LogsAnswer> => {
  const [checks, { diagnoseAlarms }] = await Promise.all([
    plan.checksIn({ from: 0, to: 1 }),
    plan.settings(),
  ]);
  const all = namedComponents({ checks, diagnoseAlarms });
  const next = all.slice(skip, skip + COMPONENTS_PER_CALL);
  const components = await examineComponents(next, { ...ports, windowMs: WINDOW_MS }, signal);
  return { plan: await planSummary(plan), components, count: all.length };
};
