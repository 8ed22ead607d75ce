import type { JsonObject } from './json-object.ts';

//   level: 'error',     'log.level': 'error',     stack: 'TypeError: x\n' +
const KEY = /^ {2}(?:'([^'\n]{1,80})'|([A-Za-z_$][\w$]{0,79})): (.*)$/;
const PIECES = /'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\])*)`/g;
// TypeError: Cannot read properties of undefined, [Error: boom]
const ERROR = /^\[?[\w$.]{0,128}(?:Error|Exception)\b/;
const LAST_COMMA = /,$/;

/** Reads the outermost level of an object as Node.js inspects it, one property a line; what is nested is left out. */
export const parseInspected = (lines: readonly string[]): JsonObject => {
  const entry: Record<string, unknown> = {};
  let key: string | undefined;
  let value: string[] = [];
  const close = (): void => {
    if (key !== undefined) entry[key] = read(value.join('\n').replace(LAST_COMMA, ''));
  };
  for (const line of lines.slice(1)) {
    const match = KEY.exec(line);
    if (match === null && line !== '}') value.push(line);
    if (match === null) continue;
    close();
    key = match[1] ?? match[2];
    value = [match[3] ?? ''];
  }
  close();
  return entry;
};

const read = (text: string): unknown => {
  if (/^['"`]/.test(text)) return [...text.matchAll(PIECES)].map(pieceOf).join('');
  if (/^-?\d{1,20}(?:\.\d{1,20})?$/.test(text)) return Number(text);
  return ERROR.test(text) ? text : undefined;
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const pieceOf = ([, single, double, tick]: RegExpExecArray): string =>
  (single ?? double ?? tick ?? '').replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
