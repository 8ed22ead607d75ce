/** What is hidden, and why. */
export type SecretKind =
  | 'url-password'
  | 'password'
  | 'token'
  | 'jwt'
  | 'cookie'
  | 'authorization'
  | 'aws-key'
  | 'private-key'
  | 'signature'
  | 'row-value'
  | 'email'
  | 'card'
  | 'iban';

/** A stretch of a text that must not leave the process. */
export interface SecretSpan {
  readonly kind: SecretKind;
  readonly from: number;
  readonly to: number;
}

/** Finds one family of secrets. Linear in the length of the text; never throws. */
export type SecretFinder = (text: string) => readonly SecretSpan[];

/** A finder for a pattern whose named group `secret` is what must go. */
export const findByPattern =
  (kind: SecretKind, pattern: RegExp, isSecret: (secret: string) => boolean = () => true): SecretFinder =>
  (text) =>
    Array.from(text.matchAll(pattern), ({ indices }) => indices?.groups?.['secret']).flatMap((span) =>
      span && span[1] > span[0] && isSecret(text.slice(span[0], span[1]))
        ? [{ kind, from: span[0], to: span[1] }]
        : [],
    );
