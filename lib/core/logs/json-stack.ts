import { isObject, textAt, valueAt } from './json-object.ts';
import type { JsonObject } from './json-object.ts';

/** Where loggers put an exception as an object. */
const ERROR_KEYS = ['err', 'error', 'exception', 'exc', 'context.exception', 'thrown', 'reason', 'errorInfo'];
/** Where they put its stack as text. */
const STACK_KEYS = [
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
];
/** A chain this deep is a loop. */
const MAX_DEPTH = 8;

/** What a JSON line says of an exception. */
export interface JsonError {
  readonly lines: readonly string[];
  readonly type?: string;
  readonly message?: string;
  readonly code?: string;
}

/** Finds the exception in a JSON log entry, as lines in the form that its runtime would print. */
export const findJsonError = (entry: JsonObject): JsonError | undefined => {
  const value = valueAt(entry, ERROR_KEYS);
  const object = isObject(value) ? value : undefined;
  const own = ownError(entry);
  if (object === undefined) {
    const stack = stackLines(valueAt(entry, STACK_KEYS));
    const lines =
      stack.length === 0 && typeof value === 'string' ? value.split('\n') : withCause(stack, entry);
    return lines.length === 0 && own === undefined ? undefined : { ...own, lines };
  }
  const lines = errorLines(object, stackLines(valueAt(entry, STACK_KEYS)));
  return { ...own, ...ownError(object), lines };
};

/** Type, message and code as the object names them. */
const ownError = (object: JsonObject): Omit<JsonError, 'lines'> | undefined => {
  const type = textAt(object, [
    'errorType',
    'error.type',
    'type',
    'class',
    'kind',
    'error.kind',
    'exc_type',
    'name',
  ]);
  const isError = type !== undefined && /(?:Error|Exception|Fault|Failure)$|\.|\\|::/.test(type);
  const code = textAt(object, ['code', 'error.code', 'errno', 'sqlState']);
  const message = textAt(object, ['errorMessage', 'error.message', 'message', 'value', 'exc_value']);
  if (!isError && code === undefined) return undefined;
  return {
    ...(isError ? { type } : {}),
    ...(isError && message !== undefined ? { message } : {}),
    ...(code === undefined || code === '0' ? {} : { code }),
  };
};

const stackLines = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return /\n|\r|^\s*at /.test(value) ? value.split(/\r?\n|\r/) : [];
  if (!Array.isArray(value)) return [];
  return value.flatMap((each) => (typeof each === 'string' ? each.split('\n') : []));
};

const errorLines = (error: JsonObject, outer: readonly string[]): readonly string[] => {
  if (typeof error['class'] === 'string' && typeof error['file'] === 'string') return monologLines(error, 0);
  const stack = stackLines(valueAt(error, STACK_KEYS));
  return withCause(stack.length === 0 ? outer : stack, error);
};

/** Loggers that keep the cause as an object of its own leave it out of the stack. */
const withCause = (stack: readonly string[], error: JsonObject): readonly string[] => {
  const lines = [...stack];
  let cause = error['cause'];
  for (let depth = 0; depth < MAX_DEPTH && isObject(cause); depth++) {
    const own = stackLines(valueAt(cause, STACK_KEYS));
    const type = textAt(cause, ['type', 'name', 'errorType']);
    const head = own[0] ?? (type === undefined ? undefined : `${type}: ${textAt(cause, ['message']) ?? ''}`);
    if (head === undefined || lines.includes(`caused by: ${head}`)) break;
    lines.push(`caused by: ${head}`, ...own.slice(1), ...codeLine(cause));
    cause = cause['cause'];
  }
  return lines;
};

const codeLine = (error: JsonObject): readonly string[] => {
  const code = textAt(error, ['code']);
  return code === undefined ? [] : [`  code: '${code}'`];
};

/** Monolog's JSON formatter keeps class, message, place and previous of an exception; its line formatter prints them so. */
const monologLines = (error: JsonObject, depth: number): readonly string[] => {
  const [type, message, file] = ['class', 'message', 'file'].map((key) => textAt(error, [key]) ?? '');
  const start = depth === 0 ? '' : '[previous exception] ';
  const head = `${start}[object] (${type}(code: ${textAt(error, ['code']) ?? '0'}): ${message} at ${file})`;
  const calls = stackLines(error['trace']).map(
    (place, index) => `#${index} ${place.replace(/:(\d+)$/, '($1)')}: `,
  );
  const previous = error['previous'];
  const inner = isObject(previous) && depth < MAX_DEPTH ? monologLines(previous, depth + 1) : [];
  return [head, ...(calls.length === 0 ? [] : ['[stacktrace]', ...calls]), ...inner];
};
