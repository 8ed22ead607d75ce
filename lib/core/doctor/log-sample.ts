import type { Gap } from '../diagnosis/diagnosis.ts';
import { requestIdFix } from '../diagnosis/request-id-fix.ts';
import type { LogFormat } from '../logs/format.ts';
import { reassemble } from '../logs/reassemble.ts';
import type { LogRead } from '../ports.ts';
import type { EpochMs } from '../time.ts';

/** What the newest records of one log are like: whether it can be read, and whether a failing request is found in it. */
export interface LogSample {
  /** The log group, or the path. */
  readonly source: string;
  readonly records: number;
  /** How many of them carry an id that could be a request's. */
  readonly withIds: number;
  readonly newestEventAt?: EpochMs;
  /** The line of configuration that would add ids, where there are none and the software is known. */
  readonly fix?: string;
  readonly gaps: readonly Gap[];
}

/** Enough for some hundred records. */
export const SAMPLE_BYTES = 65_536;

/** Reads records out of a sample of a log. That the sample does not hold all is no gap of it. */
export const logSample = (source: string, read: LogRead, formats: readonly LogFormat[]): LogSample => {
  const records = [...reassemble(read.events, formats)];
  const withIds = records.filter(({ ids }) => ids.length > 0).length;
  const fix = withIds === 0 ? requestIdFix(undefined, records, formats) : undefined;
  return {
    source,
    records: records.length,
    withIds,
    ...(read.newestEventAt !== undefined && { newestEventAt: read.newestEventAt }),
    ...(fix !== undefined && { fix }),
    gaps: read.events.length > 0 ? [] : read.gaps,
  };
};
