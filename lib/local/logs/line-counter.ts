import type { FileHandle } from 'node:fs/promises';

/** Counting more would take seconds that a diagnosis does not have; counted once, a growing file is counted on. */
const COUNT_UP_TO_BYTES = 1024 ** 3;

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** Counts the lines before a place of a file, and remembers how far it came. */
export class LineCounter {
  private inode = 0;
  private offset = 0;
  private lines = 0;

  /** Undefined when there is too much to count. */
  async linesBefore(file: FileHandle, offset: number, signal: AbortSignal): Promise<number | undefined> {
    const { ino } = await file.stat();
    if (ino !== this.inode || offset < this.offset) {
      this.inode = ino;
      this.offset = 0;
      this.lines = 0;
    }
    if (offset - this.offset > COUNT_UP_TO_BYTES) return undefined;
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    while (this.offset < offset && !signal.aborted) {
      const wanted = Math.min(CHUNK_BYTES, offset - this.offset);
      const { bytesRead } = await file.read(buffer, 0, wanted, this.offset);
      if (bytesRead === 0) break;
      this.lines += newlines(buffer.subarray(0, bytesRead));
      this.offset += bytesRead;
    }
    return this.lines;
  }
}

const newlines = (chunk: Buffer): number => {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
};
