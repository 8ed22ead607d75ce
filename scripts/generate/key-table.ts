import type * as v from 'valibot';

import { expectationOf } from '../../lib/core/config/describe-issue.ts';
import { alternatives } from '../../lib/core/config/schema-at.ts';
import { defaultOf, descriptionOf, isOptional, partsOf, unwrapped } from './schema-parts.ts';

type Schema = v.GenericSchema;
type Entries = Readonly<Record<string, Schema>>;

interface Row {
  readonly key: string;
  readonly value: string;
  readonly fallback: string;
  readonly description: string;
}

/** A Markdown table of keys; the keys of a map follow it, as `retry.attempts`. */
export const keyTable = (entries: Entries): string => {
  const rows = rowsOf(entries, '').map(
    ({ key, value, fallback, description }) => `| \`${key}\` | ${value} | ${fallback} | ${description} |`,
  );
  return ['| key | value | default | |', '|---|---|---|---|', ...rows].join('\n');
};

const rowsOf = (entries: Entries, prefix: string): readonly Row[] =>
  Object.entries(entries).flatMap(([key, schema]) => {
    const row: Row = {
      key: `${prefix}${key}`,
      value: cell(valueWords(schema)),
      fallback: fallbackOf(schema),
      description: cell(descriptionOf(schema) ?? ''),
    };
    const inner = mapInside(schema);
    return [row, ...(inner ? rowsOf(inner, `${prefix}${key}.`) : [])];
  });

/** The keys of the one map that a value may be; a table of several would not say which belong together. */
const mapInside = (schema: Schema): Entries | undefined => {
  const maps = alternatives(unwrapped(schema))
    .map((each) => partsOf(each).entries)
    .filter((each) => each !== undefined);
  return maps.length === 1 ? maps[0] : undefined;
};

/** `duration`, `number from 1 to 10`, `any, majority or a number`. */
export const valueWords = (schema: Schema): string => {
  const inner = unwrapped(schema);
  const { type, item, value } = partsOf(inner);
  if (type === 'array' && item) return `list${inBrackets(item)}`;
  if (type === 'record' && value) return `map${inBrackets(value)}`;
  if (type === 'lazy') return 'map';
  return plain(expectationOf(inner));
};

/** What is in a list or map, where it says anything. */
const inBrackets = (schema: Schema): string => {
  const words = valueWords(schema);
  return ['map', 'unknown', 'text'].includes(words) ? '' : ` (${words})`;
};

const plain = (words: string): string =>
  words
    .replace(/^a duration.*$/, 'duration')
    .replace(/^expected /, '')
    .replace(/^(?:an?|one of|the) /, '')
    .replace(/^whole number/, 'number');

const fallbackOf = (schema: Schema): string => {
  if (!isOptional(schema)) return '**required**';
  const fallback = defaultOf(schema);
  if (fallback === undefined || JSON.stringify(fallback) === '{}') return '';
  const words = Array.isArray(fallback) ? fallback.join(', ') : wordOf(fallback);
  return words === '' ? '' : `\`${words}\``;
};

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const cell = (words: string): string => words.replaceAll('|', '\\|').replaceAll('\n', ' ');
