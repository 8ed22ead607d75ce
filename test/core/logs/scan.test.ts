import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../lib/core/logs/event.ts';
import type { LogRecord } from '../../../lib/core/logs/record.ts';
import type { ScanOptions, ScanTotals } from '../../../lib/core/logs/scan.ts';
import { scan, Scanner } from '../../../lib/core/logs/scan.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const benign = (n: number): string => `2026-11-22 10:02:36,060 INFO shop.access GET /orders/${n} 200`;
const BENIGN = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => benign(from + n));

const run = (
  events: readonly LogEvent[],
  options: ScanOptions = {},
): { readonly records: readonly LogRecord[]; readonly totals: ScanTotals } => {
  const records: LogRecord[] = [];
  const generator = scan(events, LOG_FORMATS, options);
  for (;;) {
    const next = generator.next();
    if (next.done === true) return { records, totals: next.value };
    records.push(next.value);
  }
};

const chunk = (lines: readonly string[], line = 1): LogEvent => ({
  source: 's',
  stream: 's',
  line,
  text: lines.join('\n'),
});
const single = (lines: readonly string[]): readonly LogEvent[] =>
  lines.map((text, index) => ({ source: 's', stream: 's', line: index + 1, text }));
const linesOf = (records: readonly LogRecord[]): readonly number[] =>
  records.flatMap(({ lines }) => lines.map(({ line }) => line)).sort((a, b) => a - b);

const FAILURE = [
  '2026-11-22 10:02:36,060 ERROR django.request Internal Server Error: /x',
  'Traceback (most recent call last):',
  '  File "/srv/shop/a.py", line 3, in f',
  '    g()',
  'ValueError: bad',
];
const LOG = [...BENIGN(0, 40), ...FAILURE, ...BENIGN(40, 40)];

describe('scanning for what matters', () => {
  it('passes over a log in which nothing failed', () => {
    const { records, totals } = run([chunk(BENIGN(0, 500))]);
    expect(records).toEqual([]);
    expect(totals).toMatchObject({ lines: 500, skippedLines: 500, records: 0 });
  });

  it.each([
    ['chunks of lines', [chunk(LOG)]],
    ['an event per line', single(LOG)],
    ['chunks that end before the failure', [chunk(LOG.slice(0, 40)), chunk(LOG.slice(40), 41)]],
    ['chunks that part the failure', [chunk(LOG.slice(0, 43)), chunk(LOG.slice(43), 44)]],
  ])('reads the failure with three lines before and two records after, from %s', (_, events) => {
    const { records, totals } = run(events);
    expect(linesOf(records).slice(0, 10)).toEqual([38, 39, 40, 41, 42, 43, 44, 45, 46, 47]);
    const failed = records.find(({ exception }) => exception !== undefined);
    expect(failed?.exception?.type).toBe('ValueError');
    expect(failed?.lines).toHaveLength(5);
    expect(totals.lines).toBe(85);
    expect(totals.skippedLines).toBeGreaterThan(60);
    expect(totals.skippedLines + linesOf(records).length).toBe(85);
  });

  it('keeps the times of the lines around it', () => {
    const { records } = run([chunk(LOG)]);
    expect(records[0]).toMatchObject({
      format: 'python-logging',
      timestamp: Date.UTC(2026, 10, 22, 10, 2, 36, 60),
    });
  });

  it.each([
    ['an id that is asked for', { ids: ['orders/33'] }],
    ['another text', { literals: ['/orders/33'] }],
    ['a text with characters of patterns', { literals: ['orders/33 200'] }],
  ])('reads the line with %s', (_, options) => {
    const { records } = run([chunk(BENIGN(0, 60))], options);
    expect(records.map(({ lines }) => lines[0]?.line)).toContain(34);
    expect(records.length).toBeLessThan(10);
  });

  it.each([
    '127.0.0.1 - - [22/Nov/2026:10:20:01 +0000] "GET / HTTP/1.1" 502 12 "-" "-"',
    '{"level":50,"time":1795342834000,"msg":"no"}',
    'GET /x 500',
  ])('reads %s', (line) => {
    const { records } = run([chunk([...BENIGN(0, 20), line, ...BENIGN(20, 20)])]);
    expect(linesOf(records)).toContain(21);
  });

  it('reads the lines of a stack that others interrupt', () => {
    const woven = [
      FAILURE[0]!,
      FAILURE[1]!,
      FAILURE[2]!,
      ...BENIGN(1, 4),
      FAILURE[3]!,
      ...BENIGN(5, 4),
      FAILURE[4]!,
    ];
    const { records } = run([chunk([...BENIGN(0, 20), ...woven, ...BENIGN(20, 40)])]);
    const failed = records.find(({ exception }) => exception !== undefined);
    expect(failed?.exception).toMatchObject({ type: 'ValueError', message: 'bad' });
  });

  it('says how new the newest event is', () => {
    const { totals } = run([
      { source: 's', stream: 's', line: 1, text: 'a', timestamp: 5 },
      { source: 's', stream: 't', line: 1, text: 'b', timestamp: 9 },
      { source: 's', stream: 's', line: 2, text: 'c', timestamp: 7 },
    ]);
    expect(totals).toMatchObject({ newestEventAt: 9, lines: 3, characters: 3 });
  });

  it('holds nothing back of what it passed over', () => {
    const scanner = new Scanner(LOG_FORMATS);
    for (let n = 0; n < 200; n++) scanner.push(chunk(BENIGN(n * 100, 100), n * 100 + 1));
    scanner.end();
    expect(scanner.take()).toEqual([]);
    expect(scanner.totals.lines).toBe(20_000);
  });

  it('keeps no chunk in memory for the sake of a record in it', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const text = Buffer.from([...BENIGN(0, 1000), ...FAILURE, ...BENIGN(1000, 1000)].join('\n'));
    const scanner = new Scanner(LOG_FORMATS);
    const kept: LogRecord[] = [];
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 300; n++) {
      scanner.push({ source: 's', stream: 's', line: n * 2005 + 1, text: text.toString('utf8') });
      kept.push(...scanner.take());
    }
    collect();
    const grownMb = (process.memoryUsage().heapUsed - before) / 1e6;
    expect(kept.length).toBeGreaterThan(1500);
    // Thirty megabytes were read; the records are a hundredth of it.
    expect((text.length * 300) / 1e6).toBeGreaterThan(30);
    expect(grownMb).toBeLessThan(10);
  });
});
