import type { Relation } from './assertion.ts';
import { jsonEqual } from './json-equal.ts';
import { compilePattern } from './pattern.ts';

type Test = (actual: unknown, expected: unknown) => boolean;

const compare =
  (test: (a: number, b: number) => boolean): Test =>
  (actual, expected) => {
    const [a, b] = [toNumber(actual), toNumber(expected)];
    return a !== undefined && b !== undefined && test(a, b);
  };

/** Headers are texts, so a text that is a number counts as one. */
const toNumber = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
};

/** Of a list: one of its items. */
const contains: Test = (actual, expected) =>
  Array.isArray(actual)
    ? actual.some((each) => jsonEqual(each, expected))
    : typeof actual === 'string' && actual.includes(String(expected));

const matches: Test = (actual, expected) => {
  const pattern = compilePattern(String(expected));
  return [actual].flat().some((each) => pattern.found(asText(each)));
};

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const TESTS: Readonly<Record<Relation, Test>> = {
  '==': jsonEqual,
  '!=': (actual, expected) => !jsonEqual(actual, expected),
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  contains,
  'not contains': (actual, expected) => !contains(actual, expected),
  matches,
  'not matches': (actual, expected) => !matches(actual, expected),
  exists: () => true,
  'not exists': () => false,
  is: (actual, expected) => Array.isArray(expected) && expected.some((each) => jsonEqual(actual, each)),
  'valid against': () => {
    throw new Error('a schema is not a relation between two values');
  },
};

/** Whether a present value stands in the relation to what is expected. */
export const holds = (relation: Relation, actual: unknown, expected: unknown): boolean =>
  TESTS[relation](actual, expected);

/** Whether a missing value is what the relation asks for: what is not there contains nothing. */
export const holdsMissing = (relation: Relation): boolean => relation === '!=' || relation.startsWith('not ');
