import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { isPhpFrame, parsePhpCall, toPhpFrames } from './php-frame.ts';
import type { PhpCall } from './php-frame.ts';

// [object] (Illuminate\\Database\\QueryException(code: 2002): SQLSTATE[HY000] … at /app/x.php:7)
const OBJECT = /(?:\[object\] \(|, )([A-Za-z_\\][\w\\]{0,255})\(code: ([\w-]{1,32})\): /g;
//  at /app/x.php:7)
const PLACE = / at (.{1,1024}?):(\d{1,9})(?=\)|, [A-Za-z_\\][\w\\]{0,255}\(code: |$)/;
/** A chain this long is a loop. */
const MAX_CHAIN = 16;

interface Link {
  readonly type: string;
  readonly code: string;
  readonly text: string;
  readonly at: number;
}

/** Reads an exception as Monolog's line formatter prints it: outermost first, then each `[previous exception]`. */
export const parsePhpMonolog = (lines: readonly string[]): Exception | undefined => {
  const links = lines.flatMap((line, at) => linksOf(line, at)).slice(0, MAX_CHAIN);
  return links.reduceRight<Exception | undefined>((cause, link, index) => {
    const end = links[index + 1]?.at ?? lines.length;
    const exception = build(lines, link, Math.max(end, link.at + 1));
    return cause === undefined ? exception : { ...exception, cause };
  }, undefined);
};

const linksOf = (line: string, at: number): readonly Link[] => {
  if (!line.includes('(code: ')) return [];
  const matches = [...line.matchAll(OBJECT)];
  if (!(matches[0]?.[0].startsWith('[object]') ?? false)) return [];
  return matches.map((match, index) => ({
    type: unescape(match[1] ?? ''),
    code: match[2] ?? '',
    text: line.slice(match.index + match[0].length, matches[index + 1]?.index),
    at,
  }));
};

const build = (lines: readonly string[], { type, code, text, at }: Link, end: number): Exception => {
  const below = lines.slice(at + 1, end);
  const traceAt = below.findIndex((line) => line === '[stacktrace]' || isPhpFrame(line));
  const whole = [text, ...below.slice(0, Math.max(traceAt, 0))].join('\n');
  const place = PLACE.exec(whole);
  const message = limitMessage([unescape(whole.slice(0, place?.index))]);
  const thrown = place === null ? undefined : thrownAt(place, at);
  return {
    format: 'php',
    type,
    message,
    ...present({ code: errorCode(message) ?? (code === '0' ? '' : code) }),
    frames: toPhpFrames(thrown, callsOf(below, at + 1)),
    at,
  };
};

const thrownAt = ([, file = '', line]: RegExpExecArray, at: number) => ({
  file: unescape(file),
  line: Number(line),
  at,
});

const callsOf = (lines: readonly string[], offset: number): readonly PhpCall[] =>
  lines.flatMap((line, index) => parsePhpCall(unescape(line), index + offset) ?? []);

/** The text stands inside a JSON string. */
const unescape = (text: string): string =>
  text.includes('\\') ? text.replaceAll('\\\\', '\\').replaceAll('\\/', '/').replaceAll('\\"', '"') : text;
