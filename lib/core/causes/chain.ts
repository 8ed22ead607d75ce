import type { Exception, Frame } from '../logs/record.ts';

/** Chains are cut here: a forged or runaway chain must not cost more than a real one. */
const MAX_DEPTH = 24;

/** How a runtime ends an iteration; json.decoder raises its errors from it. */
const PLUMBING = /^(?:StopIteration|StopAsyncIteration|GeneratorExit)$/;

/** Types of input, output and drivers, and of waiting for them: `ConnectionRefusedError`, `psycopg2.OperationalError`, `CancelledError`. */
const OUTSIDE_TYPE =
  /(?:^|[.:])(?:OSError|IOError|EOFError|gaierror)$|Connection|Connect|Socket|HTTP|URLError|Timeout|TimedOut|SSL|Permission|Operational|Database|Disconnected|psycopg|pymysql|MySQL|redis|PG::|Errno::|ENOENT|MemoryError|BlockingIO|BrokenPipe|Protocol|Cancelled/;

/** The exceptions that explain each other, outermost first. What was handled when an unrelated one arose is left out. */
export const chainOf = (exception: Exception): readonly Exception[] =>
  linksOf(exception, MAX_DEPTH, new Map());

/** Whether a context is about the outside, asked once: below each link of a chain, the rest of it is walked for that. */
type Known = Map<Exception, boolean>;

const linksOf = (exception: Exception, depth: number, known: Known): readonly Exception[] => {
  const chain: Exception[] = [];
  let current: Exception | undefined = exception;
  while (current && chain.length < depth) {
    chain.push(current);
    current = inner(current, depth - chain.length, known);
  }
  const quoted = quotedIn(chain.at(-1));
  return quoted ? [...chain, quoted] : chain;
};

// PG::UndefinedTable: ERROR:  relation "vouchers" does not exist
const QUOTED = /^((?:PG|Mysql2|SQLite3|Trilogy|Redis|TinyTds|Errno)::\w{2,60}): ([^]*)$/;

/** Rails logs no cause; its wrapper says the driver's exception in its message. */
const quotedIn = (last: Exception | undefined): Exception | undefined => {
  if (last?.format !== 'ruby') return undefined;
  const [, type, message] = QUOTED.exec(last.message.slice(0, 2_000)) ?? [];
  return type && message !== undefined ? { ...last, type, message } : undefined;
};

/** The exception that everything else in the chain wraps. */
export const innermostOf = (exception: Exception): Exception => chainOf(exception).at(-1) ?? exception;

const inner = (exception: Exception, depth: number, known: Known): Exception | undefined => {
  if (exception.cause && !PLUMBING.test(exception.cause.type)) return exception.cause;
  if (exception.context && isOutside(exception.context, depth, known)) return exception.context;
  // What Java suppressed says more of it, and is no cause.
  return exception.format === 'java' ? undefined : exception.errors?.[0];
};

/** A failure of input or output that was being handled is what the later exception is about; any other is its own affair. */
const isOutside = (context: Exception, depth: number, known: Known): boolean => {
  const answer =
    known.get(context) ?? linksOf(context, depth, known).some(({ type }) => OUTSIDE_TYPE.test(type));
  known.set(context, answer);
  return answer;
};

/** The deepest frame of the application's own code: of the innermost exception that has one. */
export const inAppFrameOf = (exception: Exception): Frame | undefined => {
  for (const { frames } of chainOf(exception).toReversed()) {
    const own = frames.findLast(({ inApp }) => inApp);
    if (own) return own;
  }
  return undefined;
};
