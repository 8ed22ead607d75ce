import type { LineHeader, LogFormat } from './format.ts';
import type { RecordLine } from './record.ts';

/** Coroot caps a record at 64 KB, Google at 1,000 lines; the head names the request, the tail the innermost cause. */
const MAX_CHARACTERS = 64 * 1024;
const MAX_LINES = 1000;
/** A longer line is a dump, of a statement or of a document; its two ends say what it was. */
const MAX_LINE = 16 * 1024;
const LINE_HEAD = Math.floor(MAX_LINE * 0.6);
/** More blank lines than this are a dump's layout. */
const MAX_BLANK = 20;
const HEAD_SHARE = 0.6;
const HEAD_CHARACTERS = Math.floor(MAX_CHARACTERS * HEAD_SHARE);
const HEAD_LINES = Math.floor(MAX_LINES * HEAD_SHARE);
const TAIL_CHARACTERS = MAX_CHARACTERS - HEAD_CHARACTERS;
const TAIL_LINES = MAX_LINES - HEAD_LINES;

/** How a record begins. */
export interface RecordStart {
  readonly source: string;
  readonly stream: string;
  readonly writer: string;
  readonly format: string;
  readonly header: LineHeader | undefined;
  /** Whether lines without a header belong to it: its header is the software's own, not one that a collector puts on every line. */
  readonly headed: boolean;
  /** It stands beside what matters: neither ids nor an exception are looked for in it. */
  readonly isContext: boolean;
  /** The format whose exception begins on its first line. */
  readonly language: LogFormat | undefined;
}

/** A record while lines are still added to it; keeps 64 KB and 1,000 lines at most, head and tail. */
export class OpenRecord {
  readonly start: RecordStart;
  readonly head: RecordLine[] = [];
  tail: RecordLine[] | undefined;
  /** Lines that belong to it only if a frame follows: a message of several lines. */
  pending: RecordLine[] | undefined;
  /** The format whose exception it holds, once that is known. */
  language: LogFormat | undefined;
  /** The last line that is not blank. */
  previous = '';
  /** Whether a frame was seen. */
  hasFrames = false;
  truncated = false;
  /** The line of the stream that was its last. */
  touchedAt = 0;
  /** Whether its last line is one of a stack, so that more of it may come. */
  isInTrace = false;
  /** Blank lines count only when something follows them. */
  private blank: RecordLine[] | undefined;
  private headCharacters = 0;
  private tailCharacters = 0;

  constructor(start: RecordStart) {
    this.start = start;
    this.language = start.language;
  }

  add(line: RecordLine): void {
    if (line.text.trim() === '') {
      if (this.head.length > 0 && (this.blank?.length ?? 0) < MAX_BLANK) (this.blank ??= []).push(line);
      return;
    }
    if (this.blank !== undefined) {
      for (const each of this.blank) this.append(each);
      this.blank = undefined;
    }
    this.append(line.text.length > MAX_LINE ? this.cut(line) : line);
    this.previous = line.text;
  }

  /** Whether the last line that came was blank. */
  get hasBlank(): boolean {
    return this.blank !== undefined;
  }

  private cut(line: RecordLine): RecordLine {
    const text = `${line.text.slice(0, LINE_HEAD)} … ${line.text.slice(LINE_HEAD - MAX_LINE)}`;
    this.truncated = true;
    return { ...line, text, raw: line.raw ?? line.text };
  }

  /** Takes the lines that waited. */
  takePending(): readonly RecordLine[] {
    const taken = this.pending ?? [];
    this.pending = undefined;
    return taken;
  }

  get lines(): readonly RecordLine[] {
    return this.tail === undefined ? this.head : [...this.head, ...this.tail];
  }

  private append(line: RecordLine): void {
    if (this.tail === undefined && this.fits(line)) {
      this.head.push(line);
      this.headCharacters += line.text.length;
      return;
    }
    this.tail ??= [];
    this.tail.push(line);
    this.tailCharacters += line.text.length;
    this.dropMiddle(this.tail);
  }

  /** The first line is kept however long it is. */
  private fits({ text }: RecordLine): boolean {
    const hasRoom = this.headCharacters + text.length <= HEAD_CHARACTERS && this.head.length < HEAD_LINES;
    return hasRoom || this.head.length === 0;
  }

  private dropMiddle(tail: RecordLine[]): void {
    while (tail.length > 1 && (this.tailCharacters > TAIL_CHARACTERS || tail.length > TAIL_LINES)) {
      this.tailCharacters -= tail.shift()?.text.length ?? 0;
      this.truncated = true;
    }
  }
}
