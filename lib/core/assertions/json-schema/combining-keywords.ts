import { firstOf, wrong, type Keyword, type Schema } from './check.ts';

/** Keywords that put schemas together. */
export const COMBINING_KEYWORDS: Readonly<Record<string, Keyword>> = {
  allOf: ({ rule, value, at, check }) => firstOf(rule as Schema[], (schema) => check(schema, value, at)),
  anyOf: ({ rule, value, at, check }) => {
    const problems = (rule as Schema[]).map((schema) => check(schema, value, at));
    return problems.includes(undefined) ? undefined : (problems[0] ?? wrong(at, 'nothing is expected'));
  },
  oneOf: ({ rule, value, at, check }) => {
    const fits = (rule as Schema[]).filter((schema) => check(schema, value, at) === undefined).length;
    return fits === 1 ? undefined : wrong(at, `fits ${fits} of the schemas of which it must fit one`);
  },
  not: ({ rule, value, at, check }) =>
    check(rule as Schema, value, at) === undefined ? wrong(at, 'is what it must not be') : undefined,
  if: ({ rule, schema, value, at, check }) => {
    const branch = check(rule as Schema, value, at) === undefined ? schema['then'] : schema['else'];
    return branch === undefined ? undefined : check(branch as Schema, value, at);
  },
};
