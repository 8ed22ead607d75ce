import type { FileHandle } from 'node:fs/promises';

import { LineSplitter } from './line-splitter.ts';

/** A line of a file and where it begins. */
export interface FileLine {
  readonly offset: number;
  readonly text: string;
}

const CHUNK_BYTES = 64 * 1024;

/** The lines that begin in [from, to), in batches; a line that began before `from` is left out. */
export async function* fileLines(
  file: FileHandle,
  from: number,
  to: number,
): AsyncGenerator<readonly FileLine[]> {
  const splitter = new LineSplitter();
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  // One byte earlier: when that is a newline, a line begins at `from`.
  let position = Math.max(0, from - 1);
  let lineStart = position;
  let isWhole = from === 0;
  while (lineStart < to) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
    position += bytesRead;
    const split = bytesRead > 0 ? splitter.push(buffer.subarray(0, bytesRead)) : splitter.end();
    const lines: FileLine[] = [];
    for (const { text, bytes } of split) {
      if (isWhole && lineStart < to) lines.push({ offset: lineStart, text });
      isWhole = true;
      lineStart += bytes;
    }
    if (lines.length > 0) yield lines;
    if (bytesRead === 0) return;
  }
}
