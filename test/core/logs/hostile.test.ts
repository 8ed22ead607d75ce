import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineLogFormat, type LogFormat } from '../../../lib/core/logs/format.ts';
import { Reassembler, reassemble } from '../../../lib/core/logs/reassemble.ts';
import { scan } from '../../../lib/core/logs/scan.ts';
import { LOG_FORMATS } from '../../support/log-formats.ts';

const KB_64 = 64 * 1024;
/** The target for one hostile line, in processor time and the best of three, for others may be busy on the machine. */
const LIMIT_MS = 10;
const TRIES = 3;

/** Pieces that the patterns look for, so that random texts come near to matching. */
const PIECES = [
  ...LOG_FORMATS.flatMap(({ examples }) =>
    examples.flatMap((example) => example.split(/(?<=[\s:[\](){},])/)),
  ),
  'Caused by: ',
  '    at ',
  '  File "',
  '", line 1, in f',
  '#0 /a.php(1): f()',
  'Stack trace:',
  '[previous exception] [object] (A(code: 0): ',
  ' ---> ',
  '  | ',
  '  +-+---------------- 1 ----------------',
  'goroutine 1 [running]:',
  '{"log":"',
  '","stream":"stderr"}',
  '\\n',
  '\u001B[31m',
  '\uFFFD',
  '\u0000',
  '\uD800',
  '\r',
  '\n',
  '\n',
  '\t',
];

const text = array(oneof(constantFrom(...PIECES), string({ unit: 'binary' }), string()), {
  maxLength: 60,
}).map((parts) => parts.join(''));

const event = (value: string) => ({ source: 's', stream: 's', line: 1, text: value });

describe('hostile text', () => {
  it('makes no reader throw, and no line is in two records', () => {
    assert(
      property(text, (value) => {
        const records = [...reassemble([event(value)], LOG_FORMATS)];
        for (const { exception, lines } of records) {
          if (exception !== undefined) expect(exception.at).toBeLessThan(lines.length);
        }
        const places = records.flatMap(({ lines }) => [...new Set(lines.map(({ line }) => line))]);
        const newlines = value.split('\n').length;
        expect(Math.max(0, ...places)).toBeLessThanOrEqual(newlines);
      }),
      { numRuns: 1500 },
    );
  });

  it('reads the same from the same text', () => {
    assert(
      property(text, (value) => {
        const once = [...scan([event(value)], LOG_FORMATS)];
        expect([...scan([event(value)], LOG_FORMATS)]).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  it('loses no line that is not blank', () => {
    assert(
      property(text, (value) => {
        const records = [...reassemble([event(value)], LOG_FORMATS)];
        const kept = new Set(
          records.flatMap(({ lines }) => lines.flatMap(({ line, lastLine }) => [line, lastLine])),
        );
        const expected = value
          .split('\n')
          .flatMap((line, index) => (isPlain(line) ? [index + 1] : []))
          .filter((line) => !kept.has(line));
        expect(expected).toEqual([]);
      }),
      { numRuns: 800 },
    );
  });
});

/** Lines that nothing opens and that are not empty once colours are gone. */
const isPlain = (line: string): boolean =>
  /^[a-zA-Z]/.test(line) && !line.includes('{') && !line.includes('|');

const REPEATED = [
  'a',
  ' ',
  '\t',
  '.',
  'a.',
  'A',
  'Aa',
  'a b ',
  '[',
  '] [',
  '(',
  ')',
  '"',
  '\\"',
  '{',
  '{"a":',
  '1',
  '1 ',
  '-',
  'a-1',
  ': ',
  'a: ',
  'Error: ',
  'a.A: ',
  'A::A',
  'at a ',
  '   at A.',
  ' ---> ',
  ' ---> A.B: ',
  'Caused by: a.',
  '[object] (A(code: 0): ',
  ' in /a:1',
  ' at /a:1)',
  ' | ',
  '^',
  '~',
  '=',
  'id=',
  'request_id=',
  '\u001B[1',
  '\u00A0',
  'panic: ',
  '; PHP message: ',
  '\\n',
];

/** A beginning that gets a format's patterns going, and then one piece over and over. */
const hostileLines = (format: LogFormat): readonly string[] => {
  const beginnings = [
    '',
    ...format.examples.flatMap((example) => [example.slice(0, Math.ceil(example.length / 2)), example]),
  ];
  return beginnings.flatMap((beginning) =>
    REPEATED.map((piece) => (beginning + piece.repeat(Math.ceil(KB_64 / piece.length))).slice(0, KB_64)),
  );
};

const timed = (work: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < TRIES && best > LIMIT_MS; tried++) {
    const from = process.cpuUsage();
    work();
    best = Math.min(best, process.cpuUsage(from).user / 1000);
  }
  return best;
};

describe('lines of 64 KB', () => {
  it.each(LOG_FORMATS.map((format) => ({ format, id: format.id })))(
    'are read by $id in linear time',
    ({ format }) => {
      const slow = hostileLines(format).flatMap((line) => {
        const ms = timed(() => {
          format.header?.(line);
          format.starts?.(line);
          format.continues?.(line, line);
          format.exception?.([line]);
        });
        return ms > LIMIT_MS ? [`${line.slice(0, 60)}… ${ms.toFixed(1)} ms`] : [];
      });
      expect(slow).toEqual([]);
    },
  );

  it.each(REPEATED)('of %j pass the whole reassembly in linear time', (piece) => {
    const line = piece.repeat(Math.ceil(KB_64 / piece.length)).slice(0, KB_64);
    const ms = timed(() => {
      expect([...reassemble([event(line)], LOG_FORMATS)].length).toBeGreaterThan(-1);
    });
    expect(ms).toBeLessThan(LIMIT_MS * 3);
  });
});

const SHORT_LINES = [
  ...REPEATED,
  ...LOG_FORMATS.flatMap(({ examples }) => examples.slice(0, 1)),
  'Uncaught A: b',
  'PHP Fatal error:  Uncaught A: b',
  'Next A: b',
  'During handling of the above exception, another exception occurred:',
  'Traceback (most recent call last):',
  '  + Exception Group Traceback (most recent call last):',
  'ValueError: x',
  '  [cause]: Error: x',
  '  [errors]: [',
  'Error: x',
  'A (b',
  'Causes:',
  '#<A: b',
  '\tSuppressed: a.B: c',
  '\tat a.B.c(D.java:1)',
  'panic: x',
];

describe('records of 1,000 lines', () => {
  it.each([...new Set(SHORT_LINES)])('of %j are read in linear time', (line) => {
    const pairs = ['', 'Stack trace:', '    at f (/a.js:1:2)'].map((other) =>
      Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 || other === '' ? line : other)),
    );
    for (const lines of pairs) {
      const ms = timed(() => {
        for (const format of LOG_FORMATS) format.exception?.(['2026 ERROR', ...lines]);
      });
      expect(ms).toBeLessThan(LIMIT_MS * 5);
    }
  });
});

/** A format that counts how often it is asked, and knows nothing but where an exception begins. */
const counting = () => {
  const asked = { continues: 0 };
  const format = defineLogFormat({
    id: 'counting',
    title: 'Counting',
    examples: [],
    starts: (line) => /^\w*Error/.test(line),
    continues: () => {
      asked.continues += 1;
      return false;
    },
  });
  return { asked, format };
};

const LINES = 5_000;

describe('thousands of short headers', () => {
  it.each([
    { kind: 'the same', line: () => "KeyError: 'price'", perLine: 1 },
    { kind: 'different', line: (index: number) => `KeyError: ${index}`, perLine: 4 },
  ])('that are $kind ask a format $perLine times a line whether it goes on', ({ line, perLine }) => {
    const { asked, format } = counting();
    const log = Array.from({ length: LINES }, (_, index) => line(index)).join('\n');
    expect([...reassemble([event(log)], [format])]).toHaveLength(LINES);
    expect(asked.continues).toBeLessThanOrEqual(LINES * perLine);
  });

  it.each([
    'Runtime.ExitError',
    'error: canceling ',
    "KeyError: 'price'",
    'AssertionError: quantity must be positive, got 0',
    "AttributeError: 'NoneType' object has no attribute 'upper'",
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is n',
  ])('%j cost each no more where they are many', (line) => {
    const few = timedOf(line, 1_000);
    const many = timedOf(line, 10_000);
    // Some kernels count processor time in steps of 10 ms: less than that is nothing to compare with.
    expect(many / Math.max(few, 10)).toBeLessThan(10 * 4);
  });
});

const timedOf = (line: string, times: number): number => {
  const log = `${line}\n`.repeat(times);
  return Math.min(
    ...Array.from({ length: 3 }, () => cpuOf(() => [...reassemble([event(log)], LOG_FORMATS)])),
  );
};

const cpuOf = (work: () => unknown): number => {
  const from = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1_000;
};

describe('many writers in one stream', () => {
  it('are followed up to 64 containers, and the silent ones closed', () => {
    const reassembler = new Reassembler(LOG_FORMATS);
    for (let line = 1; line <= LINES; line++)
      reassembler.push({ source: 's', stream: 's', line, text: `w${line}-1  | ERROR boom ${line}` });
    expect(reassembler.take().length).toBeGreaterThanOrEqual(LINES - 64);
  });

  it('are followed up to 64 whose lines were cut', () => {
    const reassembler = new Reassembler(LOG_FORMATS);
    for (let line = 1; line <= LINES; line++)
      reassembler.push({
        source: 's',
        stream: 's',
        line,
        text: JSON.stringify({ log: `ERROR boom ${line}`, stream: `w${line}` }),
      });
    expect(reassembler.take().length).toBeGreaterThanOrEqual(LINES - 2 * 64);
  });
});

describe('an entry of 1 MB', () => {
  it('is searched once for the ids of the request, however many lines it carries', () => {
    const stack = `Error: x\n${'    at f (/srv/a.js:1:2)\n'.repeat(30_000)}`;
    const log = JSON.stringify({ level: 50, msg: 'x', err: { type: 'Error', message: 'x', stack } });
    const ids = Array.from({ length: 6 }, (_, index) => `at f (${index}`);
    const ms = Math.min(
      ...[1, 2, 3].map(() => cpuOf(() => [...reassemble([event(log)], LOG_FORMATS, { ids })])),
    );
    expect(ms).toBeLessThan(LIMIT_MS * 50);
  });
});

describe('an error in brackets', () => {
  it('is looked for at the end of a line only', () => {
    const line = `${'[xception: '.repeat(6_000)}]`;
    expect(
      Math.min(...[1, 2, 3].map(() => cpuOf(() => [...reassemble([event(line)], LOG_FORMATS)]))),
    ).toBeLessThan(LIMIT_MS * 3);
  });
});
