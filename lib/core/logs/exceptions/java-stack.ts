import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { JAVA_FRAME, parseJavaFrame } from './java-frame.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

const NAME = String.raw`((?:[a-z_][\w$]{0,127}\.){1,16}[A-Z][\w$]{0,255}|[A-Z][\w$]{0,255}(?:Exception|Error))`;
// java.lang.RuntimeException: order 42 failed, Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
export const JAVA_HEAD = new RegExp(
  String.raw`^\s{0,8}(?:Exception in thread "[^"]{0,256}" |Exception: )?${NAME}(?:: (.*))?$`,
);
// Servlet.service() threw exception java.lang.IllegalStateException: no stock
const INSIDE = new RegExp(
  String.raw`(?:^|[\s:[(])((?:[a-z_][\w$]{0,127}\.){1,16}[A-Z][\w$]{0,255}(?:Exception|Error))(?:: ([^]*))?$`,
);
// Caused by: java.net.ConnectException: Connection refused
const CAUSED_BY = new RegExp(String.raw`^(\s*)Caused by: (?:\[CIRCULAR REFERENCE: ?)?${NAME}(?:: (.*))?$`);
// Wrapped by: java.lang.IllegalStateException: Failed to obtain JDBC Connection
const WRAPPED_BY = new RegExp(String.raw`^Wrapped by: ${NAME}(?:: (.*))?$`);
// 	Suppressed: java.io.IOException: rollback failed
const SUPPRESSED = /^\s{1,64}Suppressed: /;
// 	... 2 more, 	... 36 common frames omitted
const MORE = /^\s{1,64}\.\.\. \d{1,6} (?:more|common frames omitted)/;
// nested exception is java.sql.SQLException: Connection refused
const NESTED = new RegExp(String.raw`nested exception is ${NAME}(?:: (.*))?$`);

/** Attempts beyond these say the same. */
const MAX_SUPPRESSED = 3;

/** An exception of the chain while it is read. */
interface Part {
  readonly type: string;
  readonly messageLines: string[];
  readonly frames: Frame[];
  readonly at: number;
  /** The one before it wraps this one, or the other way round where the root cause comes first. */
  readonly link: 'head' | 'caused' | 'wraps';
  /** What was suppressed for it. */
  readonly suppressed: Exception[];
  hasFrames: boolean;
}

/** Reads a Java stack: outermost first with `Caused by:`, or root cause first with `Wrapped by:`. */
export const parseJavaStack = (lines: readonly string[]): Exception | undefined =>
  readStack(lines, MAX_SUPPRESSED) ?? (lines.length === 1 ? readNamed(lineAt(lines, 0)) : undefined);

// GET /orders failed: shop.Main$CheckoutException: basket not loaded, of a logger that was given error.toString()
const NAMED = /(?:^|: |\s)((?:[a-z]\w{0,60}\.){1,10}[A-Z][\w$]{0,120}(?:Exception|Error))(?:: (.{1,4000}))?$/;

/** A line that only names the exception, without a stack. */
const readNamed = (line: string): Exception | undefined => {
  const [, type, message = ''] = NAMED.exec(line.slice(0, MAX_NAMED)) ?? [];
  return type === undefined ? undefined : { format: 'java', type, message, frames: [], at: 0 };
};

const MAX_NAMED = 8_192;

/** What an exception suppressed is read as well, up to so many in all; what those suppressed is not. */
const readStack = (lines: readonly string[], room: number): Exception | undefined => {
  let left = room;
  const head = findHead(lines);
  if (head === undefined) return undefined;
  const parts: Part[] = [head];
  let suppressedAt = -1;
  for (let at = head.at + 1; at < lines.length; at++) {
    const line = lineAt(lines, at);
    const indent = line.search(/\S/);
    if (suppressedAt >= 0 && (indent > suppressedAt || isCauseAt(line, suppressedAt))) continue;
    suppressedAt = SUPPRESSED.test(line) ? indent : -1;
    if (suppressedAt < 0) readLine(line, at, parts);
    else readSuppressed(lines, at, { part: parts.at(-1) as Part, isRead: left-- > 0 });
  }
  return chain(parts);
};

/** One that was suppressed has a stack of its own, set in below it. */
const readSuppressed = (
  lines: readonly string[],
  from: number,
  { part, isRead }: { readonly part: Part; readonly isRead: boolean },
): void => {
  part.hasFrames = true;
  if (!isRead) return;
  const indent = lineAt(lines, from).search(/\S/);
  const end = lines.findIndex(
    (line, at) => at > from && line.search(/\S/) <= indent && !isCauseAt(line, indent),
  );
  const last = end < 0 ? lines.length : end;
  const own = lines.map((line, at) => (at <= from || at >= last ? '' : line));
  own[from] = lineAt(lines, from).replace(SUPPRESSED, '');
  const parsed = readStack(own, 0);
  if (parsed !== undefined) part.suppressed.push(parsed);
};

/** What the method that threw had tried before explains it; what failed when it tidied up does not. */
const triedBefore = ({ suppressed, frames }: Part): readonly Exception[] =>
  suppressed.filter(({ frames: own }) => {
    const calls = own.map((frame) => frame.function ?? '');
    return (
      calls.includes(frames[0]?.function ?? '-') && !calls.some((call) => /\.(?:close|rollback)$/.test(call))
    );
  });

/** The cause of a suppressed exception is set in as far as this. */
const isCauseAt = (line: string, indent: number): boolean => CAUSED_BY.exec(line)?.[1]?.length === indent;

const readLine = (line: string, at: number, parts: Part[]): void => {
  const current = parts.at(-1) as Part;
  const caused = CAUSED_BY.exec(line);
  const wrapped = WRAPPED_BY.exec(line);
  const frame = parseJavaFrame(line, at);
  if (caused !== null) parts.push(toPart([caused[2] ?? '', caused[3]], at, 'caused'));
  else if (wrapped !== null) parts.push(toPart([wrapped[1] ?? '', wrapped[2]], at, 'wraps'));
  else if (frame !== undefined) {
    current.frames.push(frame);
    current.hasFrames = true;
  } else if (MORE.test(line)) current.hasFrames = true;
  else if (!current.hasFrames) current.messageLines.push(line);
};

const toPart = (named: readonly [string, string | undefined], at: number, link: Part['link']): Part => ({
  type: named[0],
  messageLines: [named[1] ?? ''],
  frames: [],
  at,
  link,
  suppressed: [],
  hasFrames: false,
});

/** The head is the first line above the first frame that names a class; without frames, one that stands alone. */
const findHead = (lines: readonly string[]): Part | undefined => {
  const frame = lines.findIndex((line) => JAVA_FRAME.test(line));
  const end = frame < 0 ? lines.length : frame;
  const isCaused = frame >= 0 || lines.some((line) => CAUSED_BY.test(line));
  for (let at = 0; at < end; at++) {
    const match = JAVA_HEAD.exec(lineAt(lines, at));
    if (match !== null && (isCaused || isAlone(match))) return toPart([match[1] ?? '', match[2]], at, 'head');
  }
  return findHeadInside(lines, frame);
};

/** Behind other words of a message, nearest to the first frame. */
const findHeadInside = (lines: readonly string[], frame: number): Part | undefined => {
  const at = lines.findLastIndex((line, index) => index < frame && INSIDE.test(line));
  const match = INSIDE.exec(lineAt(lines, at));
  return match === null ? undefined : toPart([match[1] ?? '', match[2]], at, 'head');
};

/** Without frames only a qualified class, or what the runtime itself says of a thread, is certain. */
const isAlone = (match: RegExpExecArray): boolean =>
  match[0].startsWith('Exception') || /^[a-z]\w{0,127}\..{0,2048}(?:Exception|Error)$/.test(match[1] ?? '');

const chain = (parts: readonly Part[]): Exception | undefined => {
  let outer: Exception | undefined;
  const caused: Part[] = [];
  for (const part of parts) {
    if (part.link === 'wraps') outer = { ...build(part), ...(outer === undefined ? {} : { cause: outer }) };
    else if (part.link === 'caused') caused.push(part);
    else outer = build(part);
  }
  const inner = caused.reduceRight<Exception | undefined>(
    (cause, part) => (cause === undefined ? build(part) : { ...build(part), cause }),
    undefined,
  );
  return outer === undefined || inner === undefined ? outer : { ...outer, cause: inner };
};

const build = (part: Part): Exception => {
  const message = limitMessage(part.messageLines);
  const code = errorCode(message);
  const nested = NESTED.exec(message);
  const errors = triedBefore(part);
  return {
    format: 'java',
    type: part.type,
    message,
    ...(code === undefined ? {} : { code }),
    frames: part.frames.toReversed(),
    ...(nested === null ? {} : { cause: nestedCause(nested, part.at) }),
    ...(errors.length === 0 ? {} : { errors }),
    at: part.at,
  };
};

/** Older Spring names the cause inside the message; a `Caused by:` below replaces it. */
const nestedCause = (match: RegExpExecArray, at: number): Exception => ({
  format: 'java',
  type: match[1] ?? '',
  message: match[2] ?? '',
  frames: [],
  at,
});
