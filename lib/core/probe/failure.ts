import type { Phase } from './observation.ts';

/** Why an attempt did not pass; `prober` is our own fault and never opens an incident on the target. */
export const FAILURE_KINDS = [
  'dns',
  'connect',
  'tls',
  'timeout',
  'reset',
  'protocol',
  'status',
  'assertion',
  'prober',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** A typed reason, with the system's own code where there is one (`ECONNREFUSED`, `CERT_HAS_EXPIRED`, `503`). */
export interface Failure {
  readonly kind: FailureKind;
  readonly code?: string;
  /** For people: lower case, no final period, no secret. */
  readonly message: string;
  /** The phase in which it happened, for failures of the way to the target. */
  readonly phase?: Phase;
}
