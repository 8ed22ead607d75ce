import { STSClient } from '@aws-sdk/client-sts';

import type { Clock } from '../core/ports.ts';
import type { GetAwsCredentials } from '../core/probe/aws-credentials.ts';
import type { EpochMs } from '../core/time.ts';
import { becomeRole, type RoleCredentials } from './become-role.ts';

/** A role's credentials are given up this long before their end, so that they do not end on the way. */
const SAFETY_MS = 300_000;

/** When AWS does not say when they end: the shortest time that a role can be assumed for. */
const SHORTEST_MS = 900_000;

/** Credentials to sign requests with: the process's own, as the SDK finds them, or those of a role, kept until they end. */
export const signingCredentials = (clock: Pick<Clock, 'now'>): GetAwsCredentials => {
  const clients = new Map<string, STSClient>();
  const roles = new Map<string, Promise<Kept>>();

  const clientIn = (region: string): STSClient => {
    const client = clients.get(region) ?? new STSClient({ region });
    clients.set(region, client);
    return client;
  };

  const ofRole = async (roleArn: string, client: STSClient): Promise<RoleCredentials> => {
    const kept = roles.get(roleArn);
    if (kept && clock.now() < (await kept).until) return (await kept).credentials;
    const assumed = becomeRole(client, roleArn).then((credentials) => keep(credentials, clock.now()));
    roles.set(roleArn, assumed);
    // A refusal is not remembered: the role may have been allowed meanwhile.
    assumed.catch(() => roles.delete(roleArn));
    return (await assumed).credentials;
  };

  return async ({ roleArn, region }) => {
    const { AWS_REGION = region } = process.env;
    const client = clientIn(AWS_REGION);
    return roleArn === undefined ? client.config.credentials() : ofRole(roleArn, client);
  };
};

interface Kept {
  readonly credentials: RoleCredentials;
  readonly until: EpochMs;
}

const keep = (credentials: RoleCredentials, now: EpochMs): Kept => ({
  credentials,
  until: (credentials.expiration?.getTime() ?? now + SHORTEST_MS) - SAFETY_MS,
});
