/** A line of a byte stream, without its newline. */
export interface SplitOffLine {
  readonly text: string;
  /** What it took in the stream, newline included; more than the text when the line was cut. */
  readonly bytes: number;
}

/** Longer lines are dumps; the beginning says what they are. */
const MAX_LINE_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/** Splits a stream of bytes into lines. Invalid UTF-8 becomes U+FFFD; memory is bounded, whatever a line's length. */
export class LineSplitter {
  private parts: Buffer[] = [];
  private keptBytes = 0;
  private bytes = 0;

  /** The lines that are whole with this chunk. The chunk may be reused afterwards. */
  push(chunk: Buffer): readonly SplitOffLine[] {
    const lines: SplitOffLine[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.bytes += 1;
      lines.push(this.finish(chunk.subarray(from, at)));
      from = at + 1;
    }
    if (from < chunk.length) this.keep(Buffer.from(chunk.subarray(from)));
    return lines;
  }

  /** The last line, when no newline ends it. */
  end(): readonly SplitOffLine[] {
    return this.bytes > 0 ? [this.finish(Buffer.alloc(0))] : [];
  }

  private keep(part: Buffer): void {
    this.bytes += part.length;
    const room = MAX_LINE_BYTES - this.keptBytes;
    if (room <= 0) return;
    this.parts.push(part.length > room ? part.subarray(0, room) : part);
    this.keptBytes += Math.min(part.length, room);
  }

  private finish(last: Buffer): SplitOffLine {
    this.keep(last);
    const line = this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts);
    const finished = { text: line?.toString('utf8') ?? '', bytes: this.bytes };
    this.parts = [];
    this.keptBytes = 0;
    this.bytes = 0;
    return finished;
  }
}
