import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { signingCredentials } from '../../lib/aws/signing-credentials.ts';
import { fakeClock } from '../support/probe-check.ts';

const sts = mockClient(STSClient);
const ROLE = 'arn:aws:iam::123456789012:role/prober';
const wanted = { roleArn: ROLE, region: 'eu-west-1' };

const NOW = 1_700_000_000_000;
const HOUR_MS = 3_600_000;

/** Gives out `AKID1`, `AKID2`, …, each for an hour of the clock. */
const answering = (clock: { now(): number }): void => {
  let n = 0;
  sts.on(AssumeRoleCommand).callsFake(async () => {
    n += 1;
    return {
      Credentials: {
        AccessKeyId: `AKID${n}`,
        SecretAccessKey: 'key',
        SessionToken: 'session',
        Expiration: new Date(clock.now() + HOUR_MS),
      },
    };
  });
};

beforeEach(() => {
  sts.reset();
  return () => vi.unstubAllEnvs();
});

describe('signingCredentials', () => {
  it('assumes a role once, for as long as its credentials last', async () => {
    const clock = fakeClock(NOW);
    answering(clock);
    const get = signingCredentials(clock);
    const first = await Promise.all([get(wanted), get(wanted)]);
    expect(first.map(({ accessKeyId }) => accessKeyId)).toEqual(['AKID1', 'AKID1']);
    clock.advance(HOUR_MS - 300_001);
    expect(await get(wanted)).toMatchObject({ accessKeyId: 'AKID1', sessionToken: 'session' });
    clock.advance(1);
    expect(await get(wanted)).toMatchObject({ accessKeyId: 'AKID2' });
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toEqual({
      RoleArn: ROLE,
      RoleSessionName: 'whydown',
    });
  });

  it('does not remember a refusal', async () => {
    const clock = fakeClock(NOW);
    const get = signingCredentials(clock);
    sts.on(AssumeRoleCommand).rejects(new Error('not authorized to perform sts:AssumeRole'));
    await expect(get(wanted)).rejects.toThrow('not authorized');
    answering(clock);
    expect(await get(wanted)).toMatchObject({ accessKeyId: 'AKID1' });
  });

  it('gives those of the process where no role is wanted', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'OWN');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'key');
    const own = await signingCredentials(fakeClock())({ region: 'eu-west-1' });
    expect(own.accessKeyId).toBe('OWN');
    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(0);
  });
});
