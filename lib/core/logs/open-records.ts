import type { OpenRecord } from './open-record.ts';
import { endsInTrace } from './record-state.ts';

/** Writers that are followed at once in one stream; the longest idle is closed for a further one. */
const MAX_OPEN = 64;
/** Lines of others after which a record is taken as whole. */
const IDLE_LINES = 200;
/** Stacks that a line may go on with: of so many processes that crash at once into one stream. */
const MAX_TRACES = 8;

/** The records of one stream that further lines may belong to, by their writers. */
export class OpenRecords {
  private readonly done: (record: OpenRecord) => void;
  private readonly byWriter = new Map<string, OpenRecord>();
  /** Those whose last line is one of a stack, the last touched first. */
  private readonly traces: OpenRecord[] = [];
  /** Counted in lines, as all places here. */
  private checkedAt = 0;

  constructor(done: (record: OpenRecord) => void) {
    this.done = done;
  }

  get(writer: string): OpenRecord | undefined {
    return this.byWriter.get(writer);
  }

  /** The stacks that were touched at a line or later, the last touched first. */
  tracesSince(line: number): readonly OpenRecord[] {
    return this.traces.filter(({ touchedAt }) => touchedAt >= line);
  }

  /** All that were touched at a line or later. */
  touchedSince(line: number): readonly OpenRecord[] {
    return [...this.byWriter.values()].filter(({ touchedAt }) => touchedAt >= line);
  }

  /** Opens the next record of a writer, and closes the one before. */
  open(writer: string, record: OpenRecord, line: number): void {
    const before = this.byWriter.get(writer);
    if (before?.isInTrace === true) this.park(writer, before, line);
    else if (before !== undefined) this.close(writer, before);
    this.byWriter.set(writer, record);
  }

  /** Notes that a line went to a record. */
  touch(record: OpenRecord, line: number): void {
    record.touchedAt = line;
    record.isInTrace = endsInTrace(record);
    if (this.traces[0] === record && record.isInTrace) return;
    this.forget(record);
    if (!record.isInTrace) return;
    this.traces.unshift(record);
    if (this.traces.length > MAX_TRACES) this.traces.pop();
  }

  /** Closes the records that fell silent, the longest idle first. */
  closeIdle(line: number): void {
    if (this.byWriter.size <= MAX_OPEN && line - this.checkedAt < IDLE_LINES) return;
    this.checkedAt = line;
    for (let idle = this.longestIdle(); idle !== undefined; idle = this.longestIdle()) {
      const [writer, record] = idle;
      if (this.byWriter.size <= MAX_OPEN && line - record.touchedAt <= IDLE_LINES) return;
      this.close(writer, record);
    }
  }

  /** Closes all. */
  end(): void {
    for (const record of this.byWriter.values()) this.done(record);
    this.byWriter.clear();
    this.traces.length = 0;
  }

  /** Two writers without a name wrote at once: the stack that is not at its end may go on below. */
  private park(writer: string, record: OpenRecord, line: number): void {
    this.byWriter.delete(writer);
    this.byWriter.set(`${writer}\n${line}`, record);
  }

  private close(writer: string, record: OpenRecord): void {
    this.byWriter.delete(writer);
    this.forget(record);
    this.done(record);
  }

  private forget(record: OpenRecord): void {
    const at = this.traces.indexOf(record);
    if (at >= 0) this.traces.splice(at, 1);
  }

  private longestIdle(): readonly [string, OpenRecord] | undefined {
    let longest: readonly [string, OpenRecord] | undefined;
    for (const entry of this.byWriter)
      if (longest === undefined || entry[1].touchedAt < longest[1].touchedAt) longest = entry;
    return longest;
  }
}
