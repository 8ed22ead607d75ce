import { jsonFactsOf } from './json-facts.ts';
import { stackLinesOf } from './json-frames.ts';
import { isObject, jsonPaths, textAt, valueAt } from './json-object.ts';
import type { JsonObject } from './json-object.ts';
import { monologLinesOf } from './json-monolog.ts';
import { present } from './present.ts';

/** Where loggers put an exception as an object. */
const ERROR = jsonPaths(
  'err',
  'error',
  'exception',
  'exc',
  'context.exception',
  'context.error',
  'thrown',
  'throwable',
  'reason',
  'e',
  'ex',
  'failure',
  'extra.exception',
  'data.err',
  'data.error',
  'meta.error',
  'metadata.error',
  'payload.exception',
  'attributes.exception',
  'attributes.error',
  'fields.error',
);
/** Where they put its stack as text, as a list of lines or as a list of frames. */
const STACK = jsonPaths(
  'stack',
  'stack_trace',
  'stackTrace',
  'stacktrace',
  'error.stack_trace',
  'error.stack',
  'error.stackTrace',
  'error.stacktrace',
  'err.stack',
  'err_stack',
  'error_stack',
  'exception.stacktrace',
  'exception.stack_trace',
  'exception.stack',
  'exc_info',
  'exc_text',
  'traceback',
  'backtrace',
  'trace',
  'extendedStackTrace',
  'frames',
  'exception',
  'Exception',
  '@x',
  'throwable',
  'stackTraceString',
  'StackTrace',
  'StackTraceString',
  'errorVerbose',
  'attributes.exception.stacktrace',
  'context.stack',
  'context.trace',
  'meta.stack',
  'extra.stack',
  'full_message',
  '@fields.stack',
  'text',
);
const TYPE = jsonPaths(
  'errorType',
  'error.type',
  'error.kind',
  'error.class',
  'exc_type',
  'exception.type',
  'exception.class',
  'exception.name',
  'exception.exception_class',
  'exception_class',
  'exception_name',
  'exception_type',
  'exceptionType',
  'error_type',
  'error_class',
  'errorName',
);
/** The same in an error's own object; in a log entry these are also the names of loggers and kinds of events. */
const NAME = jsonPaths('type', 'class', 'name', 'kind', 'Type', 'ClassName', '__type');
const CODE = jsonPaths('code', 'error.code', 'errno', 'sqlState');
const MESSAGE = jsonPaths(
  'errorMessage',
  'error.message',
  'message',
  'value',
  'exc_value',
  'msg',
  'Message',
  'exception.exception_message',
  'exception_message',
);
/** Where the message of the error stands beside that of the entry. */
const BESIDE = jsonPaths(
  'errorMessage',
  'error.message',
  'error_message',
  'error_msg',
  'exc_value',
  'exception_message',
  'error',
  'err',
);
const CAUSE = jsonPaths(
  'cause',
  'causedBy.exception',
  'causedBy',
  'caused_by',
  'inner',
  'innerException',
  'InnerException',
  'original',
  'parent',
);
/** What Node.js keeps of a call to the system that failed. */
const SYSCALL = jsonPaths('syscall');
const OPENED = jsonPaths('path');
const HOST = jsonPaths('address', 'hostname');
const PORT = jsonPaths('port');
const MEMBERS = jsonPaths('aggregateErrors', 'errors');
/** A chain this deep is a loop. */
const MAX_DEPTH = 8;
/** Members of an aggregate that are shown. */
const MAX_MEMBERS = 8;

// TypeError, java.lang.IllegalStateException; not the name of a logger
const ERROR_NAME = /(?:Error|Exception|Fault|Failure)$/;
//   File "/var/task/index.py", line 7, in handler
const PYTHON_FRAME = /^\s{1,16}File "/;
//     at f (/app/x.js:1:2), #0 /app/x.php(2): f(), 	at com.shop.Order.total(Order.java:3), /app/x.rb:3:in `total'
const FRAME = /^\s{0,16}(?:at \S|#\d{1,4} \S|\S{1,1024}:\d{1,9}:in [`'])/;

/** What a JSON line says of an exception. */
export interface JsonError {
  readonly lines: readonly string[];
  readonly type?: string;
  readonly message?: string;
  readonly code?: string;
  /** A sentence about it beside the message. */
  readonly said?: string;
  /** What the runtime or a client kept with it: `port`, `address`, `status`, `url`. */
  readonly properties: Readonly<Record<string, string>>;
}

type Named = Pick<JsonError, 'type' | 'message' | 'code'>;

/** Finds the exception in a JSON log entry, as lines in the form that its runtime would print. */
export const findJsonError = (entry: JsonObject): JsonError | undefined => {
  // Lambda's JSON mode puts the error where others put the message.
  const value = valueAt(entry, ERROR) ?? (isObject(entry['message']) ? entry['message'] : undefined);
  const error = isObject(value) ? value : undefined;
  const outer = ownError(entry);
  const own = error === undefined ? outer : { ...outer, ...ownError(error, 'error') };
  const stack = stackLinesOf(valueAt(entry, STACK));
  const { properties, texts } = jsonFactsOf(entry, error ?? withoutRequest(entry));
  const lines = error === undefined ? withCause(stack, entry) : errorLines(error, stack);
  const said = texts
    .filter((text) => ![own?.message, entry['message'], entry['msg']].includes(text))
    .flatMap((text) => text.split(/\r?\n|\r/))
    .filter((text) => !lines.includes(text));
  const all = [...said, ...named(lines, own)];
  return all.length === 0 && own === undefined
    ? undefined
    : { ...own, lines: all, properties, ...present({ said: said[0] }) };
};

/** As Node.js words it. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EMFILE: 'too many open files',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  EPERM: 'operation not permitted',
};

/** A logger that copies the properties of an error loses its message and stack; the failed call can be told from them. */
const systemLines = (error: JsonObject): readonly string[] => {
  const [code, syscall, path] = [CODE, SYSCALL, OPENED].map((paths) => textAt(error, paths));
  if (code === undefined || syscall === undefined || error['message'] !== undefined) return [];
  if (path !== undefined) return [`Error: ${code}: ${SYSTEM_WORDS[code] ?? 'failed'}, ${syscall} '${path}'`];
  const place = [HOST, PORT].map((paths) => textAt(error, paths)).filter((each) => each !== undefined);
  return [`Error: ${syscall} ${code} ${place.join(':')}`.trimEnd()];
};

/** Some loggers spread the error over the entry, beside facts about the request and the machine. */
const withoutRequest = (entry: JsonObject): JsonObject => ({
  ...Object.fromEntries(SPREAD.map((name) => [name, entry[name]])),
  cause: valueAt(entry, CAUSE),
});

const SPREAD = ['code', 'errno', 'syscall', 'address', 'port', 'sqlMessage', 'sqlState'] as const;

/** A stack that lists the frames alone gets the line that names the exception, where its runtime would print it. */
const named = (lines: readonly string[], own: Named | undefined): readonly string[] => {
  const first = lines[0] ?? '';
  if (own?.type === undefined) return lines;
  const head = `${own.type}: ${own.message ?? ''}`.trimEnd().split('\n');
  if (FRAME.test(first)) return [...head, ...lines];
  if (!PYTHON_FRAME.test(first)) return lines;
  return ['Traceback (most recent call last):', ...lines.filter((line) => line !== ''), ...head];
};

/** Type, message and code as the object names them; `plain` is a name that only an error's own object may have. */
const ownError = (object: JsonObject, plain?: string): Named | undefined => {
  const type = typeIn(object, plain);
  const code = textAt(object, CODE) ?? '';
  const isError = type !== '';
  if (!isError && code === '') return undefined;
  const words = isError ? { type, message: messageBeside(object) ?? textAt(object, MESSAGE) } : {};
  return present({ ...words, code: code === '0' ? '' : code });
};

const typeIn = (object: JsonObject, plain: string | undefined): string => {
  const name = textAt(object, NAME) ?? '';
  return textAt(object, TYPE) ?? (ERROR_NAME.test(name) || name === plain ? name : '');
};

/** In an entry that has a message of its own; what holds frames is a stack. */
const messageBeside = (object: JsonObject): string | undefined => {
  const text = textAt(object, BESIDE);
  return text === undefined || STACK_TEXT.test(text) ? undefined : text;
};

const STACK_TEXT = /Traceback \(most recent|\n\s{0,16}(?:at \S|File "|#\d|goroutine )/;

const errorLines = (error: JsonObject, outer: readonly string[]): readonly string[] => {
  if (typeof error['class'] === 'string' && typeof error['file'] === 'string') return monologLinesOf(error);
  const own = stackLinesOf(valueAt(error, STACK));
  const stack = withCause(own.length === 0 ? outer : own, error);
  return stack.length === 0 ? systemLines(error) : stack;
};

/** Loggers that keep the cause as an object of its own leave it out of the stack. */
const withCause = (stack: readonly string[], error: JsonObject): readonly string[] => {
  const lines = [...stack, ...memberLines(error)];
  let cause = valueAt(error, CAUSE);
  for (let depth = 0; depth < MAX_DEPTH && isObject(cause); depth++) {
    const own = stackLinesOf(valueAt(cause, STACK));
    const head = FRAME.test(own[0] ?? 'at x') ? headOf(cause) : own[0];
    if (head === undefined || lines.includes(`caused by: ${head}`)) break;
    lines.push(
      `caused by: ${head}`,
      ...own.filter((line) => line !== head),
      ...memberLines(cause),
      ...codeLine(cause),
    );
    cause = valueAt(cause, CAUSE);
  }
  return lines;
};

/** The members of an aggregate, as Node.js prints them. */
const memberLines = (error: JsonObject): readonly string[] => {
  const members = valueAt(error, MEMBERS);
  if (!Array.isArray(members)) return [];
  const heads = members.slice(0, MAX_MEMBERS).flatMap((member: unknown) => {
    if (!isObject(member)) return [];
    const head = stackLinesOf(valueAt(member, STACK))[0] ?? headOf(member);
    return head === undefined ? [] : [`    ${head}`];
  });
  return heads.length === 0 ? [] : ['  [errors]: [', ...heads, '  ]'];
};

const headOf = (cause: JsonObject): string | undefined => {
  const type = textAt(cause, TYPE) ?? textAt(cause, NAME);
  return type === undefined ? undefined : `${type}: ${textAt(cause, MESSAGE) ?? ''}`;
};

const codeLine = (error: JsonObject): readonly string[] => {
  const code = textAt(error, CODE);
  return code === undefined ? [] : [`  code: '${code}'`];
};
