import type { ComponentRef } from '../../core/diagnosis/component.ts';
import type { Gap } from '../../core/diagnosis/diagnosis.ts';
import type { LogSample } from '../../core/doctor/log-sample.ts';
import { deadlineOf, type LambdaContext } from '../sqs-batch.ts';

/** What `whydown doctor` asks a function: to try, with its own role, what it is there for. Nothing is written. */
export interface DoctorCall {
  /** How many components were answered by earlier calls. */
  readonly doctor: { readonly skip: number };
}

/** A component as the diagnose function finds it. */
export interface ExaminedComponent {
  readonly component: ComponentRef;
  /** Names of some of the checks that it stands behind. */
  readonly checks: readonly string[];
  readonly gaps: readonly Gap[];
  readonly samples: readonly LogSample[];
}

/** What diagnose answers. */
export interface LogsAnswer {
  /** The name of the plan that it runs with. */
  readonly plan: string;
  readonly components: readonly ExaminedComponent[];
  /** How many components there are in all. */
  readonly count: number;
}

/** What probe and notify answer. */
export interface SecretsAnswer {
  readonly plan: string;
  readonly secrets: readonly {
    readonly reference: string;
    /** Names of some of the checks or notifiers that refer to it. */
    readonly usedBy: readonly string[];
    /** Why it cannot be read; never its value. */
    readonly error?: string;
  }[];
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
