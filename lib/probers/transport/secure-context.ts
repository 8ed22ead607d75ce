import { createSecureContext, DEFAULT_CIPHERS, type SecureContext, type SecureVersion } from 'node:tls';

/** What of the settings of TLS belongs to no single connection. */
export interface ContextOptions {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly minVersion?: SecureVersion | undefined;
  readonly maxVersion?: SecureVersion | undefined;
}

/** A context holds the parsed authorities: making one costs more than a handshake. Configs have few kinds of them. */
const MAX_CONTEXTS = 200;

/** Without the hybrid of ML-KEM that OpenSSL offers first: it is a seventh of a probe's CPU, and its hello does not fit one packet. */
const GROUPS = 'X25519:prime256v1:secp384r1:secp521r1';

/** What Node offers, this one first, as Go's and Apple's clients have it: SHA-384 costs a handshake more, and servers take the first. */
const FIRST_CIPHER = 'TLS_AES_128_GCM_SHA256';

const CIPHERS = [
  FIRST_CIPHER,
  ...DEFAULT_CIPHERS.split(':').filter((cipher) => cipher !== FIRST_CIPHER),
].join(':');

const contexts = new Map<string, SecureContext>();

/** The context for these settings; throws when a key is no key, an authority no certificate. */
export const contextFor = ({ ca, cert, key, minVersion, maxVersion }: ContextOptions): SecureContext => {
  const wanted = { ca, cert, key, minVersion, maxVersion };
  const name = JSON.stringify(wanted);
  const known = contexts.get(name);
  if (known) return known;
  if (contexts.size >= MAX_CONTEXTS) contexts.clear();
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const context = createSecureContext({ ecdhCurve: GROUPS, ciphers: CIPHERS, ...Object.fromEntries(given) });
  contexts.set(name, context);
  return context;
};
