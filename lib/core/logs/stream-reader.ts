import { cleanLine } from './clean-line.ts';
import { isCutLine } from './cut-line.ts';
import type { LogFormat } from './format.ts';
import type { OpenRecord } from './open-record.ts';
import type { RecordLine } from './record.ts';
import { StreamAssembler } from './stream-assembler.ts';
import type { StreamPlace } from './stream-assembler.ts';
import { unwrap } from './unwrap.ts';
import type { Unwrapped } from './unwrap.ts';

/** Lines that were cut are joined up to here; a longer one is a dump, of which head and tail are kept later. */
const MAX_JOINED_CHARACTERS = 1024 * 1024;

/** Containers that are followed at once in one stream; the one that was silent longest is closed for a further one. */
const MAX_CHANNELS = 64;

/** A line that was cut by the runtime or the service, while it is joined. */
interface Part {
  readonly line: RecordLine;
  readonly raw: string;
}

interface Channel {
  readonly assembler: StreamAssembler;
  /** Grows with every use of any. */
  usedAt: number;
}

/** Reads the lines of one stream: removes what collectors put around them, joins what was cut, and assembles records. */
export class StreamReader {
  private readonly place: StreamPlace;
  private readonly formats: readonly LogFormat[];
  private readonly done: (record: OpenRecord) => void;
  private readonly parts = new Map<string, Part>();
  /** stdout and stderr, or containers, are assembled by themselves. */
  private readonly channels = new Map<string, Channel>();
  private uses = 0;

  constructor(place: StreamPlace, formats: readonly LogFormat[], done: (record: OpenRecord) => void) {
    this.place = place;
    this.formats = formats;
    this.done = done;
  }

  /**
   * Takes one line without its newline; a lone `\r` within it parts it further. True when a record began. What is only
   * `context` is not looked into.
   */
  read(line: RecordLine, isContext = false): boolean {
    if (!line.text.includes('\r')) return this.readPart(line, isContext);
    const text = line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text;
    let began = false;
    for (const part of text.split('\r')) began = this.readPart({ ...line, text: part }, isContext) || began;
    return began;
  }

  /** Whether a stack or another record of several lines may go on, though other records began since. */
  get isBusy(): boolean {
    for (const { assembler } of this.channels.values()) if (assembler.isBusy) return true;
    return false;
  }

  end(): void {
    for (const name of this.parts.keys()) this.endPart(name);
    for (const { assembler } of this.channels.values()) assembler.end();
  }

  private readPart(line: RecordLine, isContext: boolean): boolean {
    const wrapped = unwrap(line.text);
    const isCut = wrapped?.partial ?? isCutLine(line.text);
    if (isCut || this.parts.size > 0) return this.join(line, wrapped, isCut);
    const text = cleanLine(wrapped?.text ?? line.text);
    if (text === line.text) return this.channel('').add(line, isContext);
    const whole = { ...timed(line, wrapped), text, raw: line.text };
    return this.channel(wrapped?.writer ?? '').add(whole, isContext);
  }

  private join(line: RecordLine, wrapped: Unwrapped | undefined, isCut: boolean): boolean {
    const channel = wrapped?.writer ?? '';
    const before = this.parts.get(channel);
    const own = cleanLine(wrapped?.text ?? line.text);
    const part = before === undefined ? firstPart(line, wrapped, own) : laterPart(before, line, own);
    if (isCut && part.line.text.length < MAX_JOINED_CHARACTERS) {
      this.parts.set(channel, part);
      const [first] = this.parts.keys();
      if (this.parts.size > MAX_CHANNELS && first !== undefined) this.endPart(first);
      return false;
    }
    this.parts.delete(channel);
    return this.channel(channel).add(part.line);
  }

  /** Takes a line as whole that was cut and never went on. */
  private endPart(name: string): void {
    const part = this.parts.get(name);
    this.parts.delete(name);
    if (part !== undefined) this.channel(name).add(part.line);
  }

  private channel(name: string): StreamAssembler {
    this.uses += 1;
    const known = this.channels.get(name);
    if (known !== undefined) {
      known.usedAt = this.uses;
      return known.assembler;
    }
    if (this.channels.size >= MAX_CHANNELS) this.closeSilent();
    const assembler = new StreamAssembler(this.place, this.formats, this.done);
    this.channels.set(name, { assembler, usedAt: this.uses });
    return assembler;
  }

  private closeSilent(): void {
    let [silent, usedAt] = ['', Infinity];
    for (const [name, channel] of this.channels)
      if (channel.usedAt < usedAt) [silent, usedAt] = [name, channel.usedAt];
    this.channels.get(silent)?.assembler.end();
    this.channels.delete(silent);
  }
}

const firstPart = (line: RecordLine, wrapped: Unwrapped | undefined, text: string): Part => {
  const raw = text === line.text ? {} : { raw: line.text };
  return { line: { ...timed(line, wrapped), text, ...raw }, raw: line.text };
};

const laterPart = ({ line: first, raw }: Part, line: RecordLine, text: string): Part => ({
  line: { ...first, lastLine: line.line, text: first.text + text, raw },
  raw,
});

const timed = (line: RecordLine, wrapped: Unwrapped | undefined): RecordLine => {
  const timestamp = line.timestamp ?? wrapped?.timestamp;
  return timestamp === undefined ? line : { ...line, timestamp };
};
