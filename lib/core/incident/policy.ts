import type { Milliseconds } from '../time.ts';

/** How many locations must say `down` in one tick. A silent location does not vote. */
export type Quorum = 'any' | 'majority' | number;

/** When verdicts become an incident and whom to tell. */
export interface AlertPolicy {
  /** Verdicts `down` in a row that open an incident. */
  readonly failureThreshold: number;
  /** Clean verdicts in a row that resolve it. */
  readonly successThreshold: number;
  /** Opens a `degraded` incident after `count` unclean verdicts of the last `of`; `count: 0` switches it off. */
  readonly flaky: { readonly count: number; readonly of: number };
  readonly quorum: Quorum;
  /** A check that fails again within this time after its resolution reopens its incident. */
  readonly reopenWithinMs: Milliseconds;
  /** How long the first notification waits for the diagnosis. */
  readonly waitForDiagnosisMs: Milliseconds;
  /** Time between reminders of an open incident; 0 sends none. */
  readonly remindEveryMs: Milliseconds;
  /** Names of notifiers. */
  readonly notify: readonly string[];
}
