import type { SecretFinder, SecretSpan } from './span.ts';

// The user and password of a URL, up to the last @: postgres://shop:p@ss!w0rd#1@db.internal/shop
const START = /[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\/\/(?=[^\s"'`<>]{0,400}@)/g;

/** Longer than any DSN that a person writes. */
const MAX_CHARS = 400;

const END = /[\s"'`<>\\]|,(?=[a-z][a-z0-9+.-]{1,20}:\/\/)/;

/** A port and a path may be followed by an @ somewhere: https://api.example:8443/users/ada@example.org */
const PORT_AND_PATH = /^\d{1,5}\//;

/** A user name is shorter than this, a token is not. */
const TOKEN_CHARS = 16;

/** Passwords in URLs and DSNs: to the last `@`, for passwords hold `@`, `/`, `#` and `!` in real life. */
export const urlPassword: SecretFinder = (text) => {
  if (!text.includes('://') || !text.includes('@')) return [];
  const spans: SecretSpan[] = [];
  for (const { index, 0: scheme } of text.matchAll(START)) {
    // A URL within a password that goes already.
    const span = index < (spans.at(-1)?.to ?? 0) ? undefined : spanAt(text, index + scheme.length);
    if (span !== undefined) spans.push(span);
  }
  return spans;
};

const spanAt = (text: string, start: number): SecretSpan | undefined => {
  const run = text.slice(start, start + MAX_CHARS);
  const end = run.search(END);
  const at = run.slice(0, end === -1 ? run.length : end).lastIndexOf('@');
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
