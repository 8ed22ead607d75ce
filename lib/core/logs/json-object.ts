/** An object of a JSON line. */
export type JsonObject = Readonly<Record<string, unknown>>;

// }, and what a collector may have left behind it
const CLOSED = /\}\s{0,4}$/;

/** Parses a line that holds one JSON object and nothing else. */
export const parseJsonObject = (line: string): JsonObject | undefined => {
  // A failed attempt costs more than all else that is done for a line.
  if (!line.startsWith('{') || !CLOSED.test(line)) return undefined;
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

/** Where a value may stand: `a.b` is a key with a dot, or `b` within `a`. */
export interface JsonPath {
  readonly key: string;
  readonly parts: readonly string[];
}

/** Prepares the places of a value, in the order in which they are tried. */
export const jsonPaths = (...keys: readonly string[]): readonly JsonPath[] =>
  keys.map((key) => ({ key, parts: key.includes('.') ? key.split('.') : [] }));

/** The first value that stands at one of the places. */
export const valueAt = (object: JsonObject, paths: readonly JsonPath[]): unknown => {
  for (const { key, parts } of paths) {
    const value = object[key] ?? (parts.length === 0 ? undefined : nested(object, parts));
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
};

/** The same, for a text or a number as text. */
export const textAt = (object: JsonObject, paths: readonly JsonPath[]): string | undefined => {
  const value = valueAt(object, paths);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

const nested = (object: JsonObject, parts: readonly string[]): unknown => {
  let value: unknown = object;
  for (const part of parts) {
    if (!isObject(value)) return undefined;
    value = value[part];
  }
  return value;
};
