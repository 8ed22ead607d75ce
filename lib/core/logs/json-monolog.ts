import { stackLinesOf } from './json-frames.ts';
import { isObject, jsonPaths, textAt } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

const CLASS = jsonPaths('class');
const MESSAGE = jsonPaths('message');
const FILE = jsonPaths('file');
const CODE = jsonPaths('code');
/** A chain this deep is a loop. */
const MAX_DEPTH = 8;

/** Monolog's JSON formatter keeps class, message, place and previous of an exception; its line formatter prints them so. */
export const monologLinesOf = (error: JsonObject, depth = 0): readonly string[] => {
  const [type, message, file] = [CLASS, MESSAGE, FILE].map((path) => textAt(error, path) ?? '');
  const start = depth === 0 ? '' : '[previous exception] ';
  const head = `${start}[object] (${type}(code: ${textAt(error, CODE) ?? '0'}): ${message} at ${file})`;
  const calls = stackLinesOf(error['trace']).map(
    (place, index) => `#${index} ${place.replace(/:(\d{1,9})$/, '($1)')}: `,
  );
  const previous = error['previous'];
  const inner = isObject(previous) && depth < MAX_DEPTH ? monologLinesOf(previous, depth + 1) : [];
  return [head, ...(calls.length === 0 ? [] : ['[stacktrace]', ...calls]), ...inner];
};
