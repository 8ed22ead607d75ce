import { open, type FileHandle } from 'node:fs/promises';

import type { LogQuery, LogRead, LogSource } from '../../core/ports.ts';
import type { FileGrowth } from './file-growth.ts';
import { LineCounter } from './line-counter.ts';
import { lineTimeReader } from './line-time.ts';
import { LOCAL_LAG_MS, type LogReader } from './log-reader.ts';
import { readGap } from './read-gap.ts';
import { isGzip, readGzipFile } from './read-gzip-file.ts';
import { readPlainFile, type FileRead } from './read-plain-file.ts';
import { rotatedSiblings } from './rotated-siblings.ts';

/** A log file, with the files that it was rotated to. Whatever cannot be read is a gap that says what to do. */
export const fileSource = (path: string, reader: LogReader, growth?: FileGrowth): LogSource => {
  const counters = new Map<string, LineCounter>();
  const counterOf = (each: string): LineCounter => {
    const counter = counters.get(each) ?? new LineCounter();
    counters.set(each, counter);
    return counter;
  };
  const readOne = async (each: string, query: LogQuery): Promise<FileRead> => {
    try {
      await using handle = await open(each, 'r');
      const readTime = lineTimeReader(reader.formats, reader.clock.now());
      const { mtimeMs: modifiedAt } = await handle.stat();
      const grown = each === path && growth ? { growth } : {};
      const facts = { path: each, modifiedAt, readTime, counter: counterOf(each), ...grown };
      return await readEither(handle, facts, query);
    } catch (error) {
      if (query.signal.aborted) throw error;
      return { lines: [], gaps: [readGap(each, error)], wantsOlder: true };
    }
  };
  return {
    name: path,
    lagMs: LOCAL_LAG_MS,
    read: async (query) => {
      query.signal.throwIfAborted();
      const newest = await readOne(path, query);
      return readOf(path, [
        newest,
        ...(newest.wantsOlder ? await readOlder(path, query, { newest, readOne }) : []),
      ]);
    },
  };
};

const readEither = async (
  handle: FileHandle,
  facts: Parameters<typeof readPlainFile>[1],
  query: LogQuery,
): Promise<FileRead> =>
  (await isGzip(handle)) ? readGzipFile(handle, facts, query) : readPlainFile(handle, facts, query);

/** Newest first, until one begins before the window, was written last before it, or the budget is spent. */
const readOlder = async (
  path: string,
  query: LogQuery,
  { newest, readOne }: { newest: FileRead; readOne: (each: string, query: LogQuery) => Promise<FileRead> },
): Promise<readonly FileRead[]> => {
  const reads: FileRead[] = [];
  let maxBytes = query.maxBytes - sizeOf(newest);
  for (const { path: each, modifiedAt } of await rotatedSiblings(path)) {
    if (modifiedAt < query.from || maxBytes <= 0) break;
    const read = await readOne(each, { ...query, maxBytes });
    reads.push(read);
    maxBytes -= sizeOf(read);
    if (!read.wantsOlder) break;
  }
  return reads;
};

const sizeOf = ({ lines }: FileRead): number =>
  lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);

const readOf = (path: string, reads: readonly FileRead[]): LogRead => {
  const newestAt = Math.max(...reads.map((read) => read.newestAt ?? -Infinity));
  return {
    events: reads.toReversed().flatMap(({ lines }) => lines.map((line) => ({ source: path, ...line }))),
    ...(Number.isFinite(newestAt) && { newestEventAt: newestAt }),
    gaps: reads.flatMap(({ gaps }) => gaps),
  };
};
