import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { lineAt } from './line-at.ts';
import { limitMessage } from './limit-message.ts';
import { parsePythonFrame, PYTHON_EXCEPTION } from './python-frame.ts';

// ╭───────────────────── Traceback (most recent call last) ──────────────────────╮
export const RICH_TOP = /^\s{0,64}╭─{1,400} Traceback \(most recent call last\) ─{1,400}╮\s*$/;
// ╰──────────────────────────────────────────────────────────────────────────────╯
export const RICH_END = /^\s{0,64}╰─{4,800}╯\s*$/;
// │ ❱ 22 │   import pymysql;                                                      │
export const RICH_SIDE = /^\s{0,64}│.{0,800}│\s*$/;
// ╭────────────────────────────────────────────────────────╮, around source that does not parse
export const RICH_BARE_TOP = /^\s{0,64}╭─{4,800}╮\s*$/;
//  /srv/shop/broken_mod.py:1
const SOURCE_PLACE = /^\s{1,4}(\S.{0,1000}):(\d{1,9})$/;
// /srv/shop/views.py:21 in products
const PLACE = /^(\S.{0,1000}):(\d{1,9}) in (.{1,256})$/;
// The above exception was the direct cause of the following exception:
const DIRECT = /direct cause of/;

interface Box {
  readonly from: number;
  readonly to: number;
}

/** Reads the tracebacks that Rich draws into boxes, the innermost first, each named below its box. */
export const parseRichTraceback = (lines: readonly string[]): Exception | undefined => {
  let chain: Exception | undefined;
  const boxes = boxesOf(lines);
  boxes.forEach((box, index) => {
    const end = boxes[index + 1]?.from ?? lines.length;
    const parsed = ofBox(lines, box, end);
    if (parsed === undefined) return;
    const before = boxes[index - 1];
    const link = before === undefined ? '' : lines.slice(before.to, box.from).join(' ');
    if (chain === undefined) chain = parsed;
    else chain = { ...parsed, ...(DIRECT.test(link) ? { cause: chain } : { context: chain }) };
  });
  return chain;
};

const boxesOf = (lines: readonly string[]): readonly Box[] => {
  const boxes: Box[] = [];
  let from = -1;
  lines.forEach((line, at) => {
    if (RICH_TOP.test(line)) from = at;
    else if (from >= 0 && RICH_END.test(line)) {
      boxes.push({ from, to: at });
      from = -1;
    }
  });
  return boxes;
};

const ofBox = (lines: readonly string[], { from, to }: Box, end: number): Exception | undefined => {
  const isBare = RICH_BARE_TOP.test(lineAt(lines, to + 1));
  const below = isBare ? lines.findIndex((line, index) => index > to && RICH_END.test(line)) : to;
  const at = lines.findIndex((line, index) => index > below && index < end && line.trim() !== '');
  const named = at < 0 ? null : PYTHON_EXCEPTION.exec(lineAt(lines, at).trim());
  if (named === null) return undefined;
  const [, type = '', first = ''] = named;
  const message = limitMessage([[first, ...wrapped(lines, at + 1, end)].join(' ')]);
  const code = errorCode(message);
  return {
    format: 'python',
    type,
    message,
    ...(code === undefined ? {} : { code }),
    frames: [...framesOf(lines, from, to), ...sourceFrame(lines, to, below)],
    at,
  };
};

/** The message is broken at the width of the console, up to a blank line. */
const wrapped = (lines: readonly string[], from: number, end: number): readonly string[] => {
  const blank = lines.findIndex((line, index) => index >= from && line.trim() === '');
  return lines.slice(from, blank < 0 ? end : Math.min(blank, end)).map((line) => line.trim());
};

/** A place may be broken into several lines; source is set in below it, and the values of variables have a box of their own. */
const framesOf = (lines: readonly string[], from: number, to: number): readonly Frame[] => {
  const frames: Frame[] = [];
  let place = '';
  for (let at = from + 1; at < to; at++) {
    const text = insideOf(lineAt(lines, at));
    place = /^[^\s╭│╰]/.test(text) ? place + text : '';
    const match = PLACE.exec(place);
    if (match !== null) frames.push(...frameOf(match, at));
  }
  return frames;
};

const frameOf = ([, file = '', line = '', name = '']: RegExpExecArray, at: number): readonly Frame[] => {
  const frame = parsePythonFrame(`  File "${file}", line ${line}${name === '' ? '' : `, in ${name}`}`, at);
  return frame === undefined ? [] : [frame];
};

/** The file that does not parse stands in a box of its own. */
const sourceFrame = (lines: readonly string[], from: number, to: number): readonly Frame[] => {
  for (let at = from + 2; at < to; at++) {
    const match = SOURCE_PLACE.exec(insideOf(lineAt(lines, at)));
    if (match !== null) return frameOf(match, at);
  }
  return [];
};

const insideOf = (line: string): string => {
  const text = line.trim();
  return text.slice(2, text.endsWith('│') ? -1 : undefined).trimEnd();
};
