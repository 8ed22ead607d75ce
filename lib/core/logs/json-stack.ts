import { isObject, jsonPaths, textAt, valueAt } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { present } from './present.ts';

/** Where loggers put an exception as an object. */
const ERROR = jsonPaths('err', 'error', 'exception', 'exc', 'context.exception', 'thrown', 'reason');
/** Where they put its stack as text or as a list of lines. */
const STACK = jsonPaths(
  'stack',
  'stack_trace',
  'stackTrace',
  'stacktrace',
  'error.stack_trace',
  'error.stack',
  'err.stack',
  'exception.stacktrace',
  'exc_info',
  'exc_text',
  'traceback',
  'backtrace',
  'trace',
  'exception',
  'errorVerbose',
);
const TYPE = jsonPaths(
  'errorType',
  'error.type',
  'error.kind',
  'exc_type',
  'exception.type',
  'exception.class',
);
/** The same in an error's own object; in a log entry these are also the names of loggers and kinds of events. */
const NAME = jsonPaths('type', 'class', 'name', 'kind');
const CODE = jsonPaths('code', 'error.code', 'errno', 'sqlState');
const MESSAGE = jsonPaths('errorMessage', 'error.message', 'message', 'value', 'exc_value');
const FILE = jsonPaths('file');
/** A chain this deep is a loop. */
const MAX_DEPTH = 8;

// TypeError, java.lang.IllegalStateException; not the name of a logger
const ERROR_NAME = /(?:Error|Exception|Fault|Failure)$/;
// what makes a text a stack: several lines, or a frame
const STACK_TEXT = /\n|\r|^\s{0,16}at /;

/** What a JSON line says of an exception. */
export interface JsonError {
  readonly lines: readonly string[];
  readonly type?: string;
  readonly message?: string;
  readonly code?: string;
}

/** Finds the exception in a JSON log entry, as lines in the form that its runtime would print. */
export const findJsonError = (entry: JsonObject): JsonError | undefined => {
  // Lambda's JSON mode puts the error where others put the message.
  const value = valueAt(entry, ERROR) ?? (isObject(entry['message']) ? entry['message'] : undefined);
  const own = ownError(entry);
  const stack = stackLines(valueAt(entry, STACK));
  if (isObject(value)) return { ...own, ...ownError(value), lines: errorLines(value, stack) };
  const isText = stack.length === 0 && typeof value === 'string';
  const lines = isText ? value.split('\n') : withCause(stack, entry);
  return lines.length === 0 && own === undefined ? undefined : { ...own, lines: named(lines, own) };
};

/** Lambda's Python client lists the frames without a name: its own line of a traceback is put below them. */
const named = (lines: readonly string[], own: Omit<JsonError, 'lines'> | undefined): readonly string[] => {
  if (own?.type === undefined || !/^\s{1,16}File "/.test(lines[0] ?? '')) return lines;
  const frames = lines.filter((line) => line !== '');
  return ['Traceback (most recent call last):', ...frames, `${own.type}: ${own.message ?? ''}`];
};

/** Type, message and code as the object names them. */
const ownError = (object: JsonObject): Omit<JsonError, 'lines'> | undefined => {
  const name = textAt(object, NAME) ?? '';
  const type = textAt(object, TYPE) ?? (ERROR_NAME.test(name) ? name : '');
  const code = textAt(object, CODE) ?? '';
  const isError = type !== '';
  if (!isError && code === '') return undefined;
  const words = isError ? { type, message: textAt(object, MESSAGE) } : {};
  return present({ ...words, code: code === '0' ? '' : code });
};

const stackLines = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return STACK_TEXT.test(value) ? value.split(/\r?\n|\r/) : [];
  if (!Array.isArray(value)) return [];
  return value.flatMap((each) => (typeof each === 'string' ? each.split('\n') : []));
};

const errorLines = (error: JsonObject, outer: readonly string[]): readonly string[] => {
  if (typeof error['class'] === 'string' && typeof error['file'] === 'string') return monologLines(error, 0);
  const stack = stackLines(valueAt(error, STACK));
  return withCause(stack.length === 0 ? outer : stack, error);
};

/** Loggers that keep the cause as an object of its own leave it out of the stack. */
const withCause = (stack: readonly string[], error: JsonObject): readonly string[] => {
  const lines = [...stack];
  let cause = error['cause'];
  for (let depth = 0; depth < MAX_DEPTH && isObject(cause); depth++) {
    const own = stackLines(valueAt(cause, STACK));
    const head = own[0] ?? headOf(cause);
    if (head === undefined || lines.includes(`caused by: ${head}`)) break;
    lines.push(`caused by: ${head}`, ...own.slice(1), ...codeLine(cause));
    cause = cause['cause'];
  }
  return lines;
};

const headOf = (cause: JsonObject): string | undefined => {
  const type = textAt(cause, TYPE) ?? textAt(cause, NAME);
  return type === undefined ? undefined : `${type}: ${textAt(cause, MESSAGE) ?? ''}`;
};

const codeLine = (error: JsonObject): readonly string[] => {
  const code = textAt(error, CODE);
  return code === undefined ? [] : [`  code: '${code}'`];
};

/** Monolog's JSON formatter keeps class, message, place and previous of an exception; its line formatter prints them so. */
const monologLines = (error: JsonObject, depth: number): readonly string[] => {
  const [type, message, file] = [NAME, MESSAGE, FILE].map((path) => textAt(error, path) ?? '');
  const start = depth === 0 ? '' : '[previous exception] ';
  const head = `${start}[object] (${type}(code: ${textAt(error, CODE) ?? '0'}): ${message} at ${file})`;
  const calls = stackLines(error['trace']).map(
    (place, index) => `#${index} ${place.replace(/:(\d{1,9})$/, '($1)')}: `,
  );
  const previous = error['previous'];
  const inner = isObject(previous) && depth < MAX_DEPTH ? monologLines(previous, depth + 1) : [];
  return [head, ...(calls.length === 0 ? [] : ['[stacktrace]', ...calls]), ...inner];
};
