import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

// app/models/order.rb:12:in `total',   from /app/x.rb:3:in 'Order#total', app.ru:12:in `nomethod'
export const RUBY_FRAME =
  /^\s{0,8}(?:from |\d{1,4}: from )?((?:\/|\.\/)?[\w@.+~<][^\s:]{0,1023}):(\d{1,9})(?::in [`'](.{1,256}?)')?$/;
// NoMethodError (undefined method `total' for nil:NilClass):
const RAILS = /^([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8}) \((.*?)\)?:?$/;
// app.rb:3:in `total': undefined method (NoMethodError)
const UNCAUGHT =
  /^((?:\/|\.\/)?[\w@.+~<][^\s:]{0,1023}):(\d{1,9}):in [`'](.{1,256}?)': (.*) \(([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8})\)$/;
// undefined method (NoMethodError), as Logger prints an exception
const LOGGED = /^(.*) \(([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8})\)$/;
// Rack app ("GET /x" - (127.0.0.1)): #<RuntimeError: boom>
const INSPECTED = /#<([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8}): (.*?)>?$/;
// RuntimeError: import failed
const COLON = /^(?:Unable to load application: )?([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8}): (.*)$/;

// NoMethodError - undefined method `price' for nil:NilClass:, as Sinatra prints it; the message ends with a colon
const DASHED = /^([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){0,8}) - (.*?)(:?)$/;

const FOREIGN =
  /\/gems\/|\/ruby\/\d|^<internal:|\/lib\/ruby\/|\/usr\/share\/rubygems|\/bundler?\/|^(?:actionpack|activerecord|activesupport|railties|puma|rack) \(/;

/** Whether a line names the first frame together with the exception. */
export const isRubyUncaught = (line: string): boolean => line.endsWith(')') && UNCAUGHT.test(line);

/** Reads exceptions as Rails, Logger, Puma and the interpreter print them; causes follow where they are printed. */
export const parseRubyBacktrace = (lines: readonly string[]): Exception | undefined => {
  const first = lines.findIndex((line) => isFrameWithPlace(line) || UNCAUGHT.test(line));
  const end = first < 0 ? lines.length : first + 1;
  const head = findHead(lines, end);
  if (head === undefined) return undefined;
  const listed = causesOf(lines, head);
  const causes = listed.length === 0 ? wrappedIn(head) : listed;
  const frames = framesFrom(lines, head.at);
  return build(head, frames, causes);
};

interface Head {
  readonly type: string;
  readonly message: string;
  readonly at: number;
  readonly frame?: Frame;
}

// PG::UndefinedTable: ERROR:  relation "orders" does not exist, Mysql2::Error: Table 'shop.x' doesn't exist
const WRAPPED = /^([A-Z]\w{0,127}(?:::[A-Z]\w{0,127}){1,8}): (.*)$/s;

/** Active Record puts the driver's error into its own message. */
const wrappedIn = ({ type, message, at }: Head): readonly Exception[] => {
  const match = type.startsWith('ActiveRecord::') ? WRAPPED.exec(message) : null;
  return match === null ? [] : [build({ type: match[1] ?? '', message: match[2] ?? '', at }, [], [])];
};

const isFrameWithPlace = (line: string): boolean => RUBY_FRAME.test(line) && line.includes(':in ');

const findHead = (lines: readonly string[], end: number): Head | undefined => {
  for (let at = 0; at < end; at++) {
    const head = readHead(lines, at, end);
    if (head !== undefined) return head;
  }
  return undefined;
};

const readHead = (lines: readonly string[], at: number, end: number): Head | undefined => {
  const line = lineAt(lines, at).trim();
  const uncaught = UNCAUGHT.exec(line);
  if (uncaught !== null) return fromUncaught(uncaught, at);
  const rails = RAILS.exec(line);
  if (rails !== null && isClass(rails[1])) return fromRails(rails, lines, at);
  const inspected = INSPECTED.exec(line);
  if (inspected !== null) return fromInspected(inspected, lines, at);
  // Without frames, the other shapes are mere words.
  if (end >= lines.length && !isFrameWithPlace(lineAt(lines, lines.length - 1))) return undefined;
  return fromDashed(lines, at, end) ?? fromWords(line, at);
};

const fromDashed = (lines: readonly string[], at: number, end: number): Head | undefined => {
  const match = DASHED.exec(lineAt(lines, at).trim());
  const [, type = '', first = '', colon] = match ?? [];
  if (!isClass(type)) return undefined;
  const last = lines.findIndex((line, index) => index > at && index < end && line.endsWith(':'));
  const below = colon === ':' || last < 0 ? [] : lines.slice(at + 1, last + 1);
  return { type, message: limitMessage([first, ...below]).replace(/:$/, ''), at };
};

/** `#<X: …>` ends with its bracket, perhaps some lines below. */
const fromInspected = (match: RegExpExecArray, lines: readonly string[], at: number): Head => {
  const last = lines.findIndex((line, index) => index >= at && line.endsWith('>'));
  const below = last <= at ? [] : lines.slice(at + 1, last + 1);
  const message = limitMessage([match[2] ?? '', ...below]).replace(/>$/, '');
  return { type: match[1] ?? '', message, at };
};

const fromWords = (line: string, at: number): Head | undefined => {
  const colon = COLON.exec(line);
  if (colon !== null && isClass(colon[1])) return { type: colon[1] ?? '', message: colon[2] ?? '', at };
  const logged = LOGGED.exec(line);
  return logged === null ? undefined : { type: logged[2] ?? '', message: logged[1] ?? '', at };
};

/** `VALUES (1, 2)` is SQL. */
const isClass = (name = ''): boolean => /[a-z]/.test(name);

const fromUncaught = (match: RegExpExecArray, at: number): Head => {
  const [, file = '', line, name = '', message = '', type = ''] = match;
  return { type, message, at, frame: toFrame([file, Number(line), name], at) };
};

/** A message of several lines ends with `):` on a line of its own. */
const fromRails = (match: RegExpExecArray, lines: readonly string[], at: number): Head | undefined => {
  const line = lineAt(lines, at).trimEnd();
  const message = [match[2] ?? ''];
  if (line.endsWith(')') || line.endsWith('):'))
    return { type: match[1] ?? '', message: message.join(''), at };
  for (let index = at + 1; index < Math.min(lines.length, at + 20); index++) {
    const next = lineAt(lines, index);
    if (next.endsWith('):')) {
      message.push(next.slice(0, -2));
      return { type: match[1] ?? '', message: limitMessage(message), at };
    }
    message.push(next);
  }
  return undefined;
};

/** Rails ≥ 7 lists causes below `Causes:`; the interpreter prints each with its own frames. */
const causesOf = (lines: readonly string[], head: Head): readonly Exception[] => {
  const causes: Exception[] = [];
  let inList = false;
  for (let at = head.at + 1; at < lines.length; at++) {
    const line = lineAt(lines, at).trim();
    if (line === 'Causes:') inList = true;
    const rails = inList ? RAILS.exec(line) : null;
    const listed = rails === null ? undefined : fromRails(rails, lines, at);
    const uncaught = UNCAUGHT.exec(line);
    const cause = uncaught === null ? listed : fromUncaught(uncaught, at);
    if (cause !== undefined) causes.push(build(cause, uncaught === null ? [] : framesFrom(lines, at), []));
  }
  return causes;
};

const framesFrom = (lines: readonly string[], from: number): readonly Frame[] => {
  const frames: Frame[] = [];
  for (let at = from + 1; at < lines.length && !UNCAUGHT.test(lineAt(lines, at)); at++) {
    const match = RUBY_FRAME.exec(lineAt(lines, at));
    if (match === null) continue;
    // A method written in C is printed at its caller's place, and its caller below it.
    const frame = toFrame([match[1] ?? '', Number(match[2]), match[3]], at);
    const above = frames.at(-1);
    if (above !== undefined && above.file === frame.file && above.line === frame.line) frames.pop();
    frames.push(frame);
  }
  return frames;
};

const toFrame = (place: readonly [string, number, string | undefined], at: number): Frame => {
  const [file, line, name] = place;
  return { file, line, ...(name === undefined ? {} : { function: name }), inApp: !FOREIGN.test(file), at };
};

const build = (head: Head, frames: readonly Frame[], causes: readonly Exception[]): Exception => {
  const code = errorCode(head.message);
  const cause = causes.reduceRight<Exception | undefined>(
    (inner, outer) => (inner === undefined ? outer : { ...outer, cause: inner }),
    undefined,
  );
  return {
    format: 'ruby',
    type: head.type,
    message: head.message,
    ...(code === undefined ? {} : { code }),
    frames: [...(head.frame === undefined ? [] : [head.frame]), ...frames].toReversed(),
    ...(cause === undefined ? {} : { cause }),
    at: head.at,
  };
};
