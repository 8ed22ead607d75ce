import type { Check } from '../check.ts';

/** What a config may say, but should not say by accident. */
export const cautionsOf = (checks: readonly Check[]): readonly string[] =>
  checks
    .filter(({ target }) => isInsecure(target as Secured))
    .map(({ name }) => `check ${name} trusts any certificate (tls.insecure: true); give it a ca instead`);

interface Secured {
  readonly tls?: boolean | { readonly insecure?: boolean };
}

const isInsecure = ({ tls }: Secured): boolean => typeof tls === 'object' && tls.insecure === true;
