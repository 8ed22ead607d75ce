import type { EpochMs } from '../time.ts';
import type { LogEvent } from './event.ts';
import type { LogFormat } from './format.ts';
import { HitFinder } from './hit-finder.ts';
import { Reassembler } from './reassemble.ts';
import type { ReassembleOptions } from './reassemble.ts';
import type { LogRecord, RecordLine } from './record.ts';
import type { StreamReader } from './stream-reader.ts';

/** What to look for besides words of trouble. */
export interface ScanOptions extends ReassembleOptions {
  /** Other texts that make a line worth reading: the path of the failing request. */
  readonly literals?: readonly string[];
}

/** What was read, and how much of it was passed over as benign. */
export interface ScanTotals {
  readonly characters: number;
  readonly lines: number;
  readonly skippedLines: number;
  readonly records: number;
  readonly newestEventAt?: EpochMs;
}

/** Lines of context that a snippet shows before and after what matters. */
const LINES_BEFORE = 3;
const RECORDS_AFTER = 2;

/** What is known of a stream between two events. */
interface Cursor {
  readonly stream: StreamReader;
  /** The last lines that were passed over. */
  before: readonly RecordLine[];
  /** Records that began since the last interesting line; more than enough of them, and reading stops. */
  quiet: number;
  isReading: boolean;
}

/**
 * Finds the places of a log that are worth reading and reassembles around them; everything else is only counted. Its
 * memory is bounded by the number of streams.
 */
export class Scanner {
  private readonly reassembler: Reassembler;
  private readonly hits: HitFinder;
  private readonly cursors = new Map<string, Cursor>();
  private characters = 0;
  private lines = 0;
  private skipped = 0;
  private records = 0;
  private newestEventAt: EpochMs | undefined;

  constructor(formats: readonly LogFormat[], options: ScanOptions = {}) {
    const { literals = [], ...rest } = options;
    this.reassembler = new Reassembler(formats, rest);
    this.hits = new HitFinder([...(options.ids ?? []), ...literals]);
  }

  /** Takes one line, or a chunk of whole lines. */
  push(event: LogEvent): void {
    this.characters += event.text.length;
    this.newestEventAt = newest(this.newestEventAt, event.timestamp);
    const cursor = this.cursorOf(event);
    const text = event.text.endsWith('\n') ? event.text.slice(0, -1) : event.text;
    let [position, line, hit] = [0, event.line, this.hits.first(text)];
    while (position <= text.length) {
      if (cursor.isReading) {
        const end = endOfLine(text, position);
        const isHit = hit >= 0 && hit <= end;
        read(cursor, lineOf(event, line, text.slice(position, end)), isHit);
        if (isHit) hit = this.hits.next(end + 1);
        position = end + 1;
        line += 1;
      } else {
        const to = hit < 0 ? text.length + 1 : text.lastIndexOf('\n', hit) + 1;
        line += this.skip(cursor, { event, text, from: position, to, line });
        position = to;
        if (hit >= 0) this.skipped -= start(cursor);
      }
    }
    this.lines += line - event.line;
  }

  /** The records that were closed since the last call. */
  take(): readonly LogRecord[] {
    const taken = this.reassembler.take();
    this.records += taken.length;
    return taken;
  }

  /** Closes what is open. */
  end(): void {
    this.reassembler.end();
  }

  get totals(): ScanTotals {
    return {
      characters: this.characters,
      lines: this.lines,
      skippedLines: this.skipped,
      records: this.records,
      ...(this.newestEventAt === undefined ? {} : { newestEventAt: this.newestEventAt }),
    };
  }

  private skip(cursor: Cursor, passage: Passage): number {
    const count = passOver(cursor, passage);
    this.skipped += count;
    return count;
  }

  private cursorOf(event: LogEvent): Cursor {
    const key = `${event.source}\n${event.stream}`;
    const known = this.cursors.get(key);
    if (known !== undefined) return known;
    const stream = this.reassembler.streamOf(event);
    const cursor: Cursor = { stream, before: [], quiet: 0, isReading: false };
    this.cursors.set(key, cursor);
    return cursor;
  }
}

const newest = (known: EpochMs | undefined, at: EpochMs | undefined): EpochMs | undefined =>
  known === undefined || (at !== undefined && at > known) ? at : known;

const read = (cursor: Cursor, line: RecordLine, isHit: boolean): void => {
  const began = cursor.stream.read(line, !isHit);
  if (isHit) cursor.quiet = 0;
  else if (began) cursor.quiet += 1;
  if (cursor.quiet <= RECORDS_AFTER || cursor.stream.isBusy) return;
  cursor.isReading = false;
  cursor.stream.end();
};

interface Passage {
  readonly event: LogEvent;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

/** Counts the lines up to an offset, keeps the last of them, and says how many they were. */
const passOver = (cursor: Cursor, { event, text, from, to, line }: Passage): number => {
  const starts: number[] = [];
  let count = 0;
  for (let at = from; at < to; at = endOfLine(text, at) + 1) {
    starts[count % LINES_BEFORE] = at;
    count += 1;
  }
  const kept: RecordLine[] = [];
  for (let index = Math.max(0, count - LINES_BEFORE); index < count; index++) {
    const at = starts[index % LINES_BEFORE] ?? 0;
    kept.push(lineOf(event, line + index, text.slice(at, endOfLine(text, at))));
  }
  cursor.before = [...cursor.before, ...kept].slice(-LINES_BEFORE);
  return count;
};

/** Begins to read, with the lines before; says how many these are. */
const start = (cursor: Cursor): number => {
  const before = cursor.before;
  cursor.isReading = true;
  cursor.quiet = 0;
  cursor.before = [];
  for (const line of before) cursor.stream.read(line, true);
  return before.length;
};

const lineOf = ({ timestamp }: LogEvent, line: number, slice: string): RecordLine => {
  const text = detached(slice);
  return timestamp === undefined ? { line, text } : { line, timestamp, text };
};

/**
 * A copy of its own: a slice would keep the whole chunk in memory for as long as its record is kept. Joining to a new
 * text and cutting that is the way to copy which the language leaves.
 */
const detached = (slice: string): string => ` ${slice}`.slice(1);

const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

/** Reads events into the records that are worth ranking, and returns what was read. */
export function* scan(
  events: Iterable<LogEvent>,
  formats: readonly LogFormat[],
  options: ScanOptions = {},
): Generator<LogRecord, ScanTotals> {
  const scanner = new Scanner(formats, options);
  for (const event of events) {
    scanner.push(event);
    yield* scanner.take();
  }
  scanner.end();
  yield* scanner.take();
  return scanner.totals;
}
