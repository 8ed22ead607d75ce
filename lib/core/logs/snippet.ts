import type { SnippetLine, SnippetRole } from '../diagnosis/diagnosis.ts';
import { chainOf, inAppFrameOf, innermostOf } from '../causes/chain.ts';
import type { LogRecord, RecordLine } from './record.ts';
import type { Redactor } from './redact.ts';

/** What may stand in a snippet: reference §4.6; a notification must stay readable on a phone. */
const LIMIT = {
  lines: 20,
  chars: 12_000,
  lineChars: 2_000,
  contextBefore: 3,
  corroborating: 2,
  message: 6,
} as const;

/** What to show, the most telling first. */
export interface SnippetParts {
  /** The record that names the cause. */
  readonly primary: LogRecord;
  /** Index into its lines of the line that the cause stands on. */
  readonly at: number;
  /** Records of the same request before it, nearest last. */
  readonly before: readonly LogRecord[];
  /** Records of other layers that say the same, or the failing exception where the cause stands elsewhere. */
  readonly corroborating: readonly LogRecord[];
}

interface Pick {
  readonly record: LogRecord;
  readonly index: number;
  readonly role: SnippetRole;
}

/** The few lines that matter, redacted, in the order of the log. */
export const snippetOf = (parts: SnippetParts, redact: Redactor): readonly SnippetLine[] => {
  const context = parts.before
    .slice(-LIMIT.contextBefore)
    .map((record): Pick => ({ record, index: 0, role: 'context' }));
  const others = parts.corroborating.slice(0, LIMIT.corroborating).flatMap((record) => corroboration(record));
  const own = pickLines(parts.primary, parts.at);
  const room = LIMIT.lines - own.length;
  const picks = [...context.slice(-Math.max(0, room - others.length) || context.length), ...own, ...others];
  return withinChars(picks.slice(0, LIMIT.lines).map((pick) => show(pick, redact)));
};

const corroboration = (record: LogRecord): readonly Pick[] => {
  if (!record.exception) return [{ record, index: 0, role: 'corroboration' }];
  const inner = innermostOf(record.exception);
  return [...new Set([0, record.exception.at, inner.at])].map((index) => ({
    record,
    index,
    role: index === inner.at ? ('exception' as const) : ('corroboration' as const),
  }));
};

/** Of one record: its header, each exception of the chain, the frame in the application with its neighbours. */
const pickLines = (record: LogRecord, at: number): readonly Pick[] => {
  const roles = new Map<number, SnippetRole>();
  const add = (index: number, role: SnippetRole): void => {
    if (index >= 0 && index < record.lines.length && !roles.has(index)) roles.set(index, role);
  };
  const { exception } = record;
  if (!exception) {
    add(at, 'exception');
    add(0, 'exception');
    for (let index = at + 1; index <= at + 2; index += 1)
      if (isStatement(record, index)) add(index, 'context');
    return toPicks(record, roles);
  }
  const inner = innermostOf(exception);
  add(inner.at, 'cause');
  add(at, 'cause');
  add(0, 'exception');
  for (const { at: place } of [...chainOf(exception), ...(inner.errors ?? [])]) add(place, 'exception');
  for (let index = inner.at + 1; index < inner.at + LIMIT.message && isMessage(record, index); index += 1)
    add(index, 'exception');
  const frame = inAppFrameOf(exception);
  if (frame) {
    add(frame.at, 'frame');
    if (isQuotedSource(record, frame.at + 1)) add(frame.at + 1, 'frame');
  }
  return toPicks(record, roles);
};

const toPicks = (record: LogRecord, roles: ReadonlyMap<number, SnippetRole>): readonly Pick[] =>
  [...roles]
    .sort(([one], [other]) => one - other)
    .slice(0, LIMIT.lines)
    .map(([index, role]) => ({ record, index, role }));

// DETAIL:  Role "shop" does not exist.     HINT:  …     	Is the server running on that host
const MESSAGE_MORE =
  /^(?:\t(?!at )|DETAIL: |HINT: |LINE \d|\s{1,8}(?:code|errno|syscall|address|port|hostname|status|path): )/;

const isMessage = ({ lines }: LogRecord, index: number): boolean =>
  MESSAGE_MORE.test(lines[index]?.text ?? '');

const isStatement = ({ lines }: LogRecord, index: number): boolean =>
  (lines[index]?.text.trim() ?? '') !== '';

/** Python quotes the source below a frame. */
const isQuotedSource = ({ lines, exception }: LogRecord, index: number): boolean =>
  exception?.format === 'python' && /^\s{4}\s{0,60}[^\s^~]/.test(lines[index]?.text ?? '');

const show = ({ record, index, role }: Pick, redact: Redactor): SnippetLine => {
  const line = record.lines[index] ?? NO_LINE;
  const timestamp = line.timestamp ?? record.timestamp;
  const text = redact((line.raw ?? line.text).slice(0, LIMIT.lineChars * 2));
  return {
    source: record.source,
    ...(record.stream === record.source ? {} : { stream: record.stream }),
    line: line.line,
    ...(timestamp === undefined ? {} : { timestamp: new Date(timestamp).toISOString() }),
    text: text.slice(0, LIMIT.lineChars),
    role,
  };
};

const NO_LINE: RecordLine = { line: 0, text: '' };

const withinChars = (lines: readonly SnippetLine[]): readonly SnippetLine[] => {
  let left = LIMIT.chars;
  const seen = new Set<string>();
  return lines.filter(({ source, stream, line, text }) => {
    const key = `${source}\n${stream ?? ''}\n${line}`;
    if (seen.has(key)) return false;
    seen.add(key);
    left -= text.length;
    return left >= 0;
  });
};
