import { knownShapes } from './secrets/known-shapes.ts';
import { namedSecrets } from './secrets/key-value.ts';
import type { SecretFinder, SecretKind, SecretSpan } from './secrets/span.ts';
import { urlPassword } from './secrets/url-password.ts';

/** Hides secrets in texts of one diagnosis: one secret is one token throughout. */
export type Redactor = (text: string) => string;

const FINDERS: readonly SecretFinder[] = [urlPassword, ...namedSecrets, ...knownShapes];

/** Texts without any of these hold none of the secrets that are looked for; most lines end here. */
const HINT =
  /pass|pwd|secret|token|key|credential|sess|csrf|xsrf|sid|auth|cookie|sig|otp|cvv|bearer|basic|identified|@|%40|eyJ|A[KS]IA|ABIA|ACCA|A3T|_|-----|[A-Za-z0-9+/]{40}|\d{4}[ -]?\d{4}|row contains|Duplicate entry|mysql|called at|dbi:|jdbc:|(?:host|server|db|dbname|database)=/i;

/** A text longer than this is redacted in pieces, so that no pattern looks further. */
const MAX_CHARS = 65_536;

/** Makes a redactor; its tokens are stable: `<secret:url-password:1>`. */
export const createRedactor = (): Redactor => {
  // Made when there is something to hide: most texts hold nothing, and each probe has a redactor of its own.
  let seen: { readonly tokens: Map<string, string>; readonly counts: Map<SecretKind, number> } | undefined;

  const tokenOf = (kind: SecretKind, secret: string): string => {
    seen ??= { tokens: new Map(), counts: new Map() };
    const { tokens, counts } = seen;
    const known = tokens.get(secret);
    if (known) return known;
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const token = `<secret:${kind}:${number}>`;
    tokens.set(secret, token);
    return token;
  };

  const piece = (text: string): string => {
    if (!HINT.test(text)) return text;
    const spans = merge(FINDERS.flatMap((find) => find(text)));
    let out = '';
    let at = 0;
    for (const { kind, from, to } of spans) {
      out += text.slice(at, from) + tokenOf(kind, text.slice(from, to));
      at = to;
    }
    return out + text.slice(at);
  };

  return (text) => {
    if (text.length <= MAX_CHARS) return piece(text);
    let out = '';
    for (let at = 0; at < text.length; at += MAX_CHARS) out += piece(text.slice(at, at + MAX_CHARS));
    return out;
  };
};

/** Overlapping spans become one, of the kind that begins first and reaches furthest. */
const merge = (spans: readonly SecretSpan[]): readonly SecretSpan[] => {
  const merged: SecretSpan[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from || other.to - one.to)) {
    const last = merged.at(-1);
    if (last && span.from < last.to) {
      // The end of a password and the host behind it look like an address of somebody.
      if (span.to > last.to && span.kind !== 'email') merged[merged.length - 1] = { ...last, to: span.to };
    } else merged.push(span);
  }
  return merged;
};
