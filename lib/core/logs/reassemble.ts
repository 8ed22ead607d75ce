import type { LogEvent } from './event.ts';
import { finishRecord } from './finish-record.ts';
import type { FinishOptions } from './finish-record.ts';
import type { LogFormat } from './format.ts';
import type { LogRecord } from './record.ts';
import type { StreamPlace } from './stream-assembler.ts';
import { StreamReader } from './stream-reader.ts';

/** What reassembly may know besides the lines. */
export type ReassembleOptions = Partial<Omit<FinishOptions, 'formats'>>;

/** Puts lines of many streams together to records. Its memory is bounded by the number of streams, not by their length. */
export class Reassembler {
  private readonly options: FinishOptions;
  private readonly streams = new Map<string, StreamReader>();
  private finished: LogRecord[] = [];

  constructor(formats: readonly LogFormat[], options: ReassembleOptions = {}) {
    this.options = { ids: [], ...options, formats };
  }

  /** Takes an event of one or more lines; they go on with what the stream had before. */
  push(event: LogEvent): void {
    const stream = this.streamOf(event);
    const end = event.text.endsWith('\n') ? event.text.length - 1 : event.text.length;
    const timed = event.timestamp === undefined ? {} : { timestamp: event.timestamp };
    let line = event.line;
    for (let from = 0; from <= end; line++) {
      const newline = event.text.indexOf('\n', from);
      const to = newline < 0 || newline > end ? end : newline;
      stream.read({ line, ...timed, text: event.text.slice(from, to) });
      from = to + 1;
    }
  }

  /** The reader of one stream, to read lines with. */
  streamOf({ source, stream }: StreamPlace): StreamReader {
    const key = `${source}\n${stream}`;
    const known = this.streams.get(key);
    if (known !== undefined) return known;
    const reader = new StreamReader({ source, stream }, this.options.formats, (open) => {
      this.finished.push(finishRecord(open, this.options));
    });
    this.streams.set(key, reader);
    return reader;
  }

  /** The records that were closed since the last call. */
  take(): readonly LogRecord[] {
    if (this.finished.length === 0) return [];
    const taken = this.finished;
    this.finished = [];
    return taken;
  }

  /** Closes what is open. */
  end(): void {
    for (const stream of this.streams.values()) stream.end();
    this.streams.clear();
  }
}

/** Reads events into whole records, in the order in which these end. */
export function* reassemble(
  events: Iterable<LogEvent>,
  formats: readonly LogFormat[],
  options: ReassembleOptions = {},
): Generator<LogRecord> {
  const reassembler = new Reassembler(formats, options);
  for (const event of events) {
    reassembler.push(event);
    yield* reassembler.take();
  }
  reassembler.end();
  yield* reassembler.take();
}
