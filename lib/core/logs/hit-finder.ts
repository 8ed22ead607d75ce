/**
 * Words that a line of trouble has and a benign one seldom: stems, so that `failed`, `Failure` and `FAIL` are one. Plain
 * texts of four letters and more, for the engine skips over text that cannot begin one; a short or variable beginning
 * halves the speed of all of them.
 */
const STEMS: readonly string[] = [
  'error',
  'exception',
  'traceback',
  'fatal',
  'fail',
  'panic',
  'critical',
  'crit\\]',
  'alert',
  'emerg',
  'warn',
  'severe',
  'denied',
  'refused',
  'timed out',
  'timeout',
  'time-out',
  'kill',
  'died',
  'harakiri',
  'sigterm',
  'segfault',
  'segmentation',
  'cannot',
  'could not',
  "can't ",
  'unable',
  'not found',
  'no such',
  'no space',
  'does not exist',
  'violates',
  'noauth',
  'template: ',
  'out of memory',
  'exhaust',
  'max_children',
  'caused by',
  'abort',
  'invalid',
  'unexpected',
  'too many',
  'too large',
  'throttl',
  'exceed',
  'forbidden',
  'unauthori',
  'unreachable',
  'misbehaving',
  'unavailable',
  'deadlock',
  'corrupt',
  'reject',
  'expired',
  'missing',
  'uncaught',
  'unhandled',
  'undefined',
  'disconnect',
  'terminat',
  'shutdown',
  'shutting down',
  'gone away',
  'lost connection',
  'reset by',
  'upstream ',
  'stacktrace',
  'stack trace',
  'goroutine ',
  'errno',
  'err[=:"]',
  'reload',
];

/** A status of the server behind a space or a colon, as access logs print it, and pino's levels of trouble. */
const NUMBERS = / 5[012]\d(?=[ ,)\n]|$)|"level":[56]0|:5[012]\d[,}]/g;

/** How many ids and paths may be searched beside the stems; more would slow every line down. */
const MAX_LITERALS = 32;

const NONE = -1;

/** Finds the places of a text that are worth reading: words and numbers of trouble, and what is asked for. */
export class HitFinder {
  private readonly patterns: readonly RegExp[];
  private readonly hits: number[];
  private text = '';

  /** `literals`: ids, a path; found in any spelling of capitals. */
  constructor(literals: readonly string[]) {
    const wanted = literals.filter((literal) => literal !== '').slice(0, MAX_LITERALS);
    const words = [...STEMS, ...wanted.map(escapeLiteral)].join('|');
    this.patterns = [new RegExp(words, 'gi'), new RegExp(NUMBERS)];
    this.hits = this.patterns.map(() => NONE);
  }

  /** Turns to another text, and finds its first hit; -1 when there is none. */
  first(text: string): number {
    this.text = text;
    this.patterns.forEach((pattern, index) => {
      this.hits[index] = search(pattern, text, 0);
    });
    return this.nearest();
  }

  /** The first hit at or behind an offset; -1 when there is none. */
  next(from: number): number {
    this.patterns.forEach((pattern, index) => {
      const hit = this.hits[index] ?? NONE;
      if (hit !== NONE && hit < from) this.hits[index] = search(pattern, this.text, from);
    });
    return this.nearest();
  }

  private nearest(): number {
    const found = this.hits.filter((hit) => hit !== NONE);
    return found.length === 0 ? NONE : Math.min(...found);
  }
}

const search = (pattern: RegExp, text: string, from: number): number => {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? NONE;
};

const escapeLiteral = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
