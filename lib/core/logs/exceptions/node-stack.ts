import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { NODE_FRAME, parseNodeFrame } from './node-frame.ts';
import { findBracketedHead, findNodeHead, isErrorName, parseNodeHead } from './node-head.ts';
import type { NodeHead } from './node-head.ts';
import { lineAt } from './line-at.ts';

/** Without a frame, the head is looked for in so many lines. */
const HEAD_LINES = 8;

/** An exception while its lines are read. */
interface Draft {
  readonly head: NodeHead;
  readonly indent: number;
  readonly at: number;
  readonly messageLines: string[];
  readonly frames: Frame[];
  readonly errors: Draft[];
  cause?: Draft;
  code: string | undefined;
  /** Indent of the members of `[errors]: [`. */
  membersAt?: number;
  /** Whether the message has ended: a frame or a property was seen. */
  inBody: boolean;
}

//   [cause]: Error: connect ECONNREFUSED 127.0.0.1:5998
const CAUSE = /^(\s*)\[cause\]: (.+)$/;
//   parent: Error: Lock wait timeout exceeded; try restarting transaction, as Sequelize keeps the driver's error
const PARENT = /^(\s*)parent: (.+)$/;
// caused by: Error: boom, as pino joins stacks
const CAUSED_BY = /^(\s*)[Cc]aused by: (.+)$/;
//   [errors]: [
const ERRORS = /^(\s*)\[errors\]: \[/;
//   code: 'ECONNREFUSED',
const CODE = /^\s{1,64}code: '([\w.-]{1,80})'/;
// Emitted 'error' event on Server instance at:
const EMITTED = /^Emitted '[^']{1,80}' event /;
// Node.js v20.20.2, a property of an error in braces, or the end of the braces
const TAIL = /^(?:Node\.js v\d|\s*[\]}],?$|\s{1,64}(?:'[^']{1,80}'|\[?[\w$]{1,80}\]?): )/;

/** Reads a V8 stack with its causes, its members and its properties. */
export const parseNodeStack = (lines: readonly string[]): Exception | undefined => {
  const start = findHead(lines);
  if (start === undefined) return undefined;
  const root = start.draft;
  const stack: Draft[] = [root];
  for (let index = start.draft.at + 1; index < lines.length; index++) {
    const line = lineAt(lines, index);
    if (EMITTED.test(line) || line.startsWith('Node.js v')) break;
    readLine(line, index, stack);
  }
  return finish(root);
};

const readLine = (line: string, at: number, stack: Draft[]): void => {
  const indent = line.search(/\S/);
  if (indent < 0 || readLink(line, at, stack)) return;
  const owner = ownerOf(stack, indent);
  const frame = parseNodeFrame(line, at);
  if (frame === undefined) {
    if (!readMember(line, { indent, at }, stack)) readText(owner, line, indent);
    return;
  }
  owner.frames.push(frame);
  owner.inBody = true;
};

/** A property of the error, or more of its message. */
const readText = (owner: Draft, line: string, indent: number): void => {
  if (ERRORS.test(line)) owner.membersAt = indent + 2;
  owner.code ??= CODE.exec(line)?.[1];
  owner.inBody ||= TAIL.test(line);
  if (!owner.inBody) owner.messageLines.push(line);
};

/** `[cause]: …` and `caused by: …` begin the next exception of the chain. */
const readLink = (line: string, at: number, stack: Draft[]): boolean => {
  const inBraces = CAUSE.exec(line) ?? parentOf(line, stack);
  const match = inBraces ?? CAUSED_BY.exec(line);
  const head = match === null ? undefined : parseNodeHead(match[2] ?? '');
  if (match === null || head === undefined) return false;
  const indent = (match[1] ?? '').length;
  const owner = inBraces === null ? (stack.at(-1) as Draft) : ownerOf(stack, indent);
  const child = draft(head, indent, at);
  owner.cause ??= child;
  owner.inBody = true;
  stack.push(child);
  return true;
};

/** An error without a message is explained by the one that it was made from; one with a message speaks for itself. */
const parentOf = (line: string, stack: readonly Draft[]): RegExpExecArray | null =>
  stack.at(-1)?.head.message === '' ? PARENT.exec(line) : null;

const readMember = (
  line: string,
  { indent, at }: { indent: number; at: number },
  stack: Draft[],
): boolean => {
  const owner = stack.findLast((each) => each.membersAt === indent);
  const head = owner === undefined ? undefined : parseNodeHead(line.trim());
  if (owner === undefined || head === undefined) return false;
  const member = draft(head, indent, at);
  owner.errors.push(member);
  while (stack.at(-1) !== owner) stack.pop();
  stack.push(member);
  return true;
};

/** The deepest open exception that is indented less than the line. */
const ownerOf = (stack: Draft[], indent: number): Draft => {
  while (stack.length > 1 && (stack.at(-1) as Draft).indent >= indent) stack.pop();
  return stack.at(-1) as Draft;
};

const draft = (head: NodeHead, indent: number, at: number): Draft => ({
  head,
  indent,
  at,
  messageLines: [head.message],
  frames: [],
  errors: [],
  code: undefined,
  inBody: false,
});

/** The head is the line that names an error, above the first frame. */
const findHead = (lines: readonly string[]): { readonly draft: Draft } | undefined => {
  const frame = lines.findIndex(
    (line) => NODE_FRAME.test(line) && parseNodeFrame(line, 0)?.line !== undefined,
  );
  const end = frame < 0 ? Math.min(lines.length, HEAD_LINES) : frame;
  // A logger may print the message once more before the stack: the head nearest to the frames is the stack's own.
  const at = lines.findLastIndex((_, index) => index < end && isHead(lines, index));
  const head = at < 0 ? undefined : parseNodeHead(unspaced(lineAt(lines, at)));
  if (head !== undefined) return { draft: draft(head, 0, at) };
  return frame < 0 ? findBracketed(lines) : findWeakHead(lines, frame);
};

const findBracketed = (lines: readonly string[]): { readonly draft: Draft } | undefined => {
  const head = findBracketedHead(lineAt(lines, 0));
  return head === undefined ? undefined : { draft: draft(head, 0, 0) };
};

/** `console` sets what is not its first argument in with a space, where a line break stands before it. */
const unspaced = (line: string): string => (/^ \S/.test(line) ? line.slice(1).trimEnd() : line);

const isHead = (lines: readonly string[], at: number): boolean => {
  const head = parseNodeHead(unspaced(lineAt(lines, at)));
  return head !== undefined && isErrorName(head.type) && !isBare(head, lines, at);
};

/** Behind other words, or a class whose name does not say that it is an error. */
const findWeakHead = (lines: readonly string[], frame: number): { readonly draft: Draft } | undefined => {
  for (let at = frame - 1; at >= 0; at--) {
    const line = lineAt(lines, at);
    // What stands above it is caused by it.
    const head = CAUSED_BY.test(line) ? undefined : (findNodeHead(line) ?? looseHead(line));
    if (head !== undefined) return { draft: draft(head, 0, at) };
  }
  return findMessage(lines, frame);
};

/** Some loggers print the message and the frames, and leave out the class: `[error] charge failed`. */
const findMessage = (lines: readonly string[], frame: number): { readonly draft: Draft } | undefined => {
  const at = lines.findLastIndex((line, index) => index < frame && line.trim() !== '');
  const file = parseNodeFrame(lineAt(lines, frame), frame)?.file ?? '';
  return at < 0 || !SCRIPT.test(file)
    ? undefined
    : { draft: draft({ type: 'Error', message: lineAt(lines, at).trim() }, 0, at) };
};

// /srv/shop/orders.js, node:net, file:///srv/shop/orders.mts
const SCRIPT = /^(?:node|file):|\.[cm]?[jt]sx?$/;

/** `error` or `Error` alone on a line, with nothing below it, is a word. */
const isBare = (head: NodeHead, lines: readonly string[], at: number): boolean =>
  head.message === '' && !NODE_FRAME.test(lineAt(lines, at + 1));

const looseHead = (line: string): NodeHead | undefined => {
  const head = parseNodeHead(line.trim());
  return head !== undefined && /^[A-Z]/.test(head.type) ? head : undefined;
};

const finish = (from: Draft): Exception => {
  const message = limitMessage(from.messageLines);
  const code = from.code ?? from.head.code ?? errorCode(message);
  return {
    format: 'node',
    type: from.head.type,
    message,
    ...(code === undefined ? {} : { code }),
    frames: from.frames.toReversed(),
    ...(from.cause === undefined ? {} : { cause: finish(from.cause) }),
    ...(from.errors.length === 0 ? {} : { errors: from.errors.map(finish) }),
    at: from.at,
  };
};
