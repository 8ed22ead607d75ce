/** A schema of JSON Schema: an object of keywords, or a boolean. */
export type Schema = boolean | Readonly<Record<string, unknown>>;

/** Holds a value against a schema; says what is wrong first, with its place, or nothing. */
export type Check = (schema: Schema, value: unknown, at: Place) => string | undefined;

/** Where in the value, and how deep. */
export interface Place {
  /** A JSON pointer; empty for the whole. */
  readonly path: string;
  readonly depth: number;
}

/** What a keyword needs to look at a value. */
export interface KeywordInput {
  /** What stands after the keyword. */
  readonly rule: unknown;
  /** The schema that it stands in. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  readonly at: Place;
  readonly check: Check;
}

/** A keyword: what is wrong with the value, or nothing. Values of other types are none of its business. */
export type Keyword = (input: KeywordInput) => string | undefined;

/** A problem with its place. */
export const wrong = (at: Place, what: string): string => `${at.path === '' ? 'value' : at.path}: ${what}`;

/** The place of a part. */
export const below = (at: Place, key: string | number): Place => ({
  path: `${at.path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
  depth: at.depth + 1,
});

/** The first problem of several. */
export const firstOf = <Item>(
  items: Iterable<Item>,
  problem: (item: Item, index: number) => string | undefined,
): string | undefined => {
  let index = 0;
  for (const item of items) {
    const found = problem(item, index);
    if (found !== undefined) return found;
    index += 1;
  }
  return undefined;
};
