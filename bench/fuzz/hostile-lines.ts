import { join } from 'node:path';
import { loadCases } from '../../lab/eval/load-cases.ts';
import { LOG_FORMATS } from '../../lib/catalog.ts';
import { below, oneOf, seeded, type Random } from './seeded.ts';

/** The longest text that is made. */
const MAX_CHARS = 64 * 1024;
/** Recorded lines to begin from; a longer one leaves no room to mutate it. */
const MAX_RECORDED = 20_000;
const MAX_RECORDED_CHARS = 4_096;

/** What patterns stop at, repeat, or look for. */
const PIECES = [
  ' ',
  '\t',
  '.',
  ':',
  ',',
  '/',
  '\\',
  '"',
  "'",
  '`',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '<',
  '>',
  '|',
  '=',
  '@',
  '#',
  '-',
  '_',
  '%',
  '$',
  'a',
  'A',
  '0',
  '1 ',
  'a.',
  'a/',
  'a:',
  'Aa',
  'é',
  '\uFFFD',
  '\u0000',
  '\uD800',
  '\u001B[31m',
  '\u00A0',
  '😀',
  ' at ',
  '    at ',
  ' in /',
  ' on line 1',
  ':1:2)',
  '  File "',
  '", line 1',
  '#0 ',
  'Caused by: ',
  ' ---> ',
  '[cause]: ',
  '[errors]: [',
  'Traceback (most recent call last):',
  'Error: ',
  'Exception: ',
  'panic: ',
  'goroutine 1 [running]:',
  '** (A) ',
  "thread 'a' panicked at ",
  ' line 7.',
  'Stack trace:',
  'Next A: ',
  '(code: 0): ',
  ' terminating',
  '{"a":',
  '{"err":{"stack":"',
  '","',
  '\\n',
  '\\"',
  'level=error ',
  'msg="',
  'request_id=',
  'status=500 ',
  'GET /a HTTP/1.1" 500',
  '2026-11-22T10:00:00.123Z ',
  '[22/Nov/2026:10:00:00 +0000] ',
  'Nov 22 10:00:00 a b[1]: ',
  'password=',
  'postgres://a:b@',
  'Authorization: Bearer ',
  'eyJ',
  'AKIA',
  '-----BEGIN ',
  'Cookie: ',
  'a@b.cc',
  '4111 1111 1111 1111 ',
] as const;

/** Makes the hostile line of a seed. Of the corpus, only the stacks that rules are developed on are read. */
export const hostileLines = (): ((seed: number) => string) => {
  const recorded = recordedLines();
  return (seed) => make(seeded(seed), recorded);
};

const recordedLines = (): readonly string[] => {
  const corpus = join(import.meta.dirname, '../../lab/corpus');
  const lines = loadCases(corpus, 'developed').flatMap(({ events }) => events.map(({ text }) => text));
  const distinct = [...new Set([...LOG_FORMATS.flatMap(({ examples }) => examples), ...lines])];
  const short = distinct.filter(({ length }) => length > 0 && length <= MAX_RECORDED_CHARS);
  if (short.length < 1_000) throw new Error('the corpus holds too few lines to begin from');
  const step = Math.max(1, Math.floor(short.length / MAX_RECORDED));
  return short.filter((_, index) => index % step === 0);
};

const make = (random: Random, recorded: readonly string[]): string => {
  const rounds = 1 + below(random, 6);
  let text = random() < 0.8 ? oneOf(random, recorded) : '';
  for (let round = 0; round < rounds; round++) text = oneOf(random, MUTATIONS)(text, random, recorded);
  return text.slice(0, MAX_CHARS);
};

type Mutation = (text: string, random: Random, recorded: readonly string[]) => string;

const at = (text: string, random: Random): number => below(random, text.length + 1);

const insert = (text: string, place: number, what: string): string =>
  text.slice(0, place) + what + text.slice(place);

/** How often something is repeated: seldom a little, often until the line is full. */
const times = (what: string, random: Random): number => {
  const most = Math.max(1, Math.floor(MAX_CHARS / Math.max(1, what.length)));
  return random() < 0.5 ? most : 1 + below(random, most);
};

const MUTATIONS: readonly Mutation[] = [
  // A piece again and again, at the front, in the middle or at the end.
  (text, random) => {
    const piece = oneOf(random, PIECES);
    return insert(
      text,
      oneOf(random, [0, at(text, random), text.length]),
      piece.repeat(times(piece, random)),
    );
  },
  // A part of the line itself again and again.
  (text, random) => {
    const from = at(text, random);
    const part = text.slice(from, from + 1 + below(random, 40));
    return insert(text, from, part.repeat(times(part, random)));
  },
  // Pieces in a random order.
  (text, random) => {
    const count = 1 + below(random, 400);
    const made = Array.from({ length: count }, () => oneOf(random, PIECES)).join('');
    return insert(text, at(text, random), made.repeat(random() < 0.3 ? times(made, random) : 1));
  },
  // The head of one line and the tail of another.
  (text, random, recorded) => {
    const other = oneOf(random, recorded);
    return text.slice(0, at(text, random)) + other.slice(at(other, random));
  },
  // Several lines as one event.
  (text, random, recorded) =>
    [text, ...Array.from({ length: 1 + below(random, 200) }, () => oneOf(random, recorded))].join(
      oneOf(random, ['\n', '\r', '\\n', ' ']),
    ),
  // The same line again and again.
  (text, random) => `${text}\n`.repeat(Math.min(2_000, times(text, random))),
  // Less of it.
  (text, random) => text.slice(at(text, random)),
  (text, random) => text.slice(0, at(text, random)),
  // Within a container's JSON, or any other.
  (text) => JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: '2026-11-22T10:00:00Z' }),
  (text) => JSON.stringify({ level: 50, msg: text.slice(0, 100), err: { type: 'Error', stack: text } }),
];
