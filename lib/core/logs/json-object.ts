/** An object of a JSON line. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a line that holds one JSON object and nothing else. */
export const parseJsonObject = (line: string): JsonObject | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Whether a value is an object with keys. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first value that stands under one of the keys; `a.b` is a key with a dot, or `b` within `a`. */
export const valueAt = (object: JsonObject, keys: readonly string[]): unknown => {
  for (const key of keys) {
    const value = object[key] ?? nested(object, key);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
};

/** The same, for a text or a number as text. */
export const textAt = (object: JsonObject, keys: readonly string[]): string | undefined => {
  const value = valueAt(object, keys);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

const nested = (object: JsonObject, key: string): unknown => {
  if (!key.includes('.')) return undefined;
  let value: unknown = object;
  for (const part of key.split('.')) {
    if (!isObject(value)) return undefined;
    value = value[part];
  }
  return value;
};
