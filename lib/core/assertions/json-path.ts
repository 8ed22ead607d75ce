import {
  FunctionExpressionType,
  JSONPathEnvironment,
  type FilterFunction,
  type JSONPathQuery,
  type JSONValue,
} from 'json-p3';

import { compilePattern } from './pattern.ts';

/** RFC 9535 says nothing of a limit; a hostile document must not make one query cost seconds. */
const MAX_NODES = 10_000;

/** `match` and `search` of RFC 9535 on linear-time patterns; a pattern that does not compile matches nothing, as the RFC says. */
const onPatterns = (test: (text: string, pattern: string) => boolean): FilterFunction => ({
  argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
  returnType: FunctionExpressionType.LogicalType,
  call: (text: unknown, pattern: unknown) => {
    if (typeof text !== 'string' || typeof pattern !== 'string') return false;
    try {
      return test(text, pattern);
    } catch {
      return false;
    }
  },
});

const makeEnvironment = (): JSONPathEnvironment => {
  const environment = new JSONPathEnvironment({ maxRecursionDepth: 200 });
  const { functionRegister } = environment;
  functionRegister.set(
    'match',
    onPatterns((text, pattern) => compilePattern(pattern).spans(text)),
  );
  functionRegister.set(
    'search',
    onPatterns((text, pattern) => compilePattern(pattern).found(text)),
  );
  return environment;
};

/** Made for the first query, for few checks have any. */
let environment: JSONPathEnvironment | undefined;

// $.db.status
const NAMES_ALONE = /^\$(?:\.[A-Za-z_][A-Za-z_0-9]{0,63}){1,16}$/;

const namesIn = new Map<string, readonly string[] | undefined>();

/** The names of a path that has nothing else, as most have: those are read without the machinery of queries. */
const namesOf = (path: string): readonly string[] | undefined => {
  if (namesIn.has(path)) return namesIn.get(path);
  const names = NAMES_ALONE.test(path) ? path.split('.').slice(1) : undefined;
  namesIn.set(path, names);
  return names;
};

const memberOf = (document: unknown, names: readonly string[]): readonly unknown[] => {
  let value = document;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return [];
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return [value];
};

const compiled = new Map<string, JSONPathQuery>();

const compile = (path: string): JSONPathQuery => {
  const known = compiled.get(path);
  if (known) return known;
  const query = (environment ??= makeEnvironment()).compile(path);
  compiled.set(path, query);
  return query;
};

/** Why a JSONPath is refused; undefined when it is fine. */
export const jsonPathProblem = (path: string): string | undefined => {
  try {
    compile(path);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** The values at a JSONPath (RFC 9535), in order. Throws when the document is nested too deeply. */
export const selectJson = (document: unknown, path: string): readonly unknown[] => {
  const names = namesOf(path);
  if (names) return memberOf(document, names);
  const values: unknown[] = [];
  for (const node of compile(path).lazyQuery(document as JSONValue)) {
    values.push(node.value);
    if (values.length >= MAX_NODES) break;
  }
  return values;
};
