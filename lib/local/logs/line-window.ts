import type { LogQuery } from '../../core/ports.ts';
import type { EpochMs } from '../../core/time.ts';

/** A line on its way to being an event. */
export interface WindowLine {
  /** Position in its stream, from 1. */
  readonly line: number;
  readonly stream: string;
  readonly text: string;
  /** When its source knows it. */
  readonly timestamp?: EpochMs;
}

/** What a window kept. */
export interface WindowLines {
  readonly lines: readonly WindowLine[];
  /** Time of the newest line that has one, in the window or not. */
  readonly newestAt?: EpochMs;
  /** Whether lines of the window were dropped because of the budget. */
  readonly isCut: boolean;
}

/** Around a line with a wanted id: what led to it, and the exception below it; one of axios has 334 lines. */
const LINES_BEFORE_ID = 20;
const LINES_AFTER_ID = 400;

interface Kept {
  readonly line: WindowLine;
  readonly bytes: number;
  isPinned: boolean;
}

/**
 * Keeps the newest lines of a time window within a byte budget, and of older ones those around the wanted ids, which may
 * take half of the budget. Lines come in order; one without a time has that of the line before it.
 */
export class LineWindow {
  private readonly query: LogQuery;
  private readonly timeOf: (text: string) => EpochMs | undefined;
  private readonly pinned: Kept[] = [];
  private pinnedBytes = 0;
  private recent: Kept[] = [];
  /** Where `recent` begins; its front is cut off now and then only, since that copies it. */
  private first = 0;
  private recentBytes = 0;
  private pinNext = 0;
  private current: EpochMs | undefined;
  private newestAt: EpochMs | undefined;
  private isCut = false;

  constructor(query: LogQuery, timeOf: (text: string) => EpochMs | undefined = () => undefined) {
    this.query = query;
    this.timeOf = timeOf;
  }

  add(line: WindowLine): void {
    const own = line.timestamp ?? this.timeOf(line.text);
    if (own !== undefined) {
      this.current = own;
      this.newestAt = Math.max(own, this.newestAt ?? own);
    }
    if (this.current !== undefined && (this.current < this.query.from || this.current > this.query.to))
      return;
    this.keep(line);
    while (this.recentBytes + this.pinnedBytes > this.query.maxBytes && this.recent.length > this.first) {
      this.dropOldest();
    }
  }

  take(): WindowLines {
    const kept = [...this.pinned, ...this.recent.slice(this.first)];
    return {
      lines: kept.map(({ line }) => line),
      ...(this.newestAt !== undefined && { newestAt: this.newestAt }),
      isCut: this.isCut,
    };
  }

  private keep(line: WindowLine): void {
    if (this.query.ids.some((id) => line.text.includes(id))) {
      for (const before of this.recent.slice(Math.max(this.first, this.recent.length - LINES_BEFORE_ID)))
        before.isPinned = true;
      this.pinNext = LINES_AFTER_ID;
    }
    const bytes = Buffer.byteLength(line.text) + 1;
    this.recent.push({ line, bytes, isPinned: this.pinNext > 0 });
    this.recentBytes += bytes;
    this.pinNext = Math.max(0, this.pinNext - 1);
  }

  private dropOldest(): void {
    const oldest = this.recent[this.first];
    if (!oldest) return;
    this.first += 1;
    this.recentBytes -= oldest.bytes;
    if (oldest.isPinned && this.pinnedBytes + oldest.bytes <= this.query.maxBytes / 2) {
      this.pinned.push(oldest);
      this.pinnedBytes += oldest.bytes;
    } else this.isCut = true;
    if (this.first > 1_000 && this.first > this.recent.length / 2) {
      this.recent = this.recent.slice(this.first);
      this.first = 0;
    }
  }
}
