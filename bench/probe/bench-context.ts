import type { Certificates, FastTarget } from './nginx-target.ts';
import type { Peers } from './peers.ts';
import type { Effort } from './rounds.ts';

/** Each engine works for so long before anything counts: Node compiles what is called often, and heaps settle. */
export const WARM_MS = 3_000;

/** What every suite has at hand. */
export interface Bench {
  readonly peers: Peers;
  readonly certificates: Certificates;
  readonly fast: FastTarget;
  readonly timed: TimedTarget;
  readonly effort: Effort;
  /** A port for whatever a suite starts. */
  readonly spare: number;
}

/** The target that holds requests back and knows for how long. */
export interface TimedTarget {
  readonly http: string;
  readonly tls: string;
  readonly nameServer: string;
  /** How long it held back each request since the last time that this was asked, by number. */
  truth(): Promise<ReadonlyMap<number, number>>;
}
