import type * as v from 'valibot';

import { jsonMatcher } from '../../lib/core/assertions/matchers.ts';
import { expectationOf } from '../../lib/core/config/describe-issue.ts';
import { alternatives } from '../../lib/core/config/schema-at.ts';
import { defaultOf, descriptionOf, isOptional, partsOf, unwrapped } from './schema-parts.ts';

type Schema = v.GenericSchema;
type Entries = Readonly<Record<string, Schema>>;

/** What may be said of a fact in `expect:`, by name. */
export const RELATIONS: Entries = Object.assign(
  {},
  ...alternatives(jsonMatcher).map((each) => partsOf(each).entries),
) as Entries;

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
    const { item } = partsOf(unwrapped(schema));
    const maps = mapsInside(item ?? schema);
    const inner = maps.length === 1 && maps[0] ? maps[0] : {};
    const told = Object.values(inner).some((each) => descriptionOf(each) !== undefined);
    const names = told ? [] : [...new Set(maps.flatMap((map) => Object.keys(map)))];
    const row: Row = {
      key: `${prefix}${key}`,
      value: cell(`${valueWords(schema)}${names.length > 0 ? ` with ${names.map(quoted).join(', ')}` : ''}`),
      fallback: fallbackOf(schema),
      description: cell(descriptionOf(schema) ?? ''),
    };
    return [row, ...(told ? rowsOf(inner, `${prefix}${key}${item ? '[]' : ''}.`) : [])];
  });

/** The keys of the maps that a value may be. Relations are told once, what is chosen by value in a section of its own. */
const mapsInside = (schema: Schema): readonly Entries[] =>
  partsOf(unwrapped(schema)).type === 'lazy'
    ? []
    : alternatives(unwrapped(schema))
        .map((each) => withoutRelations(partsOf(each).entries ?? {}))
        .filter((entries) => Object.keys(entries).length > 0);

const withoutRelations = (entries: Entries): Entries =>
  'equals' in entries
    ? Object.fromEntries(Object.entries(entries).filter(([key]) => !Object.hasOwn(RELATIONS, key)))
    : entries;

const quoted = (key: string): string => `\`${key}\``;

/** `duration`, `number from 1 to 10`, `any, majority or a number`, `text, list or map`. */
export const valueWords = (schema: Schema): string => {
  const inner = unwrapped(schema);
  const { type, item, value, message, entries } = partsOf(inner);
  if (type === 'array' && item) return `list${inBrackets(item)}`;
  if (type === 'record' && value) return `map${inBrackets(value)}`;
  if (type === 'lazy') return 'map';
  if (entries && 'equals' in entries) return 'relations';
  if (type === 'union' && message === undefined) return choice(alternatives(inner).map(valueWords));
  return plain(expectationOf(inner));
};

const isMap = (word: string): boolean => ['map', 'relations'].includes(word);

/** A map comes last, for what follows are its keys. */
const choice = (words: readonly string[]): string => {
  const unique = [...new Set(words.map((word) => word.replace(/^(list|map) \(.*\)$/, '$1')))];
  const [last, ...others] = unique.sort((a, b) => Number(isMap(b)) - Number(isMap(a)));
  return others.length === 0 ? (last ?? '') : `${others.join(', ')} or ${last}`;
};

/** What is in a list or map, where it says anything. */
const inBrackets = (schema: Schema): string => {
  const words = valueWords(schema);
  return ['map', 'any value', 'text'].includes(words) ? '' : ` (${words})`;
};

const plain = (words: string): string =>
  words
    .replace(/^a duration.*$/, 'duration')
    .replace(/^expected /, '')
    .replace(/^(?:an?|one of|the) /, '')
    .replace(/^whole number/, 'number')
    .replace(/^unknown$/, 'any value');

const fallbackOf = (schema: Schema): string => {
  if (!isOptional(schema)) return '**required**';
  const fallback = defaultOf(schema);
  if (fallback === undefined || JSON.stringify(fallback) === '{}') return '';
  const words = Array.isArray(fallback) ? fallback.join(', ') : wordOf(fallback);
  return words === '' ? '' : `\`${words}\``;
};

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const cell = (words: string): string => words.replaceAll('|', '\\|').replaceAll('\n', ' ');
