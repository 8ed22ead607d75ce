/** What the first line of a JavaScript error says. */
export interface NodeHead {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
}

// TypeError: x, Error [ERR_INVALID_ARG_VALUE]: x, DOMException [TimeoutError]: x, error: relation "x", Error
const PLAIN =
  /^(?:Uncaught )?((?:[A-Za-z_$][\w$]{0,127}\.){0,8}[A-Za-z_$][\w$]{0,127})(?: \[([\w .$-]{1,80})\])?(?:: (.*))?$/;
// [AggregateError: All promises were rejected] {, [Error: boom], [DOMException [TimeoutError]: The operation was aborted]
const BRACKETED = /^\[([A-Za-z_$][\w$]{0,127})(?: \[([\w .$-]{1,80})\])?(?:: (.*?))?\](?: \{)?$/;
// GET /orders failed [DOMException [TimeoutError]: The operation was aborted due to timeout], an error without a stack
const BRACKETED_INSIDE = /\s(\[[A-Za-z_$][\w$]{0,127}(?: \[[\w .$-]{1,80}\])?: [^\]]{0,1024}\](?: \{)?)$/;
/** No such end is longer; a line may hold thousands of brackets before it. */
const BRACKETED_CHARS = 1_300;
// GET /orders failed: Error: connect, POST /customers error: duplicate key, [id] GET /twice Error [ERR_X]: Cannot
const NAMED_INSIDE =
  /(?:^|[\s\t])((?:[A-Za-z_$][\w$]{0,127})?(?:Error|Exception)|error)(?: \[([\w .$-]{1,80})\])?: ([^]*)$/;
// GET /take failed: we [SqlError]: Lock wait timeout exceeded, of a class that a build has shortened
const SHORTENED_INSIDE = /(?:^|\s)[A-Za-z_$][\w$]{0,2} \[([A-Z][\w$]{0,127}(?:Error|Exception))\]: ([^]*)$/;
// GET /receipts/9 AccessDenied: Access Denied
const CAMEL_INSIDE = /(?:^|\s)([A-Z][a-z]{1,40}(?:[A-Z][a-z]{1,40}){1,6}): ([^]*)$/;
// GET /reserve Error, without a message
const LAST_INSIDE = /(?:^|\s)([A-Z][\w$]{0,127}(?:Error|Exception)|Error)$/;
// ERR_HTTP_HEADERS_SENT, ECONNREFUSED: codes; TimeoutError, ReplyError: names
const CODE = /^[A-Z][A-Z0-9_]{1,79}$/;

/** Reads `Type: message` at the beginning of a line. */
export const parseNodeHead = (line: string): NodeHead | undefined => {
  const text = line.endsWith(' {') ? line.slice(0, -2) : line;
  const bracketed = line.startsWith('[') ? BRACKETED.exec(line) : null;
  if (bracketed !== null) return toHead(bracketed[1] ?? '', bracketed[2], bracketed[3] ?? '');
  const match = PLAIN.exec(text);
  return match === null ? undefined : toHead(match[1] ?? '', match[2], match[3] ?? '');
};

/** Finds `[Type: message]` at the end of a line, as an error without a stack is printed behind other words. */
export const findBracketedHead = (line: string): NodeHead | undefined => {
  const end = /\](?: \{)?$/.test(line.slice(-3)) ? line.slice(-BRACKETED_CHARS) : '';
  const head = parseNodeHead(BRACKETED_INSIDE.exec(end)?.[1] ?? '');
  return head !== undefined && (isErrorName(head.type) || head.code !== undefined) ? head : undefined;
};

/** Finds `Type: message` behind other words, as `console.error('…', error)` prints it. */
export const findNodeHead = (line: string): NodeHead | undefined => {
  const shortened = findShortened(line);
  if (shortened !== undefined) return shortened;
  const named = NAMED_INSIDE.exec(line);
  if (named !== null) return innerHead(toHead(named[1] ?? '', named[2], named[3] ?? ''));
  const camel = CAMEL_INSIDE.exec(line);
  if (camel !== null) return toHead(camel[1] ?? '', undefined, camel[2] ?? '');
  const last = LAST_INSIDE.exec(line);
  return last === null ? undefined : { type: last[1] ?? '', message: '' };
};

const findShortened = (line: string): NodeHead | undefined => {
  const match = SHORTENED_INSIDE.exec(line);
  return match === null ? undefined : { type: match[1] ?? '', message: match[2] ?? '' };
};

/** `Acquire connection error: Error: connect ECONNREFUSED`: a mere word before the class says nothing of it. */
const innerHead = (head: NodeHead): NodeHead => {
  const inner = head.type === 'error' ? parseNodeHead(head.message) : undefined;
  return inner !== undefined && inner.type !== 'error' && isErrorName(inner.type) ? inner : head;
};

/** Whether a type is one that a runtime or library would name so; a mere word before a colon is not. */
export const isErrorName = (type: string): boolean =>
  /(?:Error|Exception|Warning|Failure|Fault|Rejection)$/.test(type) || type === 'error';

const toHead = (type: string, bracket: string | undefined, message: string): NodeHead => {
  // The class, and in brackets the name that the stack had: `X [Error]` is an X.
  if (bracket === undefined || bracket === 'Error') return { type, message };
  return CODE.test(bracket) ? { type, message, code: bracket } : { type: bracket, message };
};
