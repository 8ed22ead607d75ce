import { errorCode } from '../error-code.ts';
import type { Exception, Frame } from '../record.ts';
import { limitMessage } from './limit-message.ts';
import { lineAt } from './line-at.ts';

const NAME = String.raw`((?:[A-Za-z_]\w{0,127}[.+]){1,16}[A-Za-z_][\w\`]{0,255})`;
// System.InvalidOperationException: outer failed, System.Data.SqlClient.SqlException (0x80131904): A network-related error
const HEAD = new RegExp(
  String.raw`^(?:Unhandled exception\.? |Unhandled Exception: |.{0,160}?\s)??${NAME}(?: \((0x[0-9A-Fa-f]{8}|\d{1,9})\))?: (.*)$`,
);
//  ---> System.Data.SqlClient.SqlException (0x80131904): A network-related … error
const INNER = new RegExp(
  String.raw`^\s{0,8}(?:\(Inner Exception #\d{1,3}\) |---> ){1,2}${NAME}(?: \((0x[0-9A-Fa-f]{8}|\d{1,9})\))?: (.*)$`,
);
//    at Shop.Orders.Load(Int32 id) in /src/Orders.cs:line 5
export const DOTNET_FRAME =
  /^\s{2,12}at ([\w.<>`+[\],|$&* -]{1,512}?)\((?![\w$]{1,128}\.(?:java|kt|scala|groovy):|Native Method|Unknown Source)([^()/]{0,512})\)(?: in (.{1,1024}?):line (\d{1,9}))?$/;
//    --- End of inner exception stack trace ---
const END = /^\s{0,12}--- End of inner exception stack trace ---/;

const FOREIGN =
  /^(?:System|Microsoft|Npgsql|MySql|MySqlConnector|StackExchange|Newtonsoft|Dapper|Serilog|Polly|Amazon|Azure|Grpc|NLog|log4net|Oracle|MongoDB)\.|^lambda_method/;

/** More exceptions on one line are a loop. */
const MAX_HEADS = 16;

interface Part {
  readonly type: string;
  readonly message: string;
  readonly hex: string | undefined;
  readonly at: number;
  readonly frames: Frame[];
}

/** Reads an exception of .NET: heads outermost first, frames innermost first, each level ended by a line of its own. */
export const parseDotnetStack = (lines: readonly string[]): Exception | undefined => {
  const first = lines.findIndex(isTrace);
  if (first < 0) return undefined;
  const parts: Part[] = [];
  for (let at = 0; at <= first && parts.length === 0; at++) readHeads(lineAt(lines, at), at, parts);
  const head = parts[0];
  if (head === undefined) return undefined;
  let level = parts.length - 1;
  for (let at = head.at + 1; at < lines.length; at++)
    level = readLine(lineAt(lines, at), at, { parts, level });
  return chain(parts);
};

const isTrace = (line: string): boolean =>
  DOTNET_FRAME.test(line) || INNER.test(line) || line.includes(' ---> ');

/** Adds a line to the level that it belongs to; returns the level of the next. */
const readLine = (
  line: string,
  at: number,
  { parts, level }: { readonly parts: Part[]; readonly level: number },
): number => {
  const inner = INNER.exec(line);
  if (inner !== null) return parts.push(toPart(inner, at)) - 1;
  if (END.test(line)) return Math.max(0, level - 1);
  const frame = parseFrame(line, at);
  if (frame !== undefined) parts[level]?.frames.push(frame);
  return level;
};

/** .NET Framework prints inner heads on the same line, behind ` ---> `. */
const readHeads = (line: string, at: number, parts: Part[]): void => {
  const [outer = '', ...inner] = line.split(' ---> ', MAX_HEADS);
  const match = HEAD.exec(outer);
  if (match === null) return;
  parts.push(toPart(match, at));
  for (const each of inner) {
    const head = HEAD.exec(each);
    if (head !== null) parts.push(toPart(head, at));
  }
};

const toPart = (match: RegExpExecArray, at: number): Part => ({
  type: match[1] ?? '',
  hex: match[2],
  message: limitMessage([match[3] ?? '']),
  at,
  frames: [],
});

const parseFrame = (line: string, at: number): Frame | undefined => {
  const match = DOTNET_FRAME.exec(line);
  if (match === null) return undefined;
  const [, name = '', , file, number] = match;
  return {
    file: file ?? '',
    ...(number === undefined ? {} : { line: Number(number) }),
    function: name,
    inApp: !FOREIGN.test(name),
    at,
  };
};

const chain = (parts: readonly Part[]): Exception | undefined =>
  parts.reduceRight<Exception | undefined>((cause, { type, message, hex, at, frames }) => {
    const code = errorCode(message) ?? hex;
    return {
      format: 'dotnet',
      type,
      message,
      ...(code === undefined ? {} : { code }),
      frames: frames.toReversed(),
      ...(cause === undefined ? {} : { cause }),
      at,
    };
  }, undefined);
