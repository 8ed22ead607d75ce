import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../lib/core/logs/event.ts';
import type { LogRecord } from '../../../lib/core/logs/record.ts';
import { Reassembler, reassemble } from '../../../lib/core/logs/reassemble.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const event = (text: string, more: Partial<LogEvent> = {}): LogEvent => ({
  source: 'app.log',
  stream: 'app.log',
  line: 1,
  text,
  ...more,
});

const read = (...events: readonly LogEvent[]): readonly LogRecord[] => [...reassemble(events, LOG_FORMATS)];

const texts = (record: LogRecord | undefined): readonly string[] =>
  record?.lines.map(({ text }) => text) ?? [];

const TRACE = [
  'Traceback (most recent call last):',
  '  File "/srv/shop/a.py", line 3, in f',
  '    g()',
  'ValueError: bad',
];

describe('reassembly of events', () => {
  it('joins a stack whose lines are events of their own', () => {
    const records = read(...TRACE.map((text, index) => event(text, { line: index + 1 })));
    expect(records).toHaveLength(1);
    expect(records[0]?.exception).toMatchObject({ type: 'ValueError', message: 'bad' });
    expect(records[0]?.lines.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  it.each(['\n', '\r\n', '\r'])('splits an event of several lines at %j', (newline) => {
    const [record] = read(event(TRACE.join(newline)));
    expect(texts(record)).toEqual(TRACE);
    expect(record?.lines.at(-1)?.line).toBe(newline === '\r' ? 1 : 4);
  });

  it('keeps streams apart', () => {
    const lines = TRACE.flatMap((text, index) =>
      ['one', 'two'].map((stream) => event(text, { stream, line: index + 1 })),
    );
    const records = read(...lines);
    expect(records.map(({ stream, exception }) => `${stream} ${exception?.type}`)).toEqual([
      'one ValueError',
      'two ValueError',
    ]);
  });

  it('keeps interleaved writers apart by the pid of a collector', () => {
    const line = (pid: number, text: string): string => `Nov 22 10:00:00 web shop[${pid}]: ${text}`;
    const records = read(event(TRACE.flatMap((text) => [line(1, text), line(2, text)]).join('\n')));
    expect(records.map(({ writer, exception, lines }) => [writer, exception?.type, lines.length])).toEqual([
      ['shop:1', 'ValueError', 4],
      ['shop:2', 'ValueError', 4],
    ]);
    expect(records[0]?.lines[1]).toMatchObject({ text: TRACE[1], raw: line(1, TRACE[1]!) });
  });

  it('gives a stack back to its record when a benign line stands within', () => {
    const lines = [
      'ERROR:    Exception in ASGI application',
      ...TRACE.slice(0, 3),
      'INFO:     127.0.0.1:4 - "GET /health HTTP/1.1" 200 OK',
      TRACE[3]!,
    ];
    const record = read(event(lines.join('\n'))).find(({ exception }) => exception !== undefined);
    expect(record?.lines.map(({ line }) => line)).toEqual([1, 2, 3, 4, 6]);
  });

  it('takes the time of the event before the one that is printed', () => {
    const text = '2026-11-22 10:02:36,060 ERROR shop failed';
    expect(read(event(text, { timestamp: 42 }))[0]).toMatchObject({ timestamp: 42, timeQuality: 'source' });
    expect(read(event(text))[0]).toMatchObject({ timeQuality: 'local' });
    expect(read(event('failed'))[0]?.timestamp).toBeUndefined();
  });

  it('joins the lines that a container runtime cut at 16 KB', () => {
    const message = `Error: ${'x'.repeat(20_000)}`;
    const entry = (log: string): string =>
      JSON.stringify({ log, stream: 'stderr', time: '2026-11-22T10:00:00Z' });
    const [record] = read(
      event(
        [
          entry(message.slice(0, 16_384)),
          entry(`${message.slice(16_384)}\n`),
          entry('    at f (/a.js:1:2)\n'),
        ].join('\n'),
      ),
    );
    expect(record?.lines.map(({ line, lastLine }) => [line, lastLine])).toEqual([
      [1, 2],
      [3, undefined],
    ]);
    expect(record?.exception?.type).toBe('Error');
  });

  it('joins what CloudWatch Logs cut at 256 KB', () => {
    const head = `{"level":"error","msg":"failed","body":"`;
    const first = head + 'x'.repeat(256 * 1024 - 26 - head.length);
    const [record, ...others] = read(event(first), event('end","requestId":"req-42"}', { line: 2 }));
    expect(others).toEqual([]);
    expect(record).toMatchObject({ format: 'json', message: 'failed', ids: ['req-42'] });
  });

  it('reads what was cut and never went on', () => {
    expect(read(event('{"log":"Error: half","stream":"stderr"}'))[0]?.message).toBe('Error: half');
  });

  it('keeps the head and the tail of a record that is too long', () => {
    const frames = Array.from({ length: 3000 }, (_, index) => `    at f${index} (/srv/x.js:1:2)`);
    const [record] = read(event(['Error: deep', ...frames].join('\n')));
    expect(record?.truncated).toBe(true);
    expect(record?.lines).toHaveLength(1000);
    expect(record?.lines[0]?.text).toBe('Error: deep');
    expect(record?.lines.at(-1)?.text).toBe(frames.at(-1));
    expect(record?.lines[599]?.text).toBe(frames[598]);
    expect(record?.lines[600]?.text).toBe(frames[2600]);
  });

  it('keeps 64 KB of a record, and the two ends of a long line', () => {
    const dump = Array.from({ length: 40 }, (_, index) => `  ${String(index)}${'x'.repeat(20_000)}`);
    const [record] = read(event(['2026-11-22 10:02:36,060 ERROR shop failed', ...dump].join('\n')));
    const size = texts(record).reduce((sum, text) => sum + text.length, 0);
    expect(size).toBeLessThanOrEqual(64 * 1024);
    expect(record?.lines[1]?.text).toMatch(/^ {2}0x+ … x+$/);
    expect(record?.lines.at(-1)?.raw).toBe(dump.at(-1));
  });

  it('finds an id that was asked for in any line of a record', () => {
    const asked = [
      ...reassemble([event(['Error: x', '    at f (/a.js:1:2)', '  tag: abc'].join('\n'))], LOG_FORMATS, {
        ids: ['tag: abc'],
      }),
    ];
    expect(asked[0]?.ids).toEqual(['tag: abc']);
  });

  it('gives a time without a year the year that is nearest', () => {
    const line = 'Dec 31 23:59:00 web shop[1]: Error: x';
    const year = (near: number): number | undefined => {
      const [record] = reassemble([event(line)], LOG_FORMATS, { near });
      return record?.timestamp === undefined ? undefined : new Date(record.timestamp).getUTCFullYear();
    };
    expect(year(Date.UTC(2027, 0, 1))).toBe(2026);
    expect(year(Date.UTC(2026, 10, 1))).toBe(2026);
    expect(read(event(line))[0]?.timestamp).toBeUndefined();
  });

  it('hands records over while it reads, and the last ones at the end', () => {
    const reassembler = new Reassembler(LOG_FORMATS);
    reassembler.push(event('2026-11-22 10:02:36,060 ERROR shop one'));
    expect(reassembler.take()).toEqual([]);
    reassembler.push(event('2026-11-22 10:02:36,061 ERROR shop two', { line: 2 }));
    expect(reassembler.take().map(({ message }) => message)).toEqual(['shop one']);
    reassembler.end();
    expect(reassembler.take().map(({ message }) => message)).toEqual(['shop two']);
    expect(reassembler.take()).toEqual([]);
  });

  it('closes the records of writers that fell silent', () => {
    const reassembler = new Reassembler(LOG_FORMATS);
    for (let n = 0; n < 5000; n++) {
      reassembler.push(event(`[2026-11-22 10:02:45 +0000] [${1000 + n}] [ERROR] n ${n}`, { line: n + 1 }));
    }
    expect(reassembler.take().length).toBeGreaterThan(4700);
  });
});
