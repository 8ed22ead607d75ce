import { RE2JS } from 're2js';
import * as v from 'valibot';

/** A compiled user pattern; its time is linear in the text, whatever the pattern. */
export interface Pattern {
  /** Whether it occurs anywhere in the text. */
  found(text: string): boolean;
  /** Whether it spans the whole text. */
  spans(text: string): boolean;
  /** A group of its first occurrence; 0 is all of it. */
  extract(text: string, group: number): string | undefined;
}

/** The config's patterns are few; the bound is for JSONPath, where a pattern may come out of the document. */
const MAX_CACHED = 1_000;

const cache = new Map<string, Pattern>();

/** Compiles a pattern in RE2 syntax; throws with RE2's reason. */
export const compilePattern = (source: string): Pattern => {
  const known = cache.get(source);
  if (known) return known;
  const compiled = RE2JS.compile(source);
  const pattern: Pattern = {
    found: (text) => compiled.test(text),
    spans: (text) => compiled.testExact(text),
    extract: (text, group) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find() || group > matcher.groupCount()) return undefined;
      return matcher.group(group) ?? undefined;
    },
  };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(source, pattern);
  return pattern;
};

// (?=next) · (?!not) · (?<=before) · (?<!not before)
const LOOK_AROUND = /\(\?<?[=!]/;

const patternFault = (source: string): string | undefined => {
  if (LOOK_AROUND.test(source))
    return 'look-around is not supported, for every pattern must run in linear time (RE2)';
  try {
    compilePattern(source);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // error parsing regexp: missing closing ]: `[a`
    return `not a regular expression (RE2): ${reason.replace(/^error parsing regexp: /, '')}`;
  }
};

/** A config key that takes a regular expression. */
export const pattern = () =>
  v.pipe(
    v.string('expected a regular expression'),
    v.check(
      (source) => patternFault(source) === undefined,
      (issue) => patternFault(issue.input) ?? 'expected a regular expression',
    ),
  );
