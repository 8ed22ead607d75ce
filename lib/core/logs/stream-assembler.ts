import { HeaderFinder, mergeHeaders } from './find-header.ts';
import type { FoundHeader } from './find-header.ts';
import type { LogFormat } from './format.ts';
import { OpenRecord } from './open-record.ts';
import { OpenRecords } from './open-records.ts';
import type { RecordLine } from './record.ts';
import {
  awaitsFrames,
  beginsStack,
  carriesException,
  goesOn,
  hasBegunStack,
  hasTaggedLines,
  isParagraph,
  isSetInHeader,
  isIndented,
  standsLike,
  takesMore,
} from './record-state.ts';
import { isAtLeast } from './severity.ts';

/** Names of exceptions of other writers that a line is asked to go on with; their first frames follow at once. */
const MAX_BARE = 3;
/** Lines of others that may stand within a stack. */
const NEAR_LINES = 40;
/** Lines after which a record that could go on is taken as whole where lines are read selectively. */
const BUSY_LINES = 8;
/** Lines of a message before its first frame. */
const MAX_PENDING = 20;
/** No header and no name of an error is shorter; a dump may hold a character a line. */
const SHORTEST_START = 4;
/** The first line of an object that is printed over several. */
const OBJECT_START = '{';
/** A collector's line in a proxy's line in syslog; deeper is not a log. */
const MAX_DEPTH = 3;

//     at f (x.js:1:2),   File "x.py", line 3, #0 /app/x.php(2): f(), Stack trace:, /app/x.rb:3:in `f'
const FRAME = /^\s{1,64}(?:at |File ")|^#\d|^Stack trace:|^\S{1,1024}:\d{1,9}:in [`']/;

//   TypeError: Cannot read properties of undefined,     Traceback (most recent call last):,   error: too many connections,   /app/x.js:6
const NAMES_ERROR =
  /^\s{1,16}(?:Traceback \(|Uncaught |panic: |error: |\/\S{1,1024}\.[cm]?[jt]sx?:\d{1,9}$|[\w$.\\]{0,256}(?:Error|Exception|Fault|Failure)\b)/;

/** Where the lines of one stream come from. */
export interface StreamPlace {
  readonly source: string;
  readonly stream: string;
}

/** Puts the lines of one stream together to records, keeping the lines of interleaved writers apart. */
export class StreamAssembler {
  private readonly place: StreamPlace;
  private readonly headers: HeaderFinder;
  private readonly continuers: readonly LogFormat[];
  private readonly starters: readonly LogFormat[];
  private readonly open: OpenRecords;
  private last: OpenRecord | undefined;
  private isContext = false;
  private count = 0;

  constructor(place: StreamPlace, formats: readonly LogFormat[], done: (record: OpenRecord) => void) {
    this.place = place;
    this.headers = new HeaderFinder(formats);
    this.continuers = formats.filter((format) => 'continues' in format);
    this.starters = formats.filter((format) => 'starts' in format);
    this.open = new OpenRecords((record) => {
      if (this.last === record) this.last = undefined;
      done(record);
    });
  }

  /** Takes the next line; true when it began a record. What is only `context` is not looked into. */
  add(line: RecordLine, isContext = false): boolean {
    this.count += 1;
    this.isContext = isContext;
    return this.addWithin(line, undefined, 0);
  }

  /** Whether a record of several lines may go on, though others began since. */
  get isBusy(): boolean {
    return this.open
      .touchedSince(this.count - BUSY_LINES)
      .some((record) => record.isInTrace || (hasTaggedLines(record) && carriesException(record)));
  }

  end(): void {
    if (this.last !== undefined) this.flush(this.last);
    this.open.end();
    this.last = undefined;
  }

  private addWithin(line: RecordLine, outer: FoundHeader | undefined, depth: number): boolean {
    const target = this.targetOf(outer);
    if (line.text.trim() === '') return addBlank(target, line);
    const found = isIndented(line.text) && !isSetInHeader(line.text) ? undefined : this.findHeader(line.text);
    if (found === undefined || this.isPlainlyMore(found, target, line))
      return this.addHeaderless(line, outer);
    const merged = mergeHeaders(outer, found);
    const inner = this.partsIn(found);
    if (inner !== undefined && depth < MAX_DEPTH)
      return this.addInner(line, merged, { inner, depth: depth + 1 });
    if (target !== undefined) this.flush(target);
    const language = mayNameException(found) ? this.languageOf(found.header.message) : undefined;
    this.begin(line, merged, { headed: true, language });
    return true;
  }

  private findHeader(text: string): FoundHeader | undefined {
    if (text.length < SHORTEST_START && text !== OBJECT_START) return undefined;
    return this.isContext ? this.headers.glance(text) : this.headers.find(text);
  }

  /** A line that begins with a level may be the second line of a record, or part of a message. */
  private isPlainlyMore(found: FoundHeader, target: OpenRecord | undefined, { text }: RecordLine): boolean {
    if (found.isGeneral !== true || target === undefined || text.startsWith('{')) return false;
    const asked = target.language !== undefined && target.hasFrames ? [target.language] : this.continuers;
    return asked.some((format) => format.continues?.(text, target.previous) === true);
  }

  /** What a line with a header carries when it only goes on with the exception that its writer is printing. */
  private partsIn({ header }: FoundHeader): readonly string[] | undefined {
    if (header.continues === true) return header.inner ?? [];
    const record = this.open.get(header.writer ?? '');
    const isNear = record !== undefined && this.count - record.touchedAt <= NEAR_LINES;
    return isNear && goesOn(record, header) ? [indented(header.message)] : undefined;
  }

  private addInner(
    line: RecordLine,
    found: FoundHeader,
    { inner, depth }: { readonly inner: readonly string[]; readonly depth: number },
  ): boolean {
    let began = false;
    for (const text of inner) {
      began = this.addWithin({ ...line, text, raw: line.raw ?? line.text }, found, depth) || began;
    }
    return began;
  }

  /** The record that a line without a header of its own most likely goes on with. */
  private targetOf(outer: FoundHeader | undefined): OpenRecord | undefined {
    const writer = outer?.header.writer;
    return writer === undefined ? this.last : this.open.get(writer);
  }

  private addHeaderless(line: RecordLine, outer: FoundHeader | undefined): boolean {
    const before = this.targetOf(outer);
    const setIn = this.setInLanguageOf(line.text);
    const target = isParagraph(line.text, before, setIn) ? undefined : before;
    const owner = this.ownerOf(line.text, target, outer === undefined && setIn === undefined);
    if (owner !== undefined) {
      this.goOn(owner, line);
      return false;
    }
    const language = this.languageOf(line.text);
    if (target !== undefined && this.takesWeakly(target, line, language)) {
      this.learn(target, setIn);
      return false;
    }
    if (before !== undefined) this.flush(before);
    const header = outer && { format: outer.format, header: { ...outer.header, message: line.text } };
    this.begin(line, header, { headed: false, language: language ?? setIn });
    return true;
  }

  /** The language of an exception that is set in as a whole, as Koa, Hapi and Tornado print it. */
  private setInLanguageOf(text: string): LogFormat | undefined {
    return isIndented(text) && NAMES_ERROR.test(text) ? this.languageOf(text.trimStart()) : undefined;
  }

  /** The open record whose exception the line goes on with: of the last writer first, then of any other. */
  private ownerOf(text: string, target: OpenRecord | undefined, others: boolean): OpenRecord | undefined {
    if (target !== undefined && this.accepts(target, text)) return target;
    if (!others || (target !== undefined && beginsStack(target, text))) return undefined;
    return this.othersInTrace(target).find((record) => this.accepts(record, text));
  }

  /** The stacks of other writers, the nearest first; of those that stand alike, the nearest answers for all. */
  private othersInTrace(target: OpenRecord | undefined): readonly OpenRecord[] {
    const others: OpenRecord[] = [];
    let bare = 0;
    for (const record of this.open.tracesSince(this.count - NEAR_LINES)) {
      if (!hasBegunStack(record) || (target !== undefined && standsLike(target, record))) continue;
      if (!record.hasFrames && others.some((other) => standsLike(other, record))) continue;
      bare += record.hasFrames ? 0 : 1;
      if (record.hasFrames || bare <= MAX_BARE) others.push(record);
    }
    return others;
  }

  private accepts(record: OpenRecord, text: string): boolean {
    const { language, previous } = record;
    if (language?.continues?.(text, previous) === true) return true;
    if (language !== undefined && record.hasFrames) return false;
    const format = this.continuers.find(
      (each) => each !== language && each.continues?.(text, previous) === true,
    );
    if (format === undefined) return false;
    record.language = format;
    return true;
  }

  private languageOf(text: string): LogFormat | undefined {
    if (text.length < SHORTEST_START) return undefined;
    return this.starters.find((format) => format.starts?.(text) === true);
  }

  /** Joins a line by its place alone: below a header, set in, or perhaps part of a message of several lines. */
  private takesWeakly(record: OpenRecord, line: RecordLine, language: LogFormat | undefined): boolean {
    if (language !== undefined) {
      if (!carriesException(record)) return false;
      record.language = language;
    } else if (record.pending !== undefined || awaitsFrames(record)) {
      const pending = (record.pending ??= []);
      pending.push(line);
      if (pending.length > MAX_PENDING) this.flush(record);
      return true;
    } else if (!isIndented(line.text) && !takesMore(record)) return false;
    this.append(record, line);
    return true;
  }

  /** What stands set in below a header may be the first that tells of its language. */
  private learn(record: OpenRecord, language: LogFormat | undefined): void {
    if (record.language !== undefined || language === undefined) return;
    record.language = language;
    this.open.touch(record, record.touchedAt);
  }

  private goOn(owner: OpenRecord, line: RecordLine): void {
    for (const each of owner.takePending()) owner.add(each);
    this.append(owner, line);
  }

  private append(record: OpenRecord, line: RecordLine): void {
    record.add(line);
    if (FRAME.test(line.text)) record.hasFrames = true;
    this.open.touch(record, this.count);
    this.last = record;
  }

  /** Lines that waited for a frame in vain are records of their own. */
  private flush(record: OpenRecord): void {
    if (record.pending === undefined) return;
    record.hasFrames = true;
    for (const line of record.takePending()) {
      if (line.text.trim() === '') addBlank(this.last, line);
      else this.addHeaderless(line, undefined);
    }
  }

  private begin(
    line: RecordLine,
    found: FoundHeader | undefined,
    { headed, language }: { readonly headed: boolean; readonly language: LogFormat | undefined },
  ): void {
    const writer = found?.header.writer ?? '';
    const record = new OpenRecord({
      source: this.place.source,
      stream: this.place.stream,
      writer,
      format: found?.format ?? 'plain',
      header: found?.header,
      headed,
      language,
      isContext: this.isContext,
    });
    this.open.open(writer, record);
    this.addFirst(record, line, found);
    this.open.closeIdle(this.count);
  }

  private addFirst(record: OpenRecord, line: RecordLine, found: FoundHeader | undefined): void {
    const inner = found?.header.continues === true ? undefined : found?.header.inner;
    if (found === undefined || inner === undefined) {
      this.append(record, line);
      return;
    }
    const raw = line.raw ?? line.text;
    for (const text of [found.header.message, ...inner]) this.append(record, { ...line, text, raw });
  }
}

const addBlank = (record: OpenRecord | undefined, line: RecordLine): false => {
  if (record?.pending === undefined) record?.add(line);
  else record.pending.push(line);
  return false;
};

/** What parts a message from its header takes the indent of a frame with it. */
const indented = (message: string): string =>
  /^(?:at |\.\.\. \d)/.test(message) ? `    ${message}` : message;

/** Benign lines, which are most, name none. */
const mayNameException = ({ header: { severity } }: FoundHeader): boolean =>
  severity === undefined || isAtLeast(severity, 'warning');
