import type { Check } from '../check.ts';

/** Whether a probe of this check makes a TLS handshake, as far as its target says: by its type, or by the scheme of a URL. */
export const speaksTls = ({ type, target }: Pick<Check, 'type' | 'target'>): boolean => {
  const { url, steps = [] } = (target ?? {}) as Addressed & { readonly steps?: readonly Addressed[] };
  return type === 'tls' || isSecure(url) || steps.some((step) => isSecure(step.url));
};

interface Addressed {
  readonly url?: unknown;
}

const isSecure = (url: unknown): boolean => typeof url === 'string' && /^(?:https|wss|grpcs):/.test(url);
