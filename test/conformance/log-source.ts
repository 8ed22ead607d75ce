import { describe, expect, it } from 'vitest';

import type { LogQuery, LogRead, LogSource } from '../../lib/core/ports.ts';

/** A line to be written, and when. */
export interface WrittenLine {
  readonly at: number;
  readonly text: string;
}

/** A log that holds these lines, and one that does not exist, where a log may not exist. */
export interface LogPlace extends AsyncDisposable {
  readonly source: LogSource;
  readonly missing?: LogSource;
}

/** Not long ago, on a whole second: some sources refuse old events, and keep whole seconds. */
const NOW = Math.floor(Date.now() / 1_000) * 1_000 - 600_000;

const lineAt = (seconds: number, text = ''): WrittenLine => {
  const at = NOW + seconds * 1_000;
  return { at, text: `${new Date(at).toISOString()} INFO entry at ${seconds}${text && ` ${text}`}` };
};

const query = (overrides: Partial<LogQuery> = {}): LogQuery => ({
  from: NOW - 3_600_000,
  to: NOW + 3_600_000,
  ids: [],
  maxBytes: 1_000_000,
  signal: AbortSignal.timeout(30_000),
  ...overrides,
});

const textsOf = ({ events }: LogRead) => events.flatMap(({ text }) => text.split('\n'));
const entriesOf = (read: LogRead) =>
  textsOf(read).flatMap((text) => /entry at (-?\d+)/.exec(text)?.[1] ?? []);

/** What every log source must do, whatever it reads. */
export const logSourceConformance = (
  name: string,
  open: (lines: readonly WrittenLine[]) => Promise<LogPlace>,
): void => {
  describe(`${name}: reading`, () => {
    const minute = Array.from({ length: 60 }, (_, second) => lineAt(second));

    it('gives the events of the window, and no others', async () => {
      await using at = await open(minute);
      const read = await at.source.read(query({ from: NOW + 10_000, to: NOW + 12_000 }));
      expect(entriesOf(read)).toEqual(['10', '11', '12']);
      expect(read.gaps).toEqual([]);
    });

    it('keeps the order within a stream, and numbers it', async () => {
      await using at = await open(minute);
      const { events } = await at.source.read(query());
      expect(entriesOf({ events, gaps: [] })).toEqual(minute.map((_, second) => String(second)));
      const streams = Map.groupBy(events, ({ stream }) => stream);
      for (const stream of streams.values()) {
        const numbers = stream.map(({ line }) => line);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(numbers[0]).toBeGreaterThanOrEqual(1);
      }
    });

    it('gives text as it was written', async () => {
      const text = 'Grüße 💥 "quoted" \\n \t tab <b>&amp;';
      await using at = await open([lineAt(0, text)]);
      expect(textsOf(await at.source.read(query()))).toEqual([lineAt(0, text).text]);
    });

    it('says when the newest event was', async () => {
      await using at = await open(minute);
      expect((await at.source.read(query())).newestEventAt).toBe(NOW + 59_000);
    });

    it('keeps the newest events within the byte budget, and says what is missing', async () => {
      await using at = await open(minute);
      const read = await at.source.read(query({ maxBytes: 500 }));
      const entries = entriesOf(read).map(Number);
      expect(entries.at(-1)).toBe(59);
      expect(entries).toEqual(minute.map((_, second) => second).slice(-entries.length));
      expect(Buffer.byteLength(textsOf(read).join('\n'))).toBeLessThanOrEqual(500);
      expect(read.gaps).toHaveLength(1);
      expect(read.gaps[0]?.missing).toContain('byte budget');
    });

    it('finds events by id when the budget does not reach them', async () => {
      const lines = minute.with(5, lineAt(5, 'request wd-7f3a failed'));
      await using at = await open(lines);
      const read = await at.source.read(query({ maxBytes: 1_500, ids: ['wd-7f3a'] }));
      expect(textsOf(read)).toContain(lines[5]?.text);
    });

    it('gives nothing where nothing was written', async () => {
      await using at = await open(minute);
      const read = await at.source.read(query({ from: NOW - 60_000, to: NOW - 30_000 }));
      expect(read.events).toEqual([]);
    });

    it('makes a gap of a log that does not exist, with what to do', async (context) => {
      await using at = await open(minute);
      if (!at.missing) return context.skip();
      const read = await at.missing.read(query());
      expect(read.events).toEqual([]);
      expect(read.gaps).toHaveLength(1);
      expect(read.gaps[0]?.missing).toContain(at.missing.name.split(':').at(-1));
      expect(read.gaps[0]?.fix).toBeTruthy();
    });

    it('stops when it is told to', async () => {
      await using at = await open(minute);
      await expect(at.source.read(query({ signal: AbortSignal.abort() }))).rejects.toThrow(/abort/i);
    });
  });
};
