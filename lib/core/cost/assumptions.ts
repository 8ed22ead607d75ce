import type { Milliseconds } from '../time.ts';

/** What of the bill depends on how the targets behave; all of it can be said on the command line. */
export interface Assumptions {
  /** How long a probe takes, from its start to its last byte. */
  readonly latencyMs: Milliseconds;
  /** The share of checks that are down at any time. */
  readonly failing: number;
  /** The share of checks that run into their timeout at any time. */
  readonly hanging: number;
  /** Incidents a month. */
  readonly incidents: number;
  /** Bytes that an attempt sends: handshakes, request, acknowledgements. */
  readonly bytesOut: number;
  /** Whether every check has an alarm, as the stack makes them by default. */
  readonly checkAlarms: boolean;
}

/**
 * A web service in the same part of the world answers within 200 ms; 2 kB is what a TLS 1.3 handshake and a small
 * request send; the rest is a fleet that is looked after.
 */
export const DEFAULT_ASSUMPTIONS: Assumptions = {
  latencyMs: 200,
  failing: 0.01,
  hanging: 0,
  incidents: 10,
  bytesOut: 2_000,
  checkAlarms: true,
};
