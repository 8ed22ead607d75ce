import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { parsePythonFrame, PYTHON_EXCEPTION } from './python-frame.ts';
import { lineAt } from './line-at.ts';

/** Where a group stands, and how its members are read. */
export interface GroupPlace {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly parse: (lines: readonly string[], offset: number) => Exception | undefined;
}

//   +-+---------------- 1 ----------------
//     +---------------- 2 ----------------
const SEPARATOR = /^(\s*(?:\+-)?)\+-{8,} (?:\d{1,4}|\.\.\.) -{8,}$/;

/** Reads an `Exception Group Traceback`: its own frames and name, and its members from behind the gutter. */
export const parseExceptionGroup = (lines: readonly string[], place: GroupPlace): Exception | undefined => {
  const { from, to, offset } = place;
  const gutter = lineAt(lines, from).indexOf('+') + 2;
  const own = lines.slice(from + 1, to).map((line) => stripGutter(line, gutter));
  const at = own.findIndex((line) => NAME.test(line) && PYTHON_EXCEPTION.test(line.trimEnd()));
  const match = PYTHON_EXCEPTION.exec(lineAt(own, at).trimEnd());
  if (at < 0 || match === null) return undefined;
  const first = from + 1 + offset;
  const message = limitMessage([match[2] ?? '']);
  return {
    format: 'python',
    type: match[1] ?? '',
    message,
    ...present({ code: errorCode(message) }),
    frames: own.slice(0, at).flatMap((line, index) => parsePythonFrame(line, first + index) ?? []),
    errors: members(lines, { ...place, from: from + 2 + at }),
    at: first + at,
  };
};

// what is not set in, and not the header of the group
const NAME = /^(?!Traceback)\S/;

const members = (lines: readonly string[], { from, to, offset, parse }: GroupPlace): readonly Exception[] => {
  const starts: number[] = [];
  let column = -1;
  for (let index = from; index < to; index++) {
    const match = SEPARATOR.exec(lineAt(lines, index));
    if (match === null) continue;
    const at = (match[1] ?? '').length;
    if (column < 0) column = at;
    if (at === column) starts.push(index);
  }
  return starts.flatMap((start, position) => {
    const end = starts[position + 1] ?? to;
    const inner = lines.slice(start + 1, end).map((line) => stripGutter(line, column + 2));
    const member = parse(inner, offset + start + 1) ?? neverRaised(inner, offset + start + 1);
    return member === undefined ? [] : [member];
  });
};

/** A member that was made but not raised has no traceback. */
const neverRaised = (lines: readonly string[], at: number): Exception | undefined => {
  const match = PYTHON_EXCEPTION.exec(lineAt(lines, 0).trimEnd());
  if (match === null) return undefined;
  return { format: 'python', type: match[1] ?? '', message: limitMessage([match[2] ?? '']), frames: [], at };
};

/** Cuts `    | ` off; a nested group's own gutter stays. */
const stripGutter = (line: string, width: number): string =>
  /^\s*[|+]/.test(line) ? line.slice(width) : line;
