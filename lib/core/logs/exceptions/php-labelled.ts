import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { parsePhpCall, toPhpFrames } from './php-frame.ts';
import { lineAt } from './line-at.ts';

// Type: RuntimeException
const TYPE = /^Type: ([A-Za-z_\\][\w\\]{0,255})$/;
// Code: 0, Message: boom, File: /srv/shop/src/Orders.php, Line: 12, Trace: #0 /srv/shop/src/App.php(7): f()
const LABEL = /^(Code|Message|File|Line|Trace): ?(.*)$/;
/** A chain this long is a loop. */
const MAX_CHAIN = 16;

interface Part {
  readonly at: number;
  readonly type: string;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Reads an exception whose parts stand on labelled lines, as Slim logs it: outermost first. */
export const parsePhpLabelled = (lines: readonly string[]): Exception | undefined => {
  const parts = partsOf(lines);
  return parts.reduceRight<Exception | undefined>((cause, part) => {
    const exception = build(lines, part, parts);
    return exception === undefined || cause === undefined ? (exception ?? cause) : { ...exception, cause };
  }, undefined);
};

const partsOf = (lines: readonly string[]): readonly Part[] => {
  const starts = lines
    .flatMap((line, at) => {
      const type = TYPE.exec(line)?.[1];
      return type === undefined ? [] : [{ at, type }];
    })
    .slice(0, MAX_CHAIN);
  return starts.map(({ at, type }, index) => ({
    at,
    type,
    values: valuesIn(lines.slice(at + 1, starts[index + 1]?.at)),
  }));
};

/** A value may go on over several lines. */
const valuesIn = (lines: readonly string[]): Part['values'] => {
  const values: Record<string, string[]> = {};
  let label = '';
  for (const line of lines) {
    const [, name, rest = ''] = LABEL.exec(line) ?? [];
    label = name ?? label;
    if (label !== '') (values[label] ??= []).push(name === undefined ? line : rest);
  }
  return values;
};

const build = (
  lines: readonly string[],
  { at, type, values }: Part,
  parts: readonly Part[],
): Exception | undefined => {
  const { Message: text, File: file, Line: line } = values;
  if (text === undefined || file === undefined) return undefined;
  const message = limitMessage(text);
  const end = parts.find((other) => other.at > at)?.at ?? lines.length;
  const calls = Array.from({ length: end - at }, (_, index) => at + index).flatMap(
    (index) => parsePhpCall(lineAt(lines, index).replace(/^Trace: /, ''), index) ?? [],
  );
  const code = errorCode(message) ?? codeOf(values);
  const thrown = { file: file[0] ?? '', line: Number(line?.[0]), at };
  return {
    format: 'php',
    type,
    message,
    ...present({ code }),
    frames: toPhpFrames(thrown, calls),
    at,
  };
};

const codeOf = ({ Code: code }: Part['values']): string => (code?.[0] === '0' ? '' : (code?.[0] ?? ''));
