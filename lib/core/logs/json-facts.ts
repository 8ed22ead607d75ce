import { isObject } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

/** What runtimes and clients keep with an error: the rules look for these. */
const PROPERTIES: ReadonlySet<string> = new Set([
  'code',
  'errno',
  'syscall',
  'address',
  'port',
  'host',
  'hostname',
  'status',
  'statusCode',
  'url',
  'baseURL',
  'responseUrl',
  'path',
  'sqlMessage',
  'sqlState',
  'routine',
  'severity',
  'fatal',
]);

// "err":"dial tcp 127.0.0.1:5998: connect: connection refused", "details":"…"
const TEXT_NAME =
  /^(?:err|error|exception|failure|reason|cause|detail|details|errorVerbose|(?:err|error|exception)[_.]?(?:msg|message|text|details?)|root_?cause)$/i;

/** An entry deeper or wider than this is a dump. */
const LIMIT = { depth: 5, objects: 200, texts: 6, chars: 4_096, property: 300 } as const;

/** What an entry says of an error besides its stack. */
export interface JsonFacts {
  /** By the names that the runtime gives them; what stands outermost in the error comes first. */
  readonly properties: Readonly<Record<string, string>>;
  /** Sentences beside the message, innermost last. */
  readonly texts: readonly string[];
}

interface Found {
  readonly properties: Record<string, string>;
  readonly texts: string[];
  left: number;
}

/** Reads the properties of an error object, and the sentences about the error anywhere in the entry. */
export const jsonFactsOf = (entry: JsonObject, error: JsonObject | undefined): JsonFacts => {
  const found: Found = { properties: {}, texts: [], left: LIMIT.objects };
  if (error !== undefined) readProperties(error, LIMIT.depth, found);
  found.left = LIMIT.objects;
  readTexts(entry, LIMIT.depth, found);
  return { properties: found.properties, texts: [...new Set(found.texts)] };
};

const readProperties = (object: JsonObject, depth: number, found: Found): void => {
  found.left -= 1;
  for (const [name, value] of Object.entries(object)) {
    if (!PROPERTIES.has(name) || name in found.properties) continue;
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    if (text !== '' || typeof value === 'boolean')
      found.properties[name] = (text || String(value)).slice(0, LIMIT.property);
  }
  eachChild(object, depth, found, readProperties);
};

const readTexts = (object: JsonObject, depth: number, found: Found): void => {
  found.left -= 1;
  for (const [name, value] of Object.entries(object)) {
    if (typeof value !== 'string' || value === '' || found.texts.length >= LIMIT.texts) continue;
    if (TEXT_NAME.test(name)) found.texts.push(value.slice(0, LIMIT.chars));
  }
  eachChild(object, depth, found, readTexts);
};

const eachChild = (
  object: JsonObject,
  depth: number,
  found: Found,
  read: (child: JsonObject, depth: number, found: Found) => void,
): void => {
  if (depth === 0) return;
  for (const value of Object.values(object)) {
    const children: readonly unknown[] = Array.isArray(value) ? value.slice(0, 8) : [value];
    for (const child of children) if (isObject(child) && found.left > 0) read(child, depth - 1, found);
  }
};
