import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

// thread 'main' panicked at src/main.rs:12:5:, thread 'main' panicked at 'no stock', src/main.rs:12:5
export const RUST_PANIC =
  /\bthread '[^']{0,128}'(?: \(\d{1,10}\))? panicked at (?:'(.{0,2048})', )?([^\s:]{1,512}):(\d{1,9}):\d{1,9}(:?)$/;
//    3: shop::total
const NAME = /^\s{1,8}\d{1,4}: (?:0x[0-9a-f]{1,16} - )?(\S.{0,512})$/;
//              at ./src/main.rs:12:5
const PLACE = /^\s{8,24}at (\S{1,1024}):(\d{1,9}):\d{1,9}$/;
// note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace, stack backtrace:
const NOTE = /^(?:note: |stack backtrace:)/;

const FOREIGN = /^\/rustc\/|\/\.cargo\/registry\/|\/rustlib\/|\/library\/(?:std|core|alloc)\//;

/** Whether a line belongs to the backtrace below a panic. */
export const isRustTrace = (line: string): boolean => NAME.test(line) || PLACE.test(line) || NOTE.test(line);

/** Reads a panic of Rust, with its backtrace where one was asked for. */
export const parseRustPanic = (lines: readonly string[]): Exception | undefined => {
  const at = lines.findIndex((line) => RUST_PANIC.test(line));
  const match = RUST_PANIC.exec(lineAt(lines, at));
  if (match === null) return undefined;
  const [, quoted, file = '', number] = match;
  const below = lines.slice(at + 1);
  const end = below.findIndex((line) => isRustTrace(line));
  const message = limitMessage([quoted ?? below.slice(0, end < 0 ? undefined : end).join('\n')]);
  const traced = framesOf(lines, at + 1);
  const thrown: Frame = { file, line: Number(number), inApp: !FOREIGN.test(file), at };
  return {
    format: 'rust',
    type: 'panic',
    message,
    ...present({ code: errorCode(message) }),
    frames: traced.length === 0 ? [thrown] : traced,
    at,
  };
};

const framesOf = (lines: readonly string[], from: number): readonly Frame[] => {
  const frames: Frame[] = [];
  for (let at = from; at < lines.length; at++) {
    const place = PLACE.exec(lineAt(lines, at));
    if (place === null) continue;
    const [, file = '', line] = place;
    const name = NAME.exec(lineAt(lines, at - 1))?.[1];
    frames.push({
      file,
      line: Number(line),
      ...(name === undefined ? {} : { function: name }),
      inApp: !FOREIGN.test(file),
      at,
    });
  }
  return frames.toReversed();
};
