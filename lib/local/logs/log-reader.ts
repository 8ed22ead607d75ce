import type { LogFormat } from '../../core/logs/format.ts';
import type { Clock } from '../../core/ports.ts';
import type { Milliseconds } from '../../core/time.ts';

/** What the log sources of this machine are made with. */
export interface LogReader {
  /** All that are known: they tell the time of a line. */
  readonly formats: readonly LogFormat[];
  readonly clock: Clock;
}

/** Programs of this machine write at once, but for what their runtime or the journal buffers. */
export const LOCAL_LAG_MS: Milliseconds = 2_000;
