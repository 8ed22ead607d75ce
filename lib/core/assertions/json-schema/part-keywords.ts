import { compilePattern } from '../pattern.ts';
import { below, firstOf, wrong, type Keyword, type KeywordInput, type Schema } from './check.ts';

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;

const schemas = (rule: unknown): readonly (readonly [string, Schema])[] =>
  Object.entries(rule as Record<string, Schema>);

/** A keyword on the members of objects. */
const object =
  (look: (members: Members, input: KeywordInput) => string | undefined): Keyword =>
  (input) => {
    const members = membersOf(input.value);
    return members && look(members, input);
  };

/** A keyword on the items of arrays. */
const array =
  (look: (items: readonly unknown[], input: KeywordInput) => string | undefined): Keyword =>
  (input) =>
    Array.isArray(input.value) ? look(input.value, input) : undefined;

/** A keyword on how many parts there are. */
const count = (what: string, holds: (size: number, rule: number) => boolean) => ({
  of: (size: number, { rule, at }: KeywordInput): string | undefined =>
    holds(size, Number(rule)) ? undefined : wrong(at, `${size} of them, ${what} ${Number(rule)}`),
});

const atLeast = count('expected at least', (size, rule) => size >= rule);
const atMost = count('expected at most', (size, rule) => size <= rule);

/** Members that neither `properties` nor `patternProperties` speaks of. */
const additional = (members: Members, { schema }: KeywordInput): readonly string[] => {
  const named = new Set(Object.keys(membersOf(schema['properties']) ?? {}));
  const patterns = Object.keys(membersOf(schema['patternProperties']) ?? {}).map(compilePattern);
  return Object.keys(members).filter((key) => !named.has(key) && !patterns.some((each) => each.found(key)));
};

/** Equal values have equal texts when the keys are in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => {
    const members = membersOf(part);
    return members ? Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  });

/** Keywords on the parts of objects and arrays. */
export const PART_KEYWORDS: Readonly<Record<string, Keyword>> = {
  required: object((members, { rule, at }) =>
    firstOf(rule as string[], (key) =>
      Object.hasOwn(members, key) ? undefined : wrong(at, `${key} is missing`),
    ),
  ),
  properties: object((members, { rule, at, check }) =>
    firstOf(schemas(rule), ([key, schema]) =>
      Object.hasOwn(members, key) ? check(schema, members[key], below(at, key)) : undefined,
    ),
  ),
  patternProperties: object((members, { rule, at, check }) =>
    firstOf(schemas(rule), ([source, schema]) =>
      firstOf(Object.entries(members), ([key, value]) =>
        compilePattern(source).found(key) ? check(schema, value, below(at, key)) : undefined,
      ),
    ),
  ),
  additionalProperties: object((members, input) =>
    firstOf(additional(members, input), (key) =>
      input.rule === false
        ? wrong(below(input.at, key), 'is not expected')
        : input.check(input.rule as Schema, members[key], below(input.at, key)),
    ),
  ),
  propertyNames: object((members, { rule, at, check }) =>
    firstOf(Object.keys(members), (key) => check(rule as Schema, key, below(at, key))),
  ),
  dependentRequired: object((members, { rule, at }) =>
    firstOf(Object.entries(rule as Record<string, string[]>), ([key, needed]) =>
      Object.hasOwn(members, key)
        ? firstOf(needed, (each) =>
            Object.hasOwn(members, each) ? undefined : wrong(at, `${each} is missing beside ${key}`),
          )
        : undefined,
    ),
  ),
  minProperties: object((members, input) => atLeast.of(Object.keys(members).length, input)),
  maxProperties: object((members, input) => atMost.of(Object.keys(members).length, input)),
  prefixItems: array((items, { rule, at, check }) =>
    firstOf(rule as Schema[], (schema, index) =>
      index < items.length ? check(schema, items[index], below(at, index)) : undefined,
    ),
  ),
  items: array((items, { rule, schema, at, check }) => {
    const prefix = schema['prefixItems'];
    const from = Array.isArray(prefix) ? prefix.length : 0;
    return firstOf(items.slice(from), (item, index) => check(rule as Schema, item, below(at, from + index)));
  }),
  contains: array((items, { rule, at, check }) =>
    items.some((item, index) => check(rule as Schema, item, below(at, index)) === undefined)
      ? undefined
      : wrong(at, 'no item is as expected'),
  ),
  minItems: array((items, input) => atLeast.of(items.length, input)),
  maxItems: array((items, input) => atMost.of(items.length, input)),
  uniqueItems: array((items, { rule, at }) =>
    rule !== true || new Set(items.map(canonical)).size === items.length
      ? undefined
      : wrong(at, 'has equal items'),
  ),
};
