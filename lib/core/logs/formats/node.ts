import { NODE_FRAME } from '../exceptions/node-frame.ts';
import { findNodeHead, isErrorName, parseNodeHead } from '../exceptions/node-head.ts';
import { parseNodeStack } from '../exceptions/node-stack.ts';
import { parseTslogStack } from '../exceptions/tslog-stack.ts';
import { defineLogFormat } from '../format.ts';

// /app/ex.js:17, file:///app/ex.mjs:3, node:internal/process/promises:288
const CRASH = /^(?:(?:file:\/\/)?\/[^\s:]{1,1024}\.[cm]?[jt]sx?|node:[\w/.-]{1,128}):\d{1,9}$/;
//           ^^^^^
const CARET = /^\s*\^{1,256}\s*$/;
// Require stack:, - /app/bad2.js, Caused by: Error: read ECONNRESET, Emitted 'error' event on Server instance at:, Node.js v20.20.2
const PART = /^(?:Require stack:$|[Cc]aused by: |- \/|- file:|Emitted '[^']{1,80}' event |Node\.js v\d)/;
// FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
const FATAL = /^FATAL ERROR: /;
// [12345:0x5581f0]    25046 ms: Mark-Compact (reduce) 254.1 (257.3) -> 253.9 (258.3) MB, ----- Native stack trace -----
const HEAP =
  /^(?:\[\d{1,9}:0x[0-9a-f]{1,16}\] {1,8}\d|<--- (?:Last few GCs|JS stacktrace) --->|-{3,5} (?:Native|JS) stack trace -|\s{0,4}\d{1,2}: 0x[0-9a-f]{1,16} )/;
//   [cause]: Error: x,     at f (x.js:1:2),   code: 'ECONNREFUSED',
const INDENTED = /^\s+\S/;
//   code: 'ECONNREFUSED',   '$metadata': {,   [errors]: [,     },
const PROPERTY = /^\s{1,64}(?:(?:'[^']{1,80}'|\[?[\w$]{1,80}\]?): |[\]}],?$)/;
// }, ], },
const CLOSING = /^[\]}]{1,4},?$/;

const isHead = (line: string): boolean => {
  const head = parseNodeHead(line);
  return head !== undefined && isErrorName(head.type) && (head.message !== '' || head.type !== 'error');
};

const names = (line: string): boolean => isHead(line) || findNodeHead(line) !== undefined;

// (QueryExecutorImpl.java:2993), (Native Method): the end of a frame of Java
const JAVA_PLACE = /\((?:[\w$]{1,128}\.(?:java|kt|scala|groovy|clj):\d{1,9}|Native Method|Unknown Source)\)$/;
// Data: undefined, with which Moleculer ends what it prints of an error
const DATA = /^Data: /;

/** A line that may stand above a frame. */
const isAboveFrame = (line: string): boolean => INDENTED.test(line) || PART.test(line) || names(line);

const continuesCrash = (line: string, previous: string): boolean =>
  CARET.test(line) ||
  // tslog sets the place of a frame in with a tab.
  (CRASH.test(previous.trimStart()) && !previous.startsWith('\t')) ||
  (CARET.test(previous) && isHead(line.trimStart()));

const continuesHeap = (line: string, previous: string): boolean =>
  (HEAP.test(line) || FATAL.test(line)) && (HEAP.test(previous) || FATAL.test(previous));

const continuesBraces = (line: string, previous: string): boolean => {
  if (CLOSING.test(line)) return INDENTED.test(previous) || CLOSING.test(previous);
  if (!INDENTED.test(line)) return false;
  // Behind the last frame a brace opens the properties.
  if (NODE_FRAME.test(previous)) return !PROPERTY.test(line) || previous.trimEnd().endsWith('{');
  return PROPERTY.test(previous);
};

const continues = (line: string, previous: string): boolean => {
  if (NODE_FRAME.test(line)) return !JAVA_PLACE.test(line) && isAboveFrame(previous);
  if (PART.test(line)) return isAboveFrame(previous) || CLOSING.test(previous);
  if (DATA.test(line)) return NODE_FRAME.test(previous);
  return continuesCrash(line, previous) || continuesHeap(line, previous) || continuesBraces(line, previous);
};

/** Stacks of V8: outermost first, with `[cause]`, `[errors]`, properties in braces, and the form of a crash. */
export const node = defineLogFormat({
  id: 'node',
  title: 'Node.js stack',
  examples: [
    "TypeError: Cannot read properties of undefined (reading 'name')",
    'Error [ERR_HTTP_HEADERS_SENT]: Cannot set headers after they are sent to the client',
    '[AggregateError: All promises were rejected] {',
    'DOMException [TimeoutError]: The operation was aborted due to timeout',
    '/srv/shop/checkout.js:17',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ],
  starts: (line) => isHead(line) || CRASH.test(line) || FATAL.test(line) || line === '<--- Last few GCs --->',
  continues,
  mark: /^\s{1,64}at |rror|Exception|\[errors\]|Warning|Failure|Fault|Rejection/m,
  exception: (lines) => parseTslogStack(lines) ?? parseNodeStack(lines),
  requestIdFix:
    "app.use((error, request, answer, next) => { console.error(request.get('x-request-id'), error); next(error); }) as the last middleware of Express; app.on('error', (error, context) => console.error(context.get('x-request-id'), error)) in Koa",
});
