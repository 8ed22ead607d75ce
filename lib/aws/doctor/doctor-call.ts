import type { ExaminedComponent } from '../../core/doctor/examine-components.ts';
import type { ExaminedSecret } from '../../core/doctor/examine-secrets.ts';
import type { TracedRequest } from '../../core/doctor/find-requests.ts';
import type { SentRequest } from '../../core/doctor/send-requests.ts';
import type { Milliseconds } from '../../core/time.ts';
import type { PlanFolder } from '../plan-folder.ts';
import { deadlineOf, type LambdaContext } from '../sqs-batch.ts';

/** What `whydown doctor` asks a function: to try, with its own role, what it is there for. Nothing is written. */
export interface DoctorCall {
  readonly doctor: {
    /** How many components were answered by earlier calls. */
    readonly skip: number;
    /** Asks probe to send requests, in place of what it answers else. */
    readonly send?: true;
    /** Asks diagnose to look for requests that were sent, in place of what it answers else. */
    readonly find?: readonly SentRequest[];
  };
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

/** What probe answers when it is asked to send requests. */
export interface SentAnswer {
  readonly plan: PlanSummary;
  readonly sent: readonly SentRequest[];
}

/** What diagnose answers when it is asked to find them. */
export interface TracedAnswer {
  readonly plan: PlanSummary;
  readonly traced: readonly TracedRequest[];
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
