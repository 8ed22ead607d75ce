import type { EpochMs } from '../time.ts';
import type { CheckState, FailingAttempt, Incident, IncidentSeverity, Places, Step } from './incident.ts';
import type { StormRole } from './storm.ts';

/** What a judgement does to an incident. Each is idempotent by its id. */
export type IncidentChange =
  | { readonly kind: 'opened'; readonly incident: Incident }
  | {
      readonly kind: 'reopened';
      readonly incidentId: string;
      readonly at: EpochMs;
      readonly severity: IncidentSeverity;
      readonly reason: string;
      readonly places: Places;
      readonly failing: readonly FailingAttempt[];
      readonly steps: readonly Step[];
      /** Left out where the check shares nothing with others. */
      readonly role?: StormRole;
    }
  | {
      readonly kind: 'worsened';
      readonly incidentId: string;
      readonly at: EpochMs;
      readonly reason: string;
      readonly places: Places;
      readonly failing: readonly FailingAttempt[];
      readonly steps: readonly Step[];
      readonly role?: StormRole;
    }
  | {
      readonly kind: 'resolved';
      readonly incidentId: string;
      readonly at: EpochMs;
      /** Its check left the config, so that nobody knows whether it is up. */
      readonly retired?: true;
      readonly steps: readonly Step[];
    };

/** The writes of one judgement, to be made all or none. */
export interface StateChange {
  readonly checkName: string;
  /** The version that was read, 0 when there was no state. The write fails when it is no longer that. */
  readonly expectedVersion: number;
  /** The new state; undefined when the check is plainly healthy again and its state goes. */
  readonly state: CheckState | undefined;
  readonly incident?: IncidentChange;
}
