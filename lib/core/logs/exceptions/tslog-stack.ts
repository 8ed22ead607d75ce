import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';
import { parseNodeFrame } from './node-frame.ts';

// error stack:, below the line that names the error
const STACK = /^\s{0,8}error stack:\s*$/;
//  TypeError  Cannot read properties of undefined (reading 'cents'), [object Object]
const HEAD = /^ {1,8}([A-Za-z_$][\w$.]{0,127}) {2}(\S.*)?$/;
/** Lines of a message above the stack. */
const MAX_ABOVE = 20;
// Caused by (1): Error: connect ECONNREFUSED 127.0.0.1:21934
const CAUSED_BY = /^Caused by \(\d{1,3}\): ([A-Za-z_$][\w$.]{0,127})(?:: (.*))?$/;
//   • desk.js	Object.rate, above the line with the place
const CALL = /^\s{1,8}• [^\t]{1,256}(?:\t(.*))?$/;
// , [object Object]: what is no text among the properties that stand behind the message
const OBJECTS = /(?:, (?:\[object \w{1,40}\]|null|\[\]|)){1,16}$/;

/** One error of the chain. */
interface Part {
  readonly type: string;
  readonly message: string;
  readonly at: number;
  readonly frames: readonly Frame[];
}

/** Reads what tslog prints for people: the class and the message, then every frame on two lines, then the causes. */
export const parseTslogStack = (lines: readonly string[]): Exception | undefined => {
  const stack = lines.findIndex((line) => STACK.test(line));
  const named = lines.findLastIndex((line, at) => at < stack && at >= stack - MAX_ABOVE && HEAD.test(line));
  const head = named < 0 ? null : HEAD.exec(lineAt(lines, named));
  if (head === null) return undefined;
  const links = lines.flatMap((line, at) => (at > stack && CAUSED_BY.test(line) ? [at] : []));
  const first: Part = {
    type: head[1] ?? '',
    message: limitMessage([head[2] ?? '', ...lines.slice(named + 1, stack)]).replace(OBJECTS, ''),
    at: named,
    frames: framesOf(lines, stack + 1, links[0] ?? lines.length),
  };
  const causes = links.map((at, index): Part => {
    const [, type = '', message = ''] = CAUSED_BY.exec(lineAt(lines, at)) ?? [];
    return { type, message, at, frames: framesOf(lines, at + 1, links[index + 1] ?? lines.length) };
  });
  const cause = causes.reduceRight<Exception | undefined>(
    (inner, part) => toException(part, inner),
    undefined,
  );
  return toException(first, cause);
};

const toException = ({ type, message, at, frames }: Part, cause: Exception | undefined): Exception => {
  const code = errorCode(message);
  return {
    format: 'node',
    type,
    message,
    ...(code === undefined ? {} : { code }),
    frames: frames.toReversed(),
    ...(cause === undefined ? {} : { cause }),
    at,
  };
};

const framesOf = (lines: readonly string[], from: number, to: number): readonly Frame[] =>
  lines.slice(from, to).flatMap((line, index) => {
    const call = CALL.exec(line);
    if (call === null) return [];
    const at = from + index;
    const place = lineAt(lines, at + 1).trim();
    const name = call[1]?.trim() ?? '';
    const frame = parseNodeFrame(name === '' ? `    at ${place}` : `    at ${name} (${place})`, at);
    return frame === undefined ? [] : [frame];
  });
