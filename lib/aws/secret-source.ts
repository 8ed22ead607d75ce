import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

import type { Clock, SecretSource } from '../core/ports.ts';
import type { EpochMs, Milliseconds } from '../core/time.ts';

/** A rotated secret is seen after this time at the latest; each lookup costs $0.05 per 10,000. */
const CACHE_MS: Milliseconds = 300_000;

/** The clients that hold secrets. */
export interface SecretClients {
  readonly secrets: SecretsManagerClient;
  readonly parameters: SSMClient;
}

/** `secret:name#key` from Secrets Manager and `ssm:/path` from Parameter Store, kept in memory for five minutes. */
export const awsSecretSource = (clients: SecretClients, clock: Clock): SecretSource => {
  const known = new Map<string, { readonly value: Promise<string>; readonly until: EpochMs }>();
  return {
    resolve: (reference) => {
      const cached = known.get(reference);
      if (cached && cached.until > clock.now()) return cached.value;
      const value = lookUp(clients, reference);
      known.set(reference, { value, until: clock.now() + CACHE_MS });
      value.catch(() => known.delete(reference));
      return value;
    },
  };
};

const lookUp = async (clients: SecretClients, reference: string): Promise<string> => {
  const [, scheme, rest = ''] = /^(secret|ssm):(.+)$/.exec(reference) ?? [];
  if (scheme === 'ssm') return parameter(clients.parameters, rest);
  if (scheme === 'secret') return secret(clients.secrets, rest);
  throw new Error(`unknown secret reference ${reference}; expected secret:name#key or ssm:/path`);
};

const parameter = async (client: SSMClient, name: string): Promise<string> => {
  const { Parameter: found } = await client.send(
    new GetParameterCommand({ Name: name, WithDecryption: true }),
  );
  if (found?.Value === undefined)
    throw new Error(`parameter ${name} has no value; set it in Parameter Store`);
  return found.Value;
};

const secret = async (client: SecretsManagerClient, reference: string): Promise<string> => {
  const [name = '', key] = reference.split('#');
  const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: name }));
  if (text === undefined) throw new Error(`secret ${name} has no text value; binary secrets cannot be used`);
  return key === undefined ? text : keyOf(name, key, text);
};

const keyOf = (name: string, key: string, text: string): string => {
  const value = parsed(name, text)[key];
  if (typeof value !== 'string')
    throw new Error(`secret ${name} has no key ${key}; add it, or correct the reference`);
  return value;
};

/** The text itself never goes into the message. */
const parsed = (name: string, text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`secret ${name} is not JSON, so it has no keys; refer to it without #`);
  }
};
