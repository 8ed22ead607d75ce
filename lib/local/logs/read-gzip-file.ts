import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import type { LogQuery } from '../../core/ports.ts';
import { timesOfThisMachine } from './line-time.ts';
import { LineWindow } from './line-window.ts';
import { cutGap, type FileFacts, type FileRead } from './read-plain-file.ts';
import { readStream } from './read-stream.ts';

/** RFC 1952: every gzip file begins with these bytes. */
const MAGIC = Buffer.from([0x1f, 0x8b]);

/** Whether a file is compressed, whatever its name. */
export const isGzip = async (handle: FileHandle): Promise<boolean> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer.equals(MAGIC);
};

/** Reads what a time window of a compressed file holds; it has to be unpacked from its beginning. */
export const readGzipFile = async (
  handle: FileHandle,
  { path, readTime }: FileFacts,
  query: LogQuery,
): Promise<FileRead> => {
  const window = new LineWindow(query, timesOfThisMachine(readTime));
  let isWhole = true;
  const source = handle.createReadStream({ autoClose: false, start: 0 });
  await pipeline(source, createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
    isWhole = await readStream(chunks, window, { stream: path, signal: query.signal });
  });
  const { lines, newestAt, isCut } = window.take();
  return {
    lines,
    ...(newestAt !== undefined && { newestAt }),
    gaps: [
      ...(isCut ? [cutGap(path)] : []),
      ...(isWhole ? [] : [{ missing: `the end of ${path}: it unpacks to more than a gigabyte` }]),
    ],
    wantsOlder: !isCut,
  };
};
