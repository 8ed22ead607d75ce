import { wrong, type Check, type Keyword, type Place, type Schema } from './check.ts';
import { COMBINING_KEYWORDS } from './combining-keywords.ts';
import { PART_KEYWORDS } from './part-keywords.ts';
import { VALUE_KEYWORDS } from './value-keywords.ts';

/** Every keyword that is looked at. */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  ...VALUE_KEYWORDS,
  ...PART_KEYWORDS,
  ...COMBINING_KEYWORDS,
};

/** Deeper nesting, or a schema that refers to itself for ever, is not judged. */
const MAX_DEPTH = 200;

/** What is wrong with a document, as JSON Schema (2020-12) sees it; undefined when it is valid. */
export const validateJson = (root: Schema, document: unknown): string | undefined => {
  const check: Check = (schema, value, at) => {
    if (typeof schema === 'boolean') return schema ? undefined : wrong(at, 'is not expected');
    if (at.depth > MAX_DEPTH) return wrong(at, 'is nested too deeply');
    const reference = schema['$ref'];
    const referred = typeof reference === 'string' ? resolveReference(root, reference) : undefined;
    // One deeper for a reference, so that one to itself comes to an end.
    const problem =
      referred === undefined ? undefined : check(referred, value, { ...at, depth: at.depth + 1 });
    return problem ?? ownProblem(schema, value, at);
  };
  const ownProblem = (
    schema: Readonly<Record<string, unknown>>,
    value: unknown,
    at: Place,
  ): string | undefined => {
    for (const [name, rule] of Object.entries(schema)) {
      const problem = KEYWORDS[name]?.({ rule, schema, value, at, check });
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return check(root, document, { path: '', depth: 0 });
};

/** What `#/$defs/order` points to. */
export const resolveReference = (root: Schema, reference: string): Schema | undefined => {
  if (reference === '#') return root;
  const keys = reference
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = keys.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    root,
  );
  return found === undefined ? undefined : (found as Schema);
};
