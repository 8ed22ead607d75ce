import type { Transform } from './define-stack.ts';
import { lineText } from './log-lines.ts';
import type { LogLines } from './log-lines.ts';

/** What a transform may look at beside the line itself. */
export interface TransformContext {
  readonly markLine: number;
  /** Lines of the exception, both ends included, or none in a file without it. */
  readonly range: { readonly from: number; readonly to: number; readonly line: number } | null;
  readonly sentAtMs: number;
  readonly failedAtMs: number;
}

/** One line in, the lines that stand for it out. */
export type LineTransform = (line: Buffer, index: number, context: TransformContext) => readonly Buffer[];

const CARRIAGE_RETURN = Buffer.from('\r');

/** Docker's json-file driver cuts a line into entries of 16 KiB; only the last carries the newline. */
const DOCKER_PARTIAL_BYTES = 16 * 1024;
/** CloudWatch Logs takes 256 KiB an event, 26 bytes of it for its own overhead. */
const CLOUDWATCH_EVENT_BYTES = 256 * 1024 - 26;
const HEALTHY_LINE_GAP_MS = 150;

const timeOf = (index: number, context: TransformContext): string => {
  const before = context.markLine - index;
  const ms = before > 0 ? context.sentAtMs - before * HEALTHY_LINE_GAP_MS : context.failedAtMs;
  return new Date(ms).toISOString().replace('Z', `${String((index * 7919) % 1_000_000).padStart(6, '0')}Z`);
};

/** Cuts at most `size` bytes a piece, never inside a UTF-8 character. */
const cut = (line: Buffer, size: number): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let start = 0; start < line.length || start === 0;) {
    let end = Math.min(start + size, line.length);
    while (end < line.length && (line[end]! & 0xc0) === 0x80) end -= 1;
    pieces.push(line.subarray(start, end));
    start = end;
    if (start >= line.length) break;
  }
  return pieces;
};

const dockerEntries: LineTransform = (line, index, context) =>
  cut(line, DOCKER_PARTIAL_BYTES).map((piece, at, all) => {
    const log = piece.toString('utf8') + (at === all.length - 1 ? '\n' : '');
    return Buffer.from(JSON.stringify({ log, stream: 'stderr', time: timeOf(index, context) }));
  });

const LEVEL_COLOURS: readonly (readonly [RegExp, string])[] = [
  [/\b(ERROR|CRITICAL|FATAL|error|crit)\b/, '31'],
  [/\b(WARNING|WARN|warn)\b/, '33'],
  [/\b(INFO|NOTICE|DEBUG|notice|info)\b/, '32'],
];

const colour: LineTransform = (line, index, context) => {
  const text = line.toString('utf8');
  if (index === context.range?.line) return [Buffer.from(`\u001B[1;31m${text}\u001B[0m`)];
  for (const [level, code] of LEVEL_COLOURS) {
    if (level.test(text)) return [Buffer.from(text.replace(level, `\u001B[${code}m$1\u001B[0m`))];
  }
  return [line];
};

/** Every other space of an indent becomes U+00A0, as the Python client of AWS Lambda prints it. */
const nonBreakingIndent: LineTransform = (line) => {
  const text = line.toString('utf8');
  const indent = /^ +/.exec(text)?.[0].length ?? 0;
  return [Buffer.from('\u00A0 '.repeat(indent).slice(0, indent) + text.slice(indent))];
};

const LATIN1_TAIL = Buffer.from([0x20, 0x71, 0x3d, 0x63, 0x61, 0x66, 0xe9, 0xff, 0xfe]);

/** Latin-1 bytes behind some healthy lines, and behind the exception's first line where that is not the labelled one. */
const latin1Bytes: LineTransform = (line, index, { markLine, range }) => {
  const healthy = index < markLine && index % 4 === 1;
  const header = range !== null && index === range.from && range.from !== range.line;
  return [healthy || header ? Buffer.concat([line, LATIN1_TAIL]) : line];
};

/** The transforms that work line by line; `rotated` and `gzip` change files, see `splitFiles`. */
export const LINE_TRANSFORMS: Readonly<Record<Exclude<Transform, 'rotated' | 'gzip'>, LineTransform>> = {
  crlf: (line) => [Buffer.concat([line, CARRIAGE_RETURN])],
  nbsp: nonBreakingIndent,
  ansi: colour,
  'docker-json': dockerEntries,
  'split-16k': dockerEntries,
  'split-256k': (line) => cut(line, CLOUDWATCH_EVENT_BYTES),
  'invalid-utf8': latin1Bytes,
};

/** Whether the transform leaves a trace in these lines; a case that would not differ is a mistake. */
export const changes = (before: LogLines, after: LogLines): boolean =>
  before.length !== after.length || before.some((line, index) => !line.equals(after[index]!));

export const textOf = (lines: LogLines): string => lines.map(lineText).join('\n');
