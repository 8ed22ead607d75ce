import type { SecretFinder, SecretSpan } from './span.ts';

// The user and password of a URL, up to the last @: postgres://shop:p@ss!w0rd#1@db.internal/shop
const START = /[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\/\//g;

/** Longer than any DSN that a person writes. */
const MAX_CHARS = 400;

const END = /[\s"'`<>\\]|,(?=[a-z][a-z0-9+.-]{1,20}:\/\/)/g;

/** A port and a path may be followed by an @ somewhere: https://api.example:8443/users/ada@example.org */
const PORT_AND_PATH = /^\d{1,5}\//;

/** A user name is shorter than this, a token is not. */
const TOKEN_CHARS = 16;

/** Passwords in URLs and DSNs: to the last `@`, for passwords hold `@`, `/`, `#` and `!` in real life. */
export const urlPassword: SecretFinder = (text) => {
  if (!text.includes('://') || !text.includes('@')) return [];
  const runFrom = runsWithAt(text);
  const spans: SecretSpan[] = [];
  for (const { index, 0: scheme } of text.matchAll(START)) {
    const start = index + scheme.length;
    // A URL within a password that goes already.
    const run = index < (spans.at(-1)?.to ?? 0) ? undefined : runFrom(start);
    const span = run === undefined ? undefined : spanAt(run, start);
    if (span !== undefined) spans.push(span);
  }
  return spans;
};

/** What stands behind a scheme, where an @ is in it; each end and each @ is looked up once, however many URLs are before it. */
const runsWithAt = (text: string): ((start: number) => string | undefined) => {
  const ends = text.matchAll(END);
  let [end, nextAt] = [-1, -1];
  return (start) => {
    while (end < start) end = ends.next().value?.index ?? text.length;
    if (nextAt < start) nextAt = text.indexOf('@', start);
    if (nextAt === -1) nextAt = text.length;
    const to = Math.min(end, start + MAX_CHARS);
    return nextAt < to ? text.slice(start, to) : undefined;
  };
};

/** The password in what stands behind a scheme. */
const spanAt = (run: string, start: number): SecretSpan | undefined => {
  const at = run.lastIndexOf('@');
  if (at <= 0) return undefined;
  const user = /^[^:/]{0,200}/.exec(run.slice(0, at))?.[0] ?? '';
  if (run[user.length] === '/') return undefined;
  // https://ghp_token@github.com
  if (user.length >= at)
    return at >= TOKEN_CHARS ? { kind: 'token', from: start, to: start + at } : undefined;
  const password = run.slice(user.length + 1, at);
  return password === '' || PORT_AND_PATH.test(password)
    ? undefined
    : { kind: 'url-password', from: start + user.length + 1, to: start + at };
};
