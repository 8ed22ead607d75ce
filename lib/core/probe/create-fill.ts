import { fillReferences } from '../config/references.ts';
import type { Clock, Randomness, SecretSource } from '../ports.ts';
import type { EpochMs, Milliseconds } from '../time.ts';
import type { AttemptContext } from './contract.ts';
import { keepSecrets } from './keep-secrets.ts';

/** What filling texts in needs of the world. */
export interface FillDeps {
  readonly secrets: SecretSource;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomness: Randomness;
  /** How long a secret is trusted. @default 5 minutes */
  readonly secretsKeptMs?: Milliseconds;
}

/** Makes the function that fills secrets and per-request templates into a text. Secrets stay in memory, each read once. */
export const createFill = ({
  secrets,
  clock,
  randomness,
  secretsKeptMs,
}: FillDeps): AttemptContext['fill'] => {
  const readSecret = keepSecrets(secrets, clock, secretsKeptMs);
  return async (text, { fresh = false } = {}) => {
    if (!text.includes('${')) return text;
    const templated = text.replaceAll(TEMPLATE, (_whole, name: string) =>
      template(name as TemplateName, clock.now(), randomness),
    );
    return fillReferences(templated, (reference) => readSecret(reference, fresh));
  };
};

// ${uuid} · ${timestamp} · ${isoTimestamp}
const TEMPLATE = /\$\{(uuid|timestamp|isoTimestamp)\}/g;

type TemplateName = 'uuid' | 'timestamp' | 'isoTimestamp';

const template = (name: TemplateName, now: EpochMs, randomness: Randomness): string => {
  switch (name) {
    case 'uuid':
      return uuid(randomness.hex(16));
    case 'timestamp':
      return String(Math.floor(now / 1_000));
    case 'isoTimestamp':
      return new Date(now).toISOString();
  }
};

/** Version 4, RFC 9562. */
const uuid = (hex: string): string => {
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  const digits = `${hex.slice(0, 12)}4${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
