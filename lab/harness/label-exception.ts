import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseSpec, ExceptionSpec, FrameSpec } from './define-stack.ts';
import { lineText } from './log-lines.ts';
import type { LogLines } from './log-lines.ts';

/** Where the exception stands in one file; lines count from 0, both ends included. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly foreign: readonly number[];
}

/** One recorded log file and the first line that was written after the mark. */
export interface RecordedFile {
  readonly name: string;
  readonly lines: LogLines;
  readonly markLine: number;
}

const findLine = (texts: readonly string[], spec: ExceptionSpec, markLine: number): number => {
  const after = texts
    .map((text, index) => (index >= markLine && spec.line.test(text) ? index : -1))
    .filter((index) => index >= 0);
  return (spec.pick === 'last' ? after.at(-1) : after[0]) ?? -1;
};

const findFrom = (texts: readonly string[], spec: ExceptionSpec, line: number): number => {
  if (spec.from === undefined) return line;
  for (let index = line; index >= 0; index--) if (spec.from.test(texts[index]!)) return index;
  throw new Error(`no line matches ${String(spec.from)} at or before line ${line + 1}`);
};

const findTo = (texts: readonly string[], spec: ExceptionSpec, line: number): number => {
  const { to, before } = spec;
  if (to === undefined && before === undefined) return line;
  for (let index = line; index < texts.length; index++) {
    if (to?.test(texts[index]!) === true) return index;
    if (index > line && before?.test(texts[index]!) === true) return index - 1;
  }
  if (before !== undefined) return texts.length - 1;
  throw new Error(`no line matches ${String(to)} at or after line ${line + 1}`);
};

/** A message that ends with a newline leaves an empty line behind; it belongs to nothing. */
const withoutBlankTail = (texts: readonly string[], line: number, to: number): number => {
  let last = to;
  while (last > line && texts[last]!.trim() === '') last -= 1;
  return last;
};

/** Walks upwards and takes, for each line of the sequence, the nearest line that begins with it. */
const placeSequence = (
  texts: readonly string[],
  sequence: readonly string[],
  line: number,
): Pick<Place, 'from' | 'to' | 'foreign'> => {
  const own = new Set<number>();
  let index = line;
  for (const wanted of sequence.toReversed()) {
    while (index >= 0 && !texts[index]!.startsWith(wanted)) index -= 1;
    if (index < 0) throw new Error(`no line begins with "${wanted}" in its place above line ${line + 1}`);
    own.add(index);
    index -= 1;
  }
  const from = index + 1;
  const foreign = Array.from({ length: line - from + 1 }, (_, at) => from + at).filter((at) => !own.has(at));
  return { from, to: line, foreign };
};

/** Turns the patterns of a case into line numbers; throws when they match nothing. */
export const placeException = (spec: CaseSpec, files: readonly RecordedFile[]): Place | null => {
  if (spec.exception === null) return null;
  const exception = spec.exception;
  for (const file of files) {
    if (spec.exceptionIn !== undefined && file.name !== spec.exceptionIn) continue;
    const texts = file.lines.map(lineText);
    const line = findLine(texts, exception, file.markLine);
    if (line === -1) continue;
    if (exception.sequence !== undefined) {
      return { file: file.name, line, ...placeSequence(texts, exception.sequence, line) };
    }
    const from = findFrom(texts, exception, line);
    const to = withoutBlankTail(texts, line, findTo(texts, exception, line));
    const foreign: number[] = [];
    for (let index = from; index <= to; index++) {
      if (exception.foreign?.test(texts[index]!) === true) foreign.push(index);
    }
    return { file: file.name, line, from, to, foreign };
  }
  throw new Error(`no line after the mark matches ${String(exception.line)}`);
};

/** The line number of the one source line that holds `code`. */
export const placeFrame = (
  frame: FrameSpec,
  appDir: string,
): { readonly file: string; readonly line: number; readonly function: string | null } => {
  const source = join(appDir, frame.source ?? frame.file.replace(/^\/srv\/shop\/[^/]+\//, ''));
  if (!existsSync(source)) throw new Error(`frame source ${source} does not exist`);
  const text = readFileSync(source, 'utf8');
  const at = text.indexOf(frame.code);
  if (at === -1 || text.includes(frame.code, at + 1)) {
    throw new Error(
      `"${frame.code}" stands ${at === -1 ? 'nowhere' : 'more than once'} in ${source}, expected once`,
    );
  }
  const line = text.slice(0, at).split('\n').length;
  return { file: frame.file, line, function: frame.function };
};
