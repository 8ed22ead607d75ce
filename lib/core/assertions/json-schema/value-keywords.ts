import { jsonEqual } from '../json-equal.ts';
import { compilePattern } from '../pattern.ts';
import { wrong, type Keyword } from './check.ts';

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
};

const isType = (value: unknown, type: unknown): boolean =>
  type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;

/** A keyword on numbers. */
const number =
  (what: string, holds: (value: number, rule: number) => boolean): Keyword =>
  ({ rule, value, at }) =>
    typeof value !== 'number' || holds(value, Number(rule))
      ? undefined
      : wrong(at, `${value} is not ${what} ${Number(rule)}`);

/** A keyword on the length of texts, in characters as Unicode counts them. */
const length =
  (what: string, holds: (length: number, rule: number) => boolean): Keyword =>
  ({ rule, value, at }) => {
    if (typeof value !== 'string') return undefined;
    const characters = Array.from(value).length;
    return holds(characters, Number(rule))
      ? undefined
      : wrong(at, `${characters} characters are ${what} ${Number(rule)}`);
  };

/** How far 0.3 may be from a multiple of 0.1 in binary. */
const EPSILON = 1e-9;

/** Keywords on a value by itself. */
export const VALUE_KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: ({ rule, value, at }) =>
    [rule].flat().some((type) => isType(value, type))
      ? undefined
      : wrong(at, `expected ${[rule].flat().join(' or ')}, got ${typeOf(value)}`),
  enum: ({ rule, value, at }) =>
    Array.isArray(rule) && rule.some((each) => jsonEqual(each, value))
      ? undefined
      : wrong(at, `expected one of ${JSON.stringify(rule)}`),
  const: ({ rule, value, at }) =>
    jsonEqual(rule, value) ? undefined : wrong(at, `expected ${JSON.stringify(rule)}`),
  minimum: number('at least', (value, rule) => value >= rule),
  maximum: number('at most', (value, rule) => value <= rule),
  exclusiveMinimum: number('more than', (value, rule) => value > rule),
  exclusiveMaximum: number('less than', (value, rule) => value < rule),
  multipleOf: number(
    'a multiple of',
    (value, rule) => Math.abs(value / rule - Math.round(value / rule)) < EPSILON,
  ),
  minLength: length('fewer than', (characters, rule) => characters >= rule),
  maxLength: length('more than', (characters, rule) => characters <= rule),
  pattern: ({ rule, value, at }) =>
    typeof value !== 'string' || compilePattern(String(rule)).found(value)
      ? undefined
      : wrong(at, `does not match ${String(rule)}`),
};
