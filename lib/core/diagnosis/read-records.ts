import { spanOf } from '../causes/evidence.ts';
import type { LogEvent } from '../logs/event.ts';
import type { LogFormat } from '../logs/format.ts';
import type { LogRecord } from '../logs/record.ts';
import { Scanner, type ScanOptions } from '../logs/scan.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import { idsOf } from './correlate.ts';
import type { Evidence } from './evidence.ts';

/** Records that are weighed, each some 2 KB; 10 MB of ordinary errors are fewer, a flood of short lines fills no memory. */
const MAX_RECORDS = 100_000;
/** So many more are kept that name the failing request or lie in its time. */
const MAX_NEAR = 50_000;
const BEFORE_MS: Milliseconds = 2_000;
const AFTER_MS: Milliseconds = 5_000;

/** What was read of some events. */
export interface ReadRecords {
  readonly records: readonly LogRecord[];
  /** Records that were too many. */
  readonly left: number;
  /** Of all events, in UTF-16 code units. */
  readonly bytes: number;
  readonly newestEventAt?: EpochMs;
}

/** Reads events into the records that may tell of the failure, no more than one diagnosis can weigh. */
export const readRecords = (
  events: Iterable<LogEvent>,
  formats: readonly LogFormat[],
  evidence: Omit<Evidence, 'events' | 'baseline'>,
): ReadRecords => {
  const scanner = new Scanner(formats, scanOptions(evidence));
  const isNear = nearTo(evidence);
  const records: LogRecord[] = [];
  let left = 0;
  const keep = (taken: readonly LogRecord[]): void => {
    for (const record of taken) {
      const most = isFull(records) && isNear(record) ? MAX_RECORDS + MAX_NEAR : MAX_RECORDS;
      if (records.length < most) records.push(record);
      else left += 1;
    }
  };
  for (const event of events) {
    scanner.push(event);
    keep(scanner.take());
  }
  scanner.end();
  keep(scanner.take());
  const { characters, newestEventAt } = scanner.totals;
  return { records, left, bytes: characters, ...(newestEventAt === undefined ? {} : { newestEventAt }) };
};

const isFull = ({ length }: readonly LogRecord[]): boolean => length >= MAX_RECORDS;

/** Besides words of trouble: the ids of the attempt, and its path, for the lines that name it. */
const scanOptions = ({ attempt, window }: Pick<Evidence, 'attempt' | 'window'>): ScanOptions => {
  const at = attempt?.startedAt ?? window?.to;
  const path = attempt?.path?.split('?', 1)[0];
  return {
    ids: attempt ? idsOf(attempt) : [],
    ...(path !== undefined && path.length > 1 ? { literals: [path] } : {}),
    ...(at === undefined ? {} : { near: at }),
  };
};

const nearTo = ({
  attempt,
  window,
}: Pick<Evidence, 'attempt' | 'window'>): ((record: LogRecord) => boolean) => {
  const ids = new Set(attempt ? idsOf(attempt) : []);
  const span = spanOf(attempt, window);
  return ({ ids: named, timestamp }) =>
    named.some((id) => ids.has(id)) ||
    (span !== undefined &&
      timestamp !== undefined &&
      timestamp >= span.from - BEFORE_MS &&
      timestamp <= span.to + AFTER_MS);
};
