import type { JsonObject } from './json-object.ts';

// key=value, key="a \"quoted\" value", key='x'
const PAIR = /([A-Za-z_@][\w.@-]{0,63})=("(?:[^"\\]|\\.)*"|[^\s"]*)/g;
/** A line with fewer pairs than this is a sentence. */
const MIN_PAIRS = 2;
const MAX_PAIRS = 64;

/** Reads `key=value` pairs; undefined when the line has none to speak of. */
export const parseLogfmt = (line: string): JsonObject | undefined => {
  const entry: Record<string, unknown> = {};
  let pairs = 0;
  for (const [, key = '', value = ''] of line.matchAll(PAIR)) {
    if (pairs === MAX_PAIRS) break;
    pairs += 1;
    entry[key] = unquote(value);
  }
  return pairs < MIN_PAIRS ? undefined : entry;
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unquote = (value: string): string =>
  value.startsWith('"')
    ? value.slice(1, -1).replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter)
    : value;
