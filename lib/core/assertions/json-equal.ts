type JsonObject = Readonly<Record<string, unknown>>;

/** Deep equality of JSON values; the order of keys means nothing. */
export const jsonEqual = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  if (isObject(a)) return isObject(b) && sameKeys(a, b);
  return Object.is(a, b);
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((each, at) => jsonEqual(each, b[at]));

const sameKeys = (a: JsonObject, b: JsonObject): boolean => {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key]))
  );
};
