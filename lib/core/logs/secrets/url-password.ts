import type { SecretFinder, SecretSpan } from './span.ts';

// The user and password of a URL, up to the last @: postgres://shop:p@ss!w0rd#1@db.internal/shop
const START = /[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\/\/(?=[^\s"'`<>@]{0,200}[^\s"'`<>]{0,200}@)/g;

/** Longer than any DSN that a person writes. */
const MAX_CHARS = 400;

const END = /[\s"'`<>\\]|,(?=[a-z][a-z0-9+.-]{1,20}:\/\/)/;

/** A port and a path may be followed by an @ somewhere: https://api.example:8443/users/ada@example.org */
const PORT_AND_PATH = /^\d{1,5}(?:\/|$)/;

/** Passwords in URLs and DSNs: to the last `@`, for passwords hold `@`, `/`, `#` and `!` in real life. */
export const urlPassword: SecretFinder = (text) => {
  if (!text.includes('://') || !text.includes('@')) return [];
  return Array.from(text.matchAll(START), (match) => spanAt(text, match.index + match[0].length)).filter(
    (span) => span !== undefined,
  );
};

const spanAt = (text: string, start: number): SecretSpan | undefined => {
  const run = text.slice(start, start + MAX_CHARS);
  const rest = run.slice(0, run.search(END) === -1 ? run.length : run.search(END));
  const at = rest.lastIndexOf('@');
  if (at <= 0) return undefined;
  const colon = rest.indexOf(':');
  const slash = rest.indexOf('/');
  if (slash !== -1 && slash < at && (colon === -1 || slash < colon)) return undefined;
  if (colon === -1 || colon > at)
    return at >= 16 ? { kind: 'token', from: start, to: start + at } : undefined;
  const password = rest.slice(colon + 1, at);
  if (password === '' || (PORT_AND_PATH.test(password) && password.includes('/'))) return undefined;
  return { kind: 'url-password', from: start + colon + 1, to: start + at };
};
