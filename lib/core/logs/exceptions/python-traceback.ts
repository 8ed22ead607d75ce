import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { parsePythonFrame, PYTHON_EXCEPTION, PYTHON_FRAME } from './python-frame.ts';
import { parseExceptionGroup } from './python-group.ts';
import { lineAt } from './line-at.ts';

// Traceback (most recent call last):
const TRACEBACK = /Traceback \(most recent call last\):\s*$/;
// The above exception was the direct cause of the following exception:
const CAUSE = /^\s*The above exception was the direct cause of the following exception:\s*$/;
// During handling of the above exception, another exception occurred:
const CONTEXT = /^\s*During handling of the above exception, another exception occurred:\s*$/;
// [Previous line repeated 977 more times]
const REPEATED = /^\s{0,64}\[Previous line repeated \d+ more times?\]$/;
//   + Exception Group Traceback (most recent call last):
const GROUP = /^\s*(?:\+ )?Exception Group Traceback \(most recent call last\):\s*$/;

/** Whether a sentence links two tracebacks of one chain. */
export const isChainSentence = (line: string): boolean => CAUSE.test(line) || CONTEXT.test(line);

/** Lines of a message that may stand between a name and its traceback. */
const MAX_MESSAGE_LINES = 12;

/** No block is open; -1 is the line above the first. */
const NONE = -2;

interface Block {
  readonly from: number;
  readonly to: number;
  readonly link: 'none' | Exclude<Mark['kind'], 'traceback'>;
}

/** Reads the chain of tracebacks in the lines; `offset` is the index of the first line within the record. */
export const parsePythonTraceback = (lines: readonly string[], offset = 0): Exception | undefined => {
  let chain: Exception | undefined;
  for (const block of findBlocks(lines)) {
    const parsed = parseBlock(lines, block, offset);
    if (parsed === undefined) continue;
    if (chain === undefined) chain = parsed;
    else chain = { ...parsed, ...(block.link === 'context' ? { context: chain } : { cause: chain }) };
  }
  return chain ?? parseBareSyntaxError(lines, offset);
};

/** A line that opens a block or links two of them. */
interface Mark {
  readonly kind: 'traceback' | 'cause' | 'context';
  readonly at: number;
}

const findBlocks = (lines: readonly string[]): readonly Block[] => {
  const marks = lines.flatMap((line, at) => markOf(line, at));
  const blocks = marks.flatMap((mark, index) => blockOf(lines, marks, index, mark));
  const first = marks[0];
  const named = first === undefined || first.kind === 'traceback' ? NONE : nameAbove(lines, first.at);
  if (first !== undefined && named !== NONE) blocks.unshift({ from: named, to: first.at, link: 'none' });
  // Without a sentence between them, two tracebacks are two reports: the last is what the record is about.
  const start = blocks.findLastIndex((block) => block.link === 'none');
  return blocks.slice(Math.max(start, 0));
};

const markOf = (line: string, at: number): readonly Mark[] => {
  if (CAUSE.test(line)) return [{ kind: 'cause', at }];
  if (CONTEXT.test(line)) return [{ kind: 'context', at }];
  return TRACEBACK.test(line) && !/^\s*\|/.test(line) ? [{ kind: 'traceback', at }] : [];
};

const blockOf = (
  lines: readonly string[],
  marks: readonly Mark[],
  index: number,
  mark: Mark,
): readonly Block[] => {
  const before = marks[index - 1];
  const after = marks[index + 1];
  const to = after?.at ?? lines.length;
  if (mark.kind === 'traceback') {
    const isLinked =
      before !== undefined && before.kind !== 'traceback' && isBlank(lines, before.at, mark.at);
    return [{ from: mark.at, to, link: isLinked ? before.kind : 'none' }];
  }
  // An exception that was never raised anew has no traceback below the sentence, only its name.
  const hasTraceback = after?.kind === 'traceback' && isBlank(lines, mark.at, after.at);
  return hasTraceback ? [] : [{ from: mark.at, to, link: mark.kind }];
};

/** A chain may begin with an exception that has no traceback; its block starts on the line above the name. */
const nameAbove = (lines: readonly string[], sentence: number): number => {
  const at = lines.findLastIndex((line, index) => index < sentence && line.trim() !== '');
  return at >= 0 && PYTHON_EXCEPTION.test(lineAt(lines, at)) ? at - 1 : NONE;
};

const isBlank = (lines: readonly string[], after: number, to: number): boolean =>
  lines.slice(after + 1, to).every((line) => line.trim() === '');

const parseBlock = (lines: readonly string[], { from, to }: Block, offset: number): Exception | undefined => {
  if (GROUP.test(lineAt(lines, from))) {
    return parseExceptionGroup(lines, { from, to, offset, parse: parsePythonTraceback });
  }
  const frames: Frame[] = [];
  const end = lines.findIndex((line, at) => at > from && at < to && isName(line));
  const last = end < 0 ? to : end;
  // FastAPI names the endpoint as a frame within the message, so that all lines are looked at.
  for (let at = from + 1; at < to; at++) {
    const frame = parsePythonFrame(lineAt(lines, at), at + offset);
    if (frame !== undefined) frames.push(frame);
  }
  const name = nameOf(lines, last, to) ?? nameBefore(lines, from);
  return name === undefined ? undefined : toException(name, frames, offset);
};

/** The first line below the frames that is not set in. */
const isName = (line: string): boolean =>
  line.trim() !== '' && !/^\s/.test(line) && !REPEATED.test(line) && !PYTHON_FRAME.test(line);

interface Named {
  readonly type: string;
  readonly message: string;
  readonly at: number;
}

const nameOf = (lines: readonly string[], at: number, to: number): Named | undefined => {
  if (at >= to) return undefined;
  const match = PYTHON_EXCEPTION.exec(lineAt(lines, at).trimEnd());
  if (match === null) return undefined;
  const rest = lines.slice(at + 1, to);
  return { type: match[1] ?? '', message: limitMessage([match[2] ?? '', ...rest]), at };
};

/** The Lambda client prints the exception before its traceback: `[ERROR] ValueError: coupon lookup failed`. */
const nameBefore = (lines: readonly string[], from: number): Named | undefined => {
  const start = Math.max(0, from - MAX_MESSAGE_LINES);
  for (let at = start; at < from; at++) {
    const match = PYTHON_EXCEPTION.exec(
      lineAt(lines, at)
        .replace(/^\[ERROR\] /, '')
        .trimEnd(),
    );
    if (match === null || !/[A-Z]/.test(match[1] ?? '')) continue;
    const message = limitMessage([match[2] ?? '', ...lines.slice(at + 1, from)]);
    return { type: match[1] ?? '', message, at };
  }
  return undefined;
};

const toException = (named: Named, frames: readonly Frame[], offset: number): Exception => {
  const code = errorCode(named.message);
  return {
    format: 'python',
    type: named.type,
    message: named.message,
    ...(code === undefined ? {} : { code }),
    frames,
    at: named.at + offset,
  };
};

/** A script that does not compile has no traceback: a File line, the source, a caret, and the error. */
const parseBareSyntaxError = (lines: readonly string[], offset: number): Exception | undefined => {
  const from = lines.findIndex((line) => /^\s{2,}File "[^"]{1,1024}", line \d{1,9}$/.test(line));
  if (from < 0) return undefined;
  for (let at = from + 1; at < Math.min(from + 5, lines.length); at++) {
    if (!/^(?:Syntax|Indentation|Tab)Error\b/.test(lineAt(lines, at))) continue;
    const named = nameOf(lines, at, lines.length);
    const frame = parsePythonFrame(lineAt(lines, from), from + offset);
    if (named !== undefined && frame !== undefined) return toException(named, [frame], offset);
  }
  return undefined;
};
