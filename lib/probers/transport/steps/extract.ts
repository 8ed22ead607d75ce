import * as v from 'valibot';

import { jsonPathProblem, selectJson } from '../../../core/assertions/json-path.ts';
import { compilePattern, pattern } from '../../../core/assertions/pattern.ts';
import { described, text, wholeNumber } from '../../../core/config/fields.ts';
import type { Observation } from '../../../core/probe/observation.ts';

const jsonPath = v.pipe(
  v.string(),
  v.check(
    (path) => jsonPathProblem(path) === undefined,
    (issue) => `not a JSONPath (RFC 9535): ${jsonPathProblem(issue.input) ?? ''}`,
  ),
);

const source = v.union([
  v.strictObject({ json: described(jsonPath, 'The first value at a JSONPath of the body.') }),
  v.strictObject({ header: described(text(), 'The value of a header.') }),
  v.strictObject({
    pattern: described(pattern(), 'A group of a pattern (RE2) in the body.'),
    group: v.optional(wholeNumber(0, 20), 1),
  }),
]);

const VARIABLE = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** `extract:` of a step: variables by name, for the steps after it. */
export const extractEntry = v.optional(
  described(
    v.record(v.pipe(v.string(), v.regex(VARIABLE, 'expected a name of letters, digits and _')), source),
    'Variables by name, used as `${name}` in the steps after it.',
  ),
  {},
);

/** Where a variable comes from. */
export type Source = v.InferOutput<typeof source>;

/** The value of a variable in an answer; undefined when it is not there. */
export const extract = (from: Source, { headers, body }: Observation): string | undefined => {
  const content = body?.text ?? '';
  if ('header' in from) return headers?.[from.header.toLowerCase()];
  if ('pattern' in from) return compilePattern(from.pattern).extract(content, from.group);
  return jsonValue(content, from.json);
};

const jsonValue = (content: string, path: string): string | undefined => {
  try {
    const [value] = selectJson(JSON.parse(content), path);
    return typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
  } catch {
    return undefined;
  }
};

// ${token}
const USE = /\$\{([A-Za-z][A-Za-z0-9_]{0,63})\}/g;

/** A text with its variables; after secrets are filled in, so that what a target sent is never taken for a reference. */
export const withVariables = (filled: string, variables: ReadonlyMap<string, string>): string =>
  filled.replaceAll(USE, (whole, name: string) => variables.get(name) ?? whole);
