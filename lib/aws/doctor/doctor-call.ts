import type { ExaminedComponent } from '../../core/doctor/examine-components.ts';
import type { ExaminedSecret } from '../../core/doctor/examine-secrets.ts';
import type { Milliseconds } from '../../core/time.ts';
import type { PlanFolder } from '../plan-folder.ts';
import { deadlineOf, type LambdaContext } from '../sqs-batch.ts';

/** What `whydown doctor` asks a function: to try, with its own role, what it is there for. Nothing is written. */
export interface DoctorCall {
  /** How many components were answered by earlier calls. */
  readonly doctor: { readonly skip: number };
}

/** The plan that a function runs with. */
export interface PlanSummary {
  /** As `planHash` gives it. */
  readonly hash: string;
  readonly shortestIntervalMs: Milliseconds;
  /** Their names. */
  readonly locations: readonly string[];
}

/** What diagnose answers. */
export interface LogsAnswer {
  readonly plan: PlanSummary;
  readonly components: readonly ExaminedComponent[];
  /** How many components there are in all. */
  readonly count: number;
}

/** What probe and notify answer. */
export interface SecretsAnswer {
  readonly plan: PlanSummary;
  readonly secrets: readonly ExaminedSecret[];
  /** ARNs of the topics that notify publishes to; probe has none. */
  readonly topics: readonly string[];
}

/** A handler that answers the doctor too. */
export const orDoctor =
  <Event, Answer, Examined>(
    examine: (call: DoctorCall['doctor'], signal: AbortSignal) => Promise<Examined>,
    handle: (event: Event, context: LambdaContext) => Promise<Answer>,
  ) =>
  (event: Event | DoctorCall, context: LambdaContext): Promise<Answer | Examined> =>
    isDoctorCall(event) ? examine(event.doctor, deadlineOf(context)) : handle(event, context);

const isDoctorCall = (event: unknown): event is DoctorCall =>
  typeof (event as Partial<DoctorCall> | null)?.doctor?.skip === 'number';

/** Says which plan it is. */
export const planSummary = async (
  plan: Pick<PlanFolder, 'hash' | 'schedule' | 'settings'>,
): Promise<PlanSummary> => {
  const [hash, { intervalsMs }, { locations }] = await Promise.all([
    plan.hash(),
    plan.schedule(),
    plan.settings(),
  ]);
  return {
    hash,
    shortestIntervalMs: Math.min(...intervalsMs),
    locations: locations.map(({ name }) => name),
  };
};
