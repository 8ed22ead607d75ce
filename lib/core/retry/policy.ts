import type { Milliseconds } from '../time.ts';

/** How the waits grow. `exponential` is base·2ⁿ, `linear` base·(n+1), `decorrelated` random(base, 3·previous). */
export type Backoff = 'constant' | 'linear' | 'exponential' | 'decorrelated';

/** How much of a wait is random: none of it, its upper half, or all of it. */
export type Jitter = 'none' | 'equal' | 'full';

/** When and how often a failed attempt is repeated. */
export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  readonly attempts: number;
  readonly backoff: Backoff;
  readonly baseMs: Milliseconds;
  readonly capMs: Milliseconds;
  readonly jitter: Jitter;
  /** Failure kinds and status codes (as text) that are worth another attempt. */
  readonly retryOn: readonly string[];
  /** `next` connects to an address that no attempt of the probe has tried yet, as long as there is one. */
  readonly address: 'same' | 'next';
  /** Whether methods that are not idempotent are repeated too. */
  readonly retryNonIdempotent: boolean;
}
