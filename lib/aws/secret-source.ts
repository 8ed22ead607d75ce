import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

import type { SecretSource } from '../core/ports.ts';

/** The clients that hold secrets. */
export interface SecretClients {
  readonly secrets: SecretsManagerClient;
  readonly parameters: SSMClient;
}

/** With clients of its own. */
export const ownSecretSource = (): SecretSource =>
  awsSecretSource({ secrets: new SecretsManagerClient({}), parameters: new SSMClient({}) });

/** `secret:name#key` from Secrets Manager and `ssm:/path` from Parameter Store; whoever asks keeps what it got. */
export const awsSecretSource = (clients: SecretClients): SecretSource => ({
  resolve: async (reference) => {
    const [, scheme, rest = ''] = /^(secret|ssm):(.+)$/.exec(reference) ?? [];
    if (scheme === 'ssm') return parameter(clients.parameters, rest);
    if (scheme === 'secret') return secret(clients.secrets, rest);
    throw new Error(`unknown secret reference ${reference}; expected secret:name#key or ssm:/path`);
  },
});

const parameter = async (client: SSMClient, name: string): Promise<string> => {
  const command = new GetParameterCommand({ Name: name, WithDecryption: true });
  const answer = await client.send(command).catch(unreadable(`parameter ${name}`));
  const value = answer.Parameter?.Value;
  if (value === undefined) throw new Error(`parameter ${name} has no value; set it in Parameter Store`);
  return value;
};

const secret = async (client: SecretsManagerClient, reference: string): Promise<string> => {
  const [name = '', key] = reference.split('#');
  const command = new GetSecretValueCommand({ SecretId: name });
  const { SecretString: text } = await client.send(command).catch(unreadable(`secret ${name}`));
  if (text === undefined) throw new Error(`secret ${name} has no text value; binary secrets cannot be used`);
  return key === undefined ? text : keyOf(name, key, text);
};

/** AWS does not say which secret it misses. */
const unreadable =
  (what: string) =>
  (cause: unknown): never => {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new Error(`${what} cannot be read: ${why}`, { cause });
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
