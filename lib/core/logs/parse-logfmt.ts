import type { JsonObject } from './json-object.ts';

// request_id=
const KEY = /([A-Za-z_@][\w.@-]{0,63})=/y;
/** A line with fewer pairs than this is a sentence. */
const MIN_PAIRS = 2;
const MAX_PAIRS = 64;

/** Reads `key=value` pairs; undefined when the line has none to speak of. */
export const parseLogfmt = (line: string): JsonObject | undefined => {
  const entry: Record<string, unknown> = {};
  let pairs = 0;
  for (let at = 0; at < line.length && pairs < MAX_PAIRS;) {
    KEY.lastIndex = at;
    const key = KEY.exec(line)?.[1];
    const from = key === undefined ? at : at + key.length + 1;
    const to = endOfValue(line, from);
    if (key !== undefined) {
      entry[key] = unquote(line.slice(from, to));
      pairs += 1;
    }
    at = to + 1;
  }
  return pairs < MIN_PAIRS ? undefined : entry;
};

/** Behind the closing quote of a quoted value, else at the next space. */
const endOfValue = (line: string, from: number): number => {
  const quote = line.startsWith('"', from) ? closingQuote(line, from + 1) : -1;
  const end = quote < 0 ? line.indexOf(' ', from) : quote + 1;
  return end < 0 ? line.length : end;
};

const closingQuote = (line: string, from: number): number => {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  return -1;
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unquote = (value: string): string =>
  value.startsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter)
    : value;
