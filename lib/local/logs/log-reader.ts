import type { LogFormat } from '../../core/logs/format.ts';
import type { Clock } from '../../core/ports.ts';

/** What the log sources of this machine are made with. */
export interface LogReader {
  /** All that are known: they tell the time of a line. */
  readonly formats: readonly LogFormat[];
  readonly clock: Clock;
}
