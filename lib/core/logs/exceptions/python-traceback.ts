import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { parsePythonFrame, PYTHON_EXCEPTION } from './python-frame.ts';
import { parseExceptionGroup } from './python-group.ts';

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
  readonly link: 'none' | 'cause' | 'context';
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

const findBlocks = (lines: readonly string[]): readonly Block[] => {
  const blocks: Block[] = [];
  let link: Block['link'] = 'none';
  let next: Block['link'] = 'none';
  let from: number = NONE;
  lines.forEach((line, index) => {
    if (isChainSentence(line)) {
      if (from === NONE) from = nameAbove(lines, index);
      if (from !== NONE) blocks.push({ from, to: index, link });
      // An exception that was never raised anew has no traceback below the sentence, only its name.
      from = index;
      link = CAUSE.test(line) ? 'cause' : 'context';
      next = link;
    } else if (TRACEBACK.test(line) && !/^\s*\|/.test(line)) {
      if (from !== NONE && (next === 'none' || !isOnlyBlank(lines, from + 1, index)))
        blocks.push({ from, to: index, link });
      from = index;
      link = next;
      next = 'none';
    }
  });
  if (from !== NONE) blocks.push({ from, to: lines.length, link });
  // Without a sentence between them, two tracebacks are two reports: the last is what the record is about.
  const start = blocks.findLastIndex((block) => block.link === 'none');
  return blocks.slice(Math.max(start, 0));
};

/** A chain may begin with an exception that has no traceback; its block starts on the line above the name. */
const nameAbove = (lines: readonly string[], sentence: number): number => {
  const at = lines.findLastIndex((line, index) => index < sentence && line.trim() !== '');
  return at >= 0 && PYTHON_EXCEPTION.test(lines[at] ?? '') ? at - 1 : NONE;
};

const isOnlyBlank = (lines: readonly string[], from: number, to: number): boolean =>
  lines.slice(from, to).every((line) => line.trim() === '');

const parseBlock = (lines: readonly string[], { from, to }: Block, offset: number): Exception | undefined => {
  if (GROUP.test(lines[from] ?? '')) {
    return parseExceptionGroup(lines, { from, to, offset, parse: parsePythonTraceback });
  }
  const frames: Frame[] = [];
  let index = from + 1;
  for (; index < to; index++) {
    const line = lines[index] ?? '';
    const frame = parsePythonFrame(line, index + offset);
    if (frame !== undefined) frames.push(frame);
    else if (line.trim() !== '' && !/^\s/.test(line) && !REPEATED.test(line)) break;
  }
  const named = nameOf(lines, index, to) ?? nameBefore(lines, from);
  // FastAPI names the endpoint as a frame within the message.
  for (let at = index + 1; at < to; at++) {
    const frame = parsePythonFrame(lines[at] ?? '', at + offset);
    if (frame !== undefined) frames.push(frame);
  }
  return named === undefined ? undefined : toException(named, frames, offset);
};

interface Named {
  readonly type: string;
  readonly message: string;
  readonly at: number;
}

const nameOf = (lines: readonly string[], at: number, to: number): Named | undefined => {
  if (at >= to) return undefined;
  const match = PYTHON_EXCEPTION.exec((lines[at] ?? '').trimEnd());
  if (match === null) return undefined;
  const rest = lines.slice(at + 1, to);
  return { type: match[1] ?? '', message: limitMessage([match[2] ?? '', ...rest]), at };
};

/** The Lambda client prints the exception before its traceback: `[ERROR] ValueError: coupon lookup failed`. */
const nameBefore = (lines: readonly string[], from: number): Named | undefined => {
  const start = Math.max(0, from - MAX_MESSAGE_LINES);
  for (let at = start; at < from; at++) {
    const match = PYTHON_EXCEPTION.exec((lines[at] ?? '').replace(/^\[ERROR\] /, '').trimEnd());
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
    if (!/^(?:Syntax|Indentation|Tab)Error\b/.test(lines[at] ?? '')) continue;
    const named = nameOf(lines, at, lines.length);
    const frame = parsePythonFrame(lines[from] ?? '', from + offset);
    if (named !== undefined && frame !== undefined) return toException(named, [frame], offset);
  }
  return undefined;
};
