import type { LogEvent } from './event.ts';
import { finishRecord } from './finish-record.ts';
import type { FinishOptions } from './finish-record.ts';
import type { LogFormat } from './format.ts';
import { LineReader } from './line-reader.ts';
import type { OpenRecord } from './open-record.ts';
import type { LogRecord, RecordLine } from './record.ts';
import { StreamAssembler } from './stream-assembler.ts';
import type { StreamPlace } from './stream-assembler.ts';

/** What reassembly may know besides the lines. */
export type ReassembleOptions = Partial<Omit<FinishOptions, 'formats'>>;

interface Stream {
  readonly place: StreamPlace;
  readonly reader: LineReader;
  readonly channels: Map<string, StreamAssembler>;
}

/** Puts lines of many streams together to records. Its memory is bounded by the number of streams, not by their length. */
export class Reassembler {
  private readonly options: FinishOptions;
  private readonly streams = new Map<string, Stream>();
  private finished: LogRecord[] = [];

  constructor(formats: readonly LogFormat[], options: ReassembleOptions = {}) {
    this.options = { ids: [], ...options, formats };
  }

  /** Takes an event; its lines go on with what the stream had before. */
  push(event: LogEvent): void {
    const stream = this.streamOf(event);
    for (const line of stream.reader.read(event)) this.assemblerOf(stream, line.channel).add(line);
  }

  /** Takes one line of an event's text; true when it began a record. */
  pushLine(event: LogEvent, line: RecordLine): boolean {
    const stream = this.streamOf(event);
    let began = false;
    for (const each of stream.reader.readLine(line)) {
      began = this.assemblerOf(stream, each.channel).add(each) || began;
    }
    return began;
  }

  /** The records that were closed since the last call. */
  take(): readonly LogRecord[] {
    if (this.finished.length === 0) return [];
    const taken = this.finished;
    this.finished = [];
    return taken;
  }

  /** Closes what is open in one stream, or in all of them. */
  end(streamKey?: string): void {
    for (const [key, stream] of this.streams) {
      if (streamKey !== undefined && key !== streamKey) continue;
      for (const line of stream.reader.end()) this.assemblerOf(stream, line.channel).add(line);
      for (const assembler of stream.channels.values()) assembler.end();
      this.streams.delete(key);
    }
  }

  private streamOf(event: LogEvent): Stream {
    const key = streamKeyOf(event);
    const known = this.streams.get(key);
    if (known !== undefined) return known;
    const place = { source: event.source, stream: event.stream };
    const stream: Stream = { place, reader: new LineReader(), channels: new Map() };
    this.streams.set(key, stream);
    return stream;
  }

  private assemblerOf(stream: Stream, channel: string): StreamAssembler {
    const known = stream.channels.get(channel);
    if (known !== undefined) return known;
    const done = (open: OpenRecord): void => {
      this.finished.push(finishRecord(open, this.options));
    };
    const assembler = new StreamAssembler(stream.place, this.options.formats, done);
    stream.channels.set(channel, assembler);
    return assembler;
  }
}

/** Names a stream across sources. */
export const streamKeyOf = ({ source, stream }: Pick<LogEvent, 'source' | 'stream'>): string =>
  `${source}\n${stream}`;

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
