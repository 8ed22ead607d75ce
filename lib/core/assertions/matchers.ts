/** The forms in which an expectation may be written, each with the relations that it becomes. */
import * as v from 'valibot';

import { duration } from '../config/duration.ts';
import { described } from '../config/fields.ts';
import type { Relation } from './assertion.ts';
import { pattern } from './pattern.ts';

const texts = (expected: string) =>
  v.union([v.string(), v.array(v.string()), v.number(), v.boolean()], expected);

const patterns = v.union([pattern(), v.array(pattern())]);

const number = v.number('expected a number');

const TEXT_OPERATORS = {
  equals: v.optional(described(texts('expected a text'), 'The whole text, or one of several.')),
  notEquals: v.optional(described(texts('expected a text'), 'Not this text.')),
  contains: v.optional(described(texts('expected a text'), 'Each of these texts occurs.')),
  notContains: v.optional(described(texts('expected a text'), 'None of these texts occurs.')),
  matches: v.optional(described(patterns, 'Each of these patterns (RE2) occurs.')),
  notMatches: v.optional(described(patterns, 'None of these patterns (RE2) occurs.')),
  exists: v.optional(described(v.boolean('expected true or false'), 'Whether it is there at all.')),
};

const NUMBER_OPERATORS = {
  lessThan: v.optional(number),
  lessThanOrEqual: v.optional(number),
  greaterThan: v.optional(number),
  greaterThanOrEqual: v.optional(number),
};

const OPERATORS = { ...TEXT_OPERATORS, ...NUMBER_OPERATORS };

/** Relations on a text, by name. */
export const textOperators = v.strictObject(TEXT_OPERATORS);

/** A text: the word itself, one of several, or relations. */
export const textMatcher = v.union([
  v.string(),
  v.number(),
  v.boolean(),
  v.array(v.string()),
  v.strictObject(OPERATORS),
]);

/** A number: itself, or relations. */
export const numberMatcher = v.union([
  number,
  v.strictObject({ equals: v.optional(number), notEquals: v.optional(number), ...NUMBER_OPERATORS }),
]);

const literal = v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.unknown())]);

/** A JSON value: itself, or relations; an object is compared with `equals: {…}`. */
export const jsonMatcher = v.union([
  literal,
  v.strictObject({ ...OPERATORS, equals: v.optional(v.unknown()), notEquals: v.optional(v.unknown()) }),
]);

/** A limit in time for each severity, or one for `down`. */
export const timeLimits = v.union([
  duration({ min: 1 }),
  v.strictObject({ degraded: v.optional(duration({ min: 1 })), down: v.optional(duration({ min: 1 })) }),
]);

/** How an operator's key is related to the fact; one that takes several holds for each. */
const RELATIONS: Readonly<Record<string, Relation>> = {
  equals: '==',
  notEquals: '!=',
  contains: 'contains',
  notContains: 'not contains',
  matches: 'matches',
  notMatches: 'not matches',
  lessThan: '<',
  lessThanOrEqual: '<=',
  greaterThan: '>',
  greaterThanOrEqual: '>=',
};

/** One relation with what is expected. */
export interface Related {
  readonly relation: Relation;
  readonly expected: unknown;
}

/** How the bare value of a fact is meant, and what a list stands for. */
export interface Custom {
  readonly bare: Relation;
  /** `is`: one of them; `==`: all of it. */
  readonly list: 'is' | '==';
}

/** The relations of a written matcher. */
export const relationsOf = (matcher: unknown, custom: Custom): readonly Related[] => {
  if (Array.isArray(matcher)) return relationsOfKey('equals', matcher, custom);
  if (typeof matcher !== 'object' || matcher === null) return [{ relation: custom.bare, expected: matcher }];
  return Object.entries(matcher).flatMap(([key, expected]) => relationsOfKey(key, expected, custom));
};

const relationsOfKey = (key: string, expected: unknown, { list }: Custom): readonly Related[] => {
  if (expected === undefined) return [];
  if (key === 'exists') return [{ relation: expected === true ? 'exists' : 'not exists', expected: true }];
  const relation = RELATIONS[key];
  if (!relation) throw new Error(`no relation for the key ${key}`);
  if (!Array.isArray(expected)) return [{ relation, expected }];
  if (relation === '==') return [{ relation: list, expected }];
  const each = relation.includes('contains') || relation.includes('matches');
  return each ? expected.map((one: unknown) => ({ relation, expected: one })) : [{ relation, expected }];
};
