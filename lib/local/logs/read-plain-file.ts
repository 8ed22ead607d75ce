import type { FileHandle } from 'node:fs/promises';

import type { Gap } from '../../core/diagnosis/diagnosis.ts';
import type { LogQuery } from '../../core/ports.ts';
import type { EpochMs } from '../../core/time.ts';
import type { FileGrowth } from './file-growth.ts';
import { fileLines } from './file-lines.ts';
import { newestTime, offsetOfTime, type OpenFile } from './file-times.ts';
import type { LineCounter } from './line-counter.ts';
import { zoneShift, type ReadLineTime } from './line-time.ts';
import { LineWindow, type WindowLine } from './line-window.ts';

/** What was read of one file. */
export interface FileRead {
  readonly lines: readonly WindowLine[];
  readonly newestAt?: EpochMs;
  readonly gaps: readonly Gap[];
  /** Whether the window may begin in an older file. */
  readonly wantsOlder: boolean;
}

/** What is known of a file besides its bytes. */
export interface FileFacts {
  readonly path: string;
  readonly modifiedAt: EpochMs;
  readonly readTime: ReadLineTime;
  readonly growth?: FileGrowth;
  readonly counter: LineCounter;
}

/** Looking for ids in more would take longer than a second or two. */
const SCAN_UP_TO_BYTES = 256 * 1024 ** 2;

/** Reads what a time window of an open file holds, by seeking: its size does not matter. */
export const readPlainFile = async (
  handle: FileHandle,
  facts: FileFacts,
  query: LogQuery,
): Promise<FileRead> => {
  const file = { handle, size: (await handle.stat()).size };
  const range = await rangeOf(file, facts, query);
  const scan = query.ids.length > 0 ? SCAN_UP_TO_BYTES : query.maxBytes;
  const from = Math.max(range.from, range.to - scan);
  const window = new LineWindow({ ...query, from: -Infinity, to: Infinity });
  const isNumbered = await fill(window, file, { ...facts, from, to: range.to }, query.signal);
  const { lines, isCut } = window.take();
  return {
    lines,
    ...(range.newestAt !== undefined && { newestAt: range.newestAt }),
    gaps: [
      ...range.gaps,
      ...(isCut || from > range.from ? [cutGap(facts.path)] : []),
      ...(isNumbered
        ? []
        : [{ missing: `line numbers of ${facts.path}: it is too large to count its lines` }]),
    ],
    wantsOlder: range.from === 0 && from === 0 && !isCut,
  };
};

/** The byte budget was too small for the window. */
export const cutGap = (path: string): Gap => ({
  missing: `older lines of ${path}: the byte budget was spent on newer ones`,
});

interface Range {
  readonly from: number;
  readonly to: number;
  readonly newestAt?: EpochMs;
  readonly gaps: readonly Gap[];
}

const rangeOf = async (file: OpenFile, facts: FileFacts, query: LogQuery): Promise<Range> => {
  const newest = await newestTime(file, facts.readTime);
  if (newest === undefined) return untimedRange(file, facts, query);
  const shift = newest.isLocal ? zoneShift(newest.at, facts.modifiedAt) : 0;
  const newestAt = newest.at + shift;
  const timeOf = (text: string): EpochMs | undefined => {
    const time = facts.readTime(text);
    return time && time.at + (time.isLocal ? shift : 0);
  };
  const from = query.from > 0 ? await offsetOfTime(file, query.from, timeOf) : 0;
  const to = query.to < newestAt ? await offsetOfTime(file, query.to + 1, timeOf) : file.size;
  return { from, to, newestAt, gaps: [] };
};

const untimedRange = (file: OpenFile, { path, growth }: FileFacts, query: LogQuery): Range => {
  const from = growth?.sizeAt(query.from);
  if (from !== undefined) return { from, to: growth?.sizeAt(query.to) ?? file.size, gaps: [] };
  const isOpen = query.from <= 0;
  const gap = {
    missing: `times in ${path}: its lines have none, so its newest lines are read whatever their time`,
    fix: 'put the time at the beginning of each line',
  };
  return { from: 0, to: file.size, gaps: isOpen || file.size === 0 ? [] : [gap] };
};

const fill = async (
  window: LineWindow,
  { handle }: OpenFile,
  { path, counter, from, to }: FileFacts & { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<boolean> => {
  let before: number | undefined;
  let isFirst = true;
  let line = 0;
  for await (const lines of fileLines(handle, from, to)) {
    signal.throwIfAborted();
    if (isFirst) before = await counter.linesBefore(handle, lines[0]?.offset ?? 0, signal);
    isFirst = false;
    for (const { text } of lines) {
      line += 1;
      window.add({ line: (before ?? 0) + line, stream: path, text });
    }
  }
  return isFirst || before !== undefined;
};
