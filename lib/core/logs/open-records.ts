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
  /** Stacks whose writer began another record before they came to their end; they go on as long as they are asked. */
  private readonly parked = new Set<OpenRecord>();
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
    return [...this.parked, ...this.byWriter.values()].filter(({ touchedAt }) => touchedAt >= line);
  }

  /** Opens the next record of a writer; the one before is closed, unless it is a stack that may go on below. */
  open(writer: string, record: OpenRecord): void {
    const before = this.byWriter.get(writer);
    if (before !== undefined && this.traces.includes(before)) this.parked.add(before);
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
    const least = this.traces.length > MAX_TRACES ? this.traces.pop() : undefined;
    if (least !== undefined && this.parked.delete(least)) this.done(least);
  }

  /** Closes the records that fell silent, the longest idle first. */
  closeIdle(line: number): void {
    if (this.byWriter.size <= MAX_OPEN && line - this.checkedAt < IDLE_LINES) return;
    this.checkedAt = line;
    for (const record of this.parked) if (line - record.touchedAt > IDLE_LINES) this.closeParked(record);
    for (let idle = this.longestIdle(); idle !== undefined; idle = this.longestIdle()) {
      const [writer, record] = idle;
      if (this.byWriter.size <= MAX_OPEN && line - record.touchedAt <= IDLE_LINES) return;
      this.close(writer, record);
    }
  }

  /** Closes all. */
  end(): void {
    for (const record of this.parked) this.done(record);
    for (const record of this.byWriter.values()) this.done(record);
    this.parked.clear();
    this.byWriter.clear();
    this.traces.length = 0;
  }

  private close(writer: string, record: OpenRecord): void {
    this.byWriter.delete(writer);
    this.forget(record);
    this.done(record);
  }

  private closeParked(record: OpenRecord): void {
    this.parked.delete(record);
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
