import type { EpochMs, Milliseconds } from '../time.ts';

/** What is known of a job that calls us. `watched`: it has not ended yet, and this is since when that is waited for. */
export interface Beat {
  readonly kind: 'success' | 'failure' | 'watched';
  readonly at: EpochMs;
  /** What the job said, shortened. */
  readonly message?: string;
  readonly exitCode?: number;
  /** How long that run took, where the job said when it started. */
  readonly tookMs?: Milliseconds;
  /** Since when a run is under way. */
  readonly runningSince?: EpochMs;
}

/** One call of a job. */
export interface BeatSignal {
  readonly kind: 'start' | 'success' | 'failure';
  readonly at: EpochMs;
  readonly message?: string;
  readonly exitCode?: number;
}

/** What is known after a call. One that is overtaken by a later one changes nothing. */
export const afterSignal = (last: Beat | undefined, signal: BeatSignal): Beat => {
  const { kind, at, message, exitCode } = signal;
  if (last && at < (last.runningSince ?? last.at)) return last;
  if (kind === 'start') return { ...(last ?? { kind: 'watched', at }), runningSince: at };
  const since = last?.runningSince;
  return {
    kind,
    at,
    ...(message !== undefined && { message }),
    ...(exitCode !== undefined && { exitCode }),
    ...(since !== undefined && { tookMs: at - since }),
  };
};
