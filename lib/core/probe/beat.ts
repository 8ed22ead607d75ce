import type { EpochMs } from '../time.ts';

/** A sign of life of a job. `watched`: none has come yet, and this is since when one is waited for. */
export interface Beat {
  readonly kind: 'success' | 'failure' | 'watched';
  readonly at: EpochMs;
  /** What the job said, shortened. */
  readonly message?: string;
}
