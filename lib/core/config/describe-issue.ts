import type * as v from 'valibot';

import { maskReferences } from './references.ts';
import { alternatives } from './schema-at.ts';
import type { Scalar, SourceNode } from './source.ts';
import { suggest } from './suggest.ts';

type Issue = v.BaseIssue<unknown>;

const KIND_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  record: 'a map',
  object: 'a map',
  strict_object: 'a map',
  integer: 'a whole number',
  non_empty: 'something',
};

const LIMIT_WORDS: Readonly<Record<string, (limit: string) => string>> = {
  min_value: (limit) => `at least ${limit}`,
  max_value: (limit) => `at most ${limit}`,
  min_length: (limit) => `at least ${limit} of them`,
  max_length: (limit) => `at most ${limit} of them`,
};

/** `a number`, `one of up, down`, `a text or a list`: what a schema takes, for people. */
export const expectationOf = (schema: v.GenericSchema): string => {
  const own = ownExpectation(schema);
  return own ?? joined(alternatives(schema).map(expectationOfOne));
};

const expectationOfOne = (schema: v.GenericSchema): string => {
  const own = ownExpectation(schema);
  if (own !== undefined) return own;
  return KIND_WORDS[schema.type] ?? choice(schema.expects);
};

const joined = (words: readonly string[]): string => [...new Set(words)].join(' or ');

/** From the schema's own message, a text or a function that adds what came. */
const ownExpectation = (schema: v.GenericSchema): string | undefined => {
  const { message } = schema as { readonly message?: unknown };
  const text: unknown = typeof message === 'function' ? message({ received: '' }) : message;
  // example: expected an http(s) URL, got "nope"
  return typeof text === 'string' ? text.replace(/^expected /, '').replace(/, got .*$/, '') : undefined;
};

/** valibot writes the choices of a picklist as `("any" | "majority")`, those of numbers as `(1.1 | 2)`. */
const choicesIn = (expected: string): readonly string[] =>
  // example: ("auto" | 4 | 6)
  expected.startsWith('"') || expected.startsWith('(') ? expected.replaceAll(/[("')]/g, '').split(' | ') : [];

const choice = (expected: string): string => {
  const words = choicesIn(expected);
  if (words.length === 0) return expected;
  return words.length === 1 ? (words[0] ?? '') : `one of ${words.join(', ')}`;
};

/** The message of a wrong value: `expected a number, got "x"`. */
export const describeIssue = (issue: Issue, node: SourceNode | undefined, secret: boolean): string => {
  const expected = expectedBy(issue);
  if (!expected.startsWith('expected ') || expected.includes(', got ')) return expected;
  return `${expected}, got ${shown(node, secret)}${hint(issue, node)}`;
};

const expectedBy = (issue: Issue): string => {
  // Our own messages never begin like valibot's.
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  if (issue.type === 'union' && issue.issues)
    return `expected ${joined(issue.issues.map((each) => expectedBy(each).replace(/^expected /, '')))}`;
  const limit = LIMIT_WORDS[issue.type];
  if (limit) return `expected ${limit(String(issue.requirement))}`;
  return `expected ${KIND_WORDS[issue.type] ?? choice(issue.expected ?? 'something else')}`;
};

const hint = (issue: Issue, node: SourceNode | undefined): string => {
  if (node?.kind !== 'scalar' || node.value === null) return '';
  if (typeof node.value !== 'string') return wantsText(issue) ? '; put it in quotes' : '';
  const near = suggest(node.value, choicesIn(issue.expected ?? ''));
  return near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`;
};

const wantsText = (issue: Issue): boolean => issue.kind === 'schema' && issue.type === 'string';

const MAX_SHOWN = 60;

const shown = (node: SourceNode | undefined, secret: boolean): string => {
  if (!node) return 'nothing';
  switch (node.kind) {
    case 'map':
      return 'a map';
    case 'list':
      return 'a list';
    case 'scalar':
      return secret ? '***' : showScalar(node.written ?? node.value);
  }
};

const showScalar = (value: Scalar): string => {
  if (value === null) return 'nothing';
  if (typeof value !== 'string') return String(value);
  const masked = maskReferences(value);
  return JSON.stringify(masked.length > MAX_SHOWN ? `${masked.slice(0, MAX_SHOWN)}…` : masked);
};
