import type { Exception } from '../record.ts';
import { framesFrom, GOROUTINE, isGoPlace } from './go-panic.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

//   | \texample.com/brewery/cellar/brewhouse.go:20 +0x32, as hclog prints a value of several lines below its name, others with │
const PIPED = /^\s{0,8}[|│┃] ?(.*)$/;
//   trace=, stack=
const NAME = /^\s{1,8}\w{1,64}=$/;
// panic in handler: path=/tasting panic="runtime error: invalid memory address", or {"error": "load: no stock"}, before the stack
const SAID = /\b(?:panic|err|error)"?(?:=|: ?)"((?:[^"\\]|\\.){1,1024})"/;
// panic({0x11ab100?, 0x1e40040?})
const RAISED = /^panic\(/;

// runtime.goexit, the first function of every goroutine
const BOTTOM = /^runtime\.goexit\b/;

/** Reads a stack that was logged with an error or a recovered panic: functions and places, without the word of a panic. */
export const parseGoStack = (printed: readonly string[]): Exception | undefined => {
  const whole = printed.map(withoutPipe);
  const bottom = whole.findIndex((line) => BOTTOM.test(line));
  // Below it stands the same stack once more, where a logger prints the error and where it was logged.
  const lines = bottom < 0 ? whole : whole.slice(0, bottom + 2);
  const place = lines.findIndex((line) => isGoPlace(line));
  if (place < 1) return undefined;
  const frames = framesFrom(lines, place);
  if (frames.length < 2) return undefined;
  const goroutine = lines.findIndex((line, at) => at < place && GOROUTINE.test(line));
  const message = messageOf(lines, goroutine < 0 ? place - 1 : goroutine);
  return {
    format: 'go',
    type: lines.some((line) => RAISED.test(line)) ? 'panic' : 'error',
    message: message.replace(/^runtime error: /, ''),
    frames,
    at: 0,
  };
};

const withoutPipe = (line: string): string => {
  const piped = PIPED.exec(line)?.[1];
  return piped === undefined ? line : piped.replace(/^(?:\\t){1,2}/, '\t');
};

/** What stands above the stack; hclog repeats the error there, or gives it beside the message. */
const messageOf = (lines: readonly string[], end: number): string => {
  const name = lines.findIndex((line, at) => at < end && NAME.test(line));
  const said = SAID.exec(lineAt(lines, 0).slice(0, MAX_CHARS))?.[1];
  const above = limitMessage(lines.slice(name < 0 && said !== undefined ? 1 : name + 1, end));
  return above === '' ? (said ?? lineAt(lines, 0)) : above;
};

const MAX_CHARS = 8_192;
