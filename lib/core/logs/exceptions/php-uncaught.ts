import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { isPhpFrame, parsePhpCall, toPhpFrames } from './php-frame.ts';
import type { PhpCall } from './php-frame.ts';
import { findPhpPlace } from './php-place.ts';
import type { PhpPlace } from './php-place.ts';
import { lineAt } from './line-at.ts';

// PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/pdo.php:2
const UNCAUGHT = /^(.{0,300}?)(?:PHP )?(?:Fatal|Recoverable fatal|Parse) error: {1,2}Uncaught (.*)$/;
// Next RuntimeException: Could not load products in /app/pdo.php:2
const NEXT = /^Next ([A-Za-z_\\][\w\\]{0,255}.*)$/;
// PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/pdo.php:2
const BARE = /^([A-Za-z_\\][\w\\]{0,255}(?:: .*| in .*))$/;
// PDOException: SQLSTATE[HY000] …
const NAME = /^([A-Za-z_\\][\w\\]{0,255})(?:: |$)/;
// PHP Parse error:  syntax error, unexpected token ";" in /app/syntax.php on line 1
const FATAL =
  /(?:^|"|'|: |; )(?:PHP )?(Parse error|Fatal error|Compile error|Core error|Warning|User Error|User Warning): {1,2}(.*)$/;

/** Reads what PHP itself prints of an exception that nobody caught: innermost first, each outer one after `Next`. */
export const parsePhpUncaught = (lines: readonly string[]): Exception | undefined => {
  let chain: Exception | undefined;
  let from = 0;
  for (let at = 0; at < lines.length; at++) {
    if (!/^Stack [tT]race:$/.test(lineAt(lines, at).trim())) continue;
    const parsed = parseOne(lines, from, at);
    from = at + 1;
    if (parsed === undefined) continue;
    const isNext = NEXT.test(lineAt(lines, parsed.at));
    chain = isNext && chain !== undefined ? { ...parsed, cause: chain } : parsed;
  }
  return chain ?? parseCutOff(lines) ?? parseQuoted(lines) ?? parseFatal(lines);
};

const parseOne = (lines: readonly string[], from: number, trace: number): Exception | undefined => {
  for (let at = trace - 1; at >= from; at--) {
    const line = lineAt(lines, at);
    if (isPhpFrame(line)) return undefined;
    const text = UNCAUGHT.exec(line)?.[2] ?? NEXT.exec(line)?.[1] ?? bareHead(line, at, from);
    const head = text === undefined ? undefined : readHead([text, ...lines.slice(at + 1, trace)], at);
    if (head !== undefined) return build(head, callsAfter(lines, trace));
  }
  return undefined;
};

const readHead = (lines: readonly string[], at: number): Head | undefined => {
  const whole = lines.join('\n').trimEnd();
  const place = findPhpPlace(whole);
  const text = whole.slice(0, place?.from);
  const type = NAME.exec(text)?.[1];
  return type === undefined ? undefined : { text, type, place, at };
};

/** `error_log((string) $e)`: the head stands at the beginning, or behind other words of a first line. */
const bareHead = (line: string, at: number, from: number): string | undefined => {
  const bare = BARE.exec(line)?.[1];
  if (bare !== undefined && /^[A-Za-z_\\][\w\\]*(?:Exception|Error)\b/.test(bare)) return bare;
  if (at !== from) return undefined;
  return /(?:^|[\s"'(])([A-Za-z_\\][\w\\]{0,255}(?:Exception|Error)(?:: .*)? in .*)$/.exec(line)?.[1];
};

interface Head {
  readonly text: string;
  readonly type: string;
  readonly place: PhpPlace | undefined;
  readonly at: number;
}

const build = ({ text, type, place, at }: Head, calls: readonly PhpCall[]): Exception => {
  const message = limitMessage([text.slice(type.length).replace(/^: /, '')]);
  const frames = place === undefined ? toPhpFrames(undefined, calls) : toPhpFrames({ ...place, at }, calls);
  return {
    format: 'php',
    type,
    message,
    ...present({ code: errorCode(message) }),
    frames,
    at,
  };
};

const callsAfter = (lines: readonly string[], trace: number): readonly PhpCall[] => {
  const calls: PhpCall[] = [];
  for (let at = trace + 1; at < lines.length && isPhpFrame(lineAt(lines, at)); at++) {
    const call = parsePhpCall(lineAt(lines, at), at);
    if (call !== undefined) calls.push(call);
  }
  return calls;
};

/** Where the log was rotated or cut below it, the first line alone still names the exception and its place. */
const parseCutOff = (lines: readonly string[]): Exception | undefined => {
  const at = lines.findIndex((line) => UNCAUGHT.test(line));
  return at < 0 || findPhpPlace(lineAt(lines, at)) === undefined ? undefined : parseOne(lines, at, at + 1);
};

// Uncaught PHP Exception RuntimeException: "boom" at Orders.php line 7, as Symfony logs it; [RuntimeException] boom in /srv/x.php on line 7 of CakePHP
const QUOTED =
  /(?:Uncaught (?:PHP )?(?:Exception|Error):? )([A-Za-z_\\][\w\\]{0,255}): "(.{0,4096}?)" at (\S{1,1024}) line (\d{1,9})|\[([A-Za-z_\\][\w\\]{0,255}(?:Exception|Error))\] (.{0,4096}) in (\/\S{1,1024}) on line (\d{1,9})/;

const parseQuoted = (lines: readonly string[]): Exception | undefined => {
  const at = lines.findIndex((line) => QUOTED.test(line));
  const found = QUOTED.exec(lineAt(lines, at))
    ?.slice(1)
    .filter((group) => group !== undefined);
  if (found === undefined) return undefined;
  const [type = '', text = '', file = '', line] = found;
  const message = limitMessage([text]);
  const frames = toPhpFrames({ file, line: Number(line), at }, callsAfter(lines, at + 1));
  return { format: 'php', type, message, ...present({ code: errorCode(message) }), frames, at };
};

/** Errors without an exception: of the compiler, of the memory limit, of the time limit; and what a function of PHP warns of. */
const parseFatal = (lines: readonly string[]): Exception | undefined => {
  for (let at = 0; at < lines.length; at++) {
    const [, type, text = ''] = FATAL.exec(lineAt(lines, at)) ?? [];
    const place = type === undefined ? undefined : findPhpPlace(text);
    if (type === undefined || place === undefined) continue;
    const message = limitMessage([text.slice(0, place.from)]);
    return { format: 'php', type, message, frames: toPhpFrames({ ...place, at }, []), at };
  }
  return undefined;
};
