import type { EpochMs } from '../time.ts';

/** One event as a log source delivers it: a line of a file, or an event of CloudWatch Logs with one or more lines. */
export interface LogEvent {
  /** Log group, or file path. */
  readonly source: string;
  /** Log stream, or the file again; order is kept within a stream only. */
  readonly stream: string;
  /** Position in the stream, from 1. */
  readonly line: number;
  /** When it happened, as the source knows it; a plain file does not. */
  readonly timestamp?: EpochMs;
  readonly ingestedAt?: EpochMs;
  readonly text: string;
}
