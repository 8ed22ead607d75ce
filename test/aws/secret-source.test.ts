import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsSecretSource } from '../../lib/aws/secret-source.ts';

const secrets = mockClient(SecretsManagerClient);
const parameters = mockClient(SSMClient);
beforeEach(() => {
  secrets.reset();
  parameters.reset();
});

const source = awsSecretSource({ secrets: new SecretsManagerClient({}), parameters: new SSMClient({}) });
const holds = (text: string) => secrets.on(GetSecretValueCommand).resolves({ SecretString: text });

describe('a secret', () => {
  it.each([
    { reference: 'secret:slack', text: 'https://hooks', value: 'https://hooks' },
    { reference: 'secret:orders/db#password', text: '{"password":"p#1"}', value: 'p#1' },
  ])('is $value for $reference', async ({ reference, text, value }) => {
    holds(text);
    expect(await source.resolve(reference)).toBe(value);
  });

  it.each([
    {
      reference: 'secret:a#b',
      text: '{"c":"hunter2"}',
      says: 'secret a has no key b; add it, or correct the reference',
    },
    {
      reference: 'secret:a#b',
      text: 'hunter2',
      says: 'secret a is not JSON, so it has no keys; refer to it without #',
    },
    {
      reference: 'vault:a',
      text: 'hunter2',
      says: 'unknown secret reference vault:a; expected secret:name#key or ssm:/path',
    },
  ])('that cannot be used is named, and its value is not: $says', async ({ reference, text, says }) => {
    holds(text);
    await expect(source.resolve(reference)).rejects.toThrow(new Error(says));
  });

  it('that is missing is named', async () => {
    const missing = Object.assign(new Error("can't find the specified secret."), {
      name: 'ResourceNotFoundException',
    });
    secrets.on(GetSecretValueCommand).rejects(missing);
    await expect(source.resolve('secret:nowhere#token')).rejects.toThrow(
      "secret nowhere cannot be read: ResourceNotFoundException: can't find the specified secret.",
    );
  });

  it('is looked up each time it is asked for, so that a rotated one is seen', async () => {
    holds('one');
    expect(await source.resolve('secret:a')).toBe('one');
    holds('two');
    expect(await source.resolve('secret:a')).toBe('two');
  });
});

describe('a parameter', () => {
  it('is decrypted', async () => {
    parameters
      .on(GetParameterCommand, { Name: '/a/b', WithDecryption: true })
      .resolves({ Parameter: { Value: 'v' } });
    expect(await source.resolve('ssm:/a/b')).toBe('v');
  });

  it('that is missing is named', async () => {
    parameters
      .on(GetParameterCommand)
      .rejects(Object.assign(new Error('nope'), { name: 'ParameterNotFound' }));
    await expect(source.resolve('ssm:/a')).rejects.toThrow(
      'parameter /a cannot be read: ParameterNotFound: nope',
    );
  });
});
