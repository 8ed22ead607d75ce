import { LOG_FORMATS } from '../../lib/catalog.ts';
import type { LogReader } from '../../lib/local/logs/log-reader.ts';

/** A reader with all log formats and a clock that stands at `now`. */
export const logReader = (now = Date.now()): LogReader => ({
  formats: LOG_FORMATS,
  clock: { now: () => now, monotonic: () => 0, sleep: async () => undefined },
});
