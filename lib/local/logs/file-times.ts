import type { FileHandle } from 'node:fs/promises';

import type { EpochMs } from '../../core/time.ts';
import { fileLines } from './file-lines.ts';

/** Reads the time of a line, zone corrected. */
export type TimeOf = (text: string) => EpochMs | undefined;

/** A file that is open, at the size that it had when it was opened; what is appended meanwhile comes next time. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly size: number;
}

/** Searching by halves stops here; the rest is read line by line. */
const BLOCK_BYTES = 64 * 1024;

/** The largest stack traces are smaller, so that a timed line is among so many bytes. */
const TAIL_BYTES = 1024 * 1024;

/**
 * Where the first line stands that is not older than `time`, lines without a time going with the line before them; the
 * file's size when all are older. Reads some blocks, whatever the size of the file: lines are in order of time.
 */
export const offsetOfTime = async (file: OpenFile, time: EpochMs, timeOf: TimeOf): Promise<number> => {
  let from = 0;
  let to = file.size;
  while (to - from > BLOCK_BYTES) {
    const middle = Math.floor((from + to) / 2);
    const found = await firstTimed(file, middle, to, timeOf);
    if (found === undefined || found.at >= time) to = middle;
    else from = found.offset;
  }
  // The line at `from` is older, or the file's first; the one that is looked for may begin behind `to`, after a long untimed stretch.
  for await (const lines of fileLines(file.handle, from, file.size)) {
    for (const { offset, text } of lines) {
      const at = timeOf(text);
      if (at !== undefined && at >= time) return offset;
    }
  }
  return file.size;
};

/** The time of the newest line that has one, among the last of the file. */
export const newestTime = async <Time>(
  file: OpenFile,
  timeOf: (text: string) => Time | undefined,
): Promise<Time | undefined> => {
  let newest: Time | undefined;
  for await (const lines of fileLines(file.handle, Math.max(0, file.size - TAIL_BYTES), file.size)) {
    for (const { text } of lines) newest = timeOf(text) ?? newest;
  }
  return newest;
};

const firstTimed = async (
  file: OpenFile,
  from: number,
  to: number,
  timeOf: TimeOf,
): Promise<{ readonly offset: number; readonly at: EpochMs } | undefined> => {
  for await (const lines of fileLines(file.handle, from, to)) {
    for (const { offset, text } of lines) {
      const at = timeOf(text);
      if (at !== undefined) return { offset, at };
    }
  }
  return undefined;
};
