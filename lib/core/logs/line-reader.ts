import { cleanLine } from './clean-line.ts';
import type { LogEvent } from './event.ts';
import type { RecordLine } from './record.ts';
import { splitLines } from './split-lines.ts';
import { unwrap } from './unwrap.ts';

/** CloudWatch Logs cuts events at 256 KiB (1 MiB since 2025), 26 bytes of it for its own overhead; never inside a character. */
const CUT_BYTES: readonly number[] = [256 * 1024, 1024 * 1024];
const OVERHEAD_BYTES = 26;
const CHARACTER_BYTES = 3;
/** Lines are joined up to here; a longer one is a dump, of which head and tail are kept later. */
const MAX_JOINED_CHARACTERS = 1024 * 1024;

/** A line after unwrapping; `channel` tells stdout from stderr and containers from each other. */
export interface LogicalLine extends RecordLine {
  readonly channel: string;
}

interface Part {
  readonly line: LogicalLine;
  readonly raw: string;
}

/** Reads the events of one stream into lines: splits, unwraps, joins what was cut, removes colours. */
export class LineReader {
  private readonly parts = new Map<string, Part>();

  /** The lines that are whole now. */
  read(event: LogEvent): readonly LogicalLine[] {
    return splitLines(event.text, event.line).flatMap(({ line, text }) => {
      const timed = event.timestamp === undefined ? {} : { timestamp: event.timestamp };
      return this.readLine({ line, text, ...timed });
    });
  }

  /** One line, without its newline. */
  readLine(line: RecordLine): readonly LogicalLine[] {
    if (this.parts.size === 0 && line.text.length < CUT_BYTES[0]! / 4) {
      const whole = readWhole(line);
      if (whole !== undefined) return [whole];
    }
    return this.join(line);
  }

  /** What was cut and never went on. */
  end(): readonly LogicalLine[] {
    const left = [...this.parts.values()].map(({ line }) => line);
    this.parts.clear();
    return left;
  }

  private join(line: RecordLine): readonly LogicalLine[] {
    const wrapped = unwrap(line.text);
    const channel = wrapped?.writer ?? '';
    const text = cleanLine(wrapped?.text ?? line.text);
    const cut = wrapped?.partial ?? isCut(line.text);
    const before = this.parts.get(channel);
    const timestamp = line.timestamp ?? wrapped?.timestamp;
    const joined: LogicalLine = {
      line: before?.line.line ?? line.line,
      ...(before === undefined ? {} : { lastLine: line.line }),
      ...(timestamp === undefined ? {} : { timestamp }),
      text: (before?.line.text ?? '') + text,
      ...(before === undefined && text === line.text ? {} : { raw: before?.raw ?? line.text }),
      channel,
    };
    if (cut && joined.text.length < MAX_JOINED_CHARACTERS) {
      this.parts.set(channel, { line: joined, raw: before?.raw ?? line.text });
      return [];
    }
    this.parts.delete(channel);
    return [joined];
  }
}

/** The usual case: nothing around the line, nothing cut. */
const readWhole = (line: RecordLine): LogicalLine | undefined => {
  const wrapped = unwrap(line.text);
  if (wrapped === undefined) {
    const text = cleanLine(line.text);
    return text === line.text ? { ...line, channel: '' } : { ...line, text, raw: line.text, channel: '' };
  }
  if (wrapped.partial) return undefined;
  const timestamp = line.timestamp ?? wrapped.timestamp;
  return {
    line: line.line,
    ...(timestamp === undefined ? {} : { timestamp }),
    text: cleanLine(wrapped.text),
    raw: line.text,
    channel: wrapped.writer,
  };
};

const isCut = (text: string): boolean => {
  if (text.length < CUT_BYTES[0]! / 4) return false;
  const bytes = utf8Length(text);
  return CUT_BYTES.some((limit) => bytes <= limit && bytes >= limit - OVERHEAD_BYTES - CHARACTER_BYTES);
};

const utf8Length = (text: string): number => {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    // Half of a surrogate pair; two of them are four bytes.
    else bytes += code >= 0xd800 && code <= 0xdfff ? 2 : 3;
  }
  return bytes;
};
