import { errorCode } from '../error-code.ts';
import { present } from '../present.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

// ** (ArithmeticError) bad argument in arithmetic expression,     ** (RuntimeError) boom
export const ELIXIR_HEAD = /^\s{0,8}\*\* \(([A-Z][\w.]{0,255})\) (.*)$/;
//     (shop 0.1.0) lib/shop/cart.ex:5: Shop.Cart.total/1
export const ELIXIR_FRAME =
  /^\s{2,16}(?:\(([\w.]{1,128})(?: [\d.]{1,32}(?:-[\w.]{1,32})?)?\) )?(\S{1,512}\.(?:exs?|erl|eex|heex)):(\d{1,9}): (.{1,512})$/;

const FOREIGN =
  /^(?:elixir|stdlib|kernel|erts|plug|plug_cowboy|phoenix\w{0,40}|ecto\w{0,40}|bandit|cowboy|thousand_island|db_connection|postgrex)$/;

/** Reads the last error that Elixir prints: those above it only say whose process ended. */
export const parseElixirError = (lines: readonly string[]): Exception | undefined => {
  const at = lines.findLastIndex((line) => ELIXIR_HEAD.test(line) && !line.includes('** (exit)'));
  const match = ELIXIR_HEAD.exec(lineAt(lines, at));
  if (match === null) return undefined;
  const [, type = '', text = ''] = match;
  const message = limitMessage([text]);
  const frames = lines.slice(at + 1).flatMap((line, index) => frameOf(line, at + 1 + index) ?? []);
  return {
    format: 'elixir',
    type,
    message,
    ...present({ code: errorCode(message) }),
    frames: frames.toReversed(),
    at,
  };
};

const frameOf = (line: string, at: number): Frame | undefined => {
  const match = ELIXIR_FRAME.exec(line);
  if (match === null) return undefined;
  const [, app = '', file = '', number, name = ''] = match;
  const inApp = !FOREIGN.test(app) && !/^deps\/|\/deps\//.test(file);
  return { file, line: Number(number), function: name, inApp, at };
};
