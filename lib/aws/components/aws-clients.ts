import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

import type { Clock } from '../../core/ports.ts';
import { paceFor, type Pace } from '../logs/pace.ts';

/** The clients for one account and region. */
export interface AwsClients {
  readonly region: string;
  readonly logs: CloudWatchLogsClient;
  readonly lambda: LambdaClient;
  readonly ecs: ECSClient;
  /** Shared by all that read logs there. */
  readonly pace: Pace;
}

/** Where a component lives, when not in the function's own region and account. */
export interface Elsewhere {
  readonly region?: string;
  readonly assumeRole?: string;
}

/** Finds the clients for a place; made once each. */
export type ClientsFor = (place: Elsewhere) => AwsClients;

/** Makes clients for the home region, other regions, and other accounts. */
export const awsClients = (home: string, clock: Clock): ClientsFor => {
  const known = new Map<string, AwsClients>();
  const paces = new Map<string, Pace>();
  return ({ region = home, assumeRole }) => {
    const key = `${region} ${assumeRole ?? ''}`;
    const pace = paces.get(key) ?? paceFor(region, clock);
    paces.set(key, pace);
    const made = known.get(key) ?? makeClients(region, assumeRole, pace);
    known.set(key, made);
    return made;
  };
};

const makeClients = (region: string, role: string | undefined, pace: Pace): AwsClients => {
  const config = role === undefined ? { region } : { region, credentials: credentialsOf(role, region) };
  return {
    region,
    logs: new CloudWatchLogsClient(config),
    lambda: new LambdaClient(config),
    ecs: new ECSClient(config),
    pace,
  };
};

/** The SDK keeps them until shortly before they expire, then asks again. */
const credentialsOf = (role: string, region: string) => {
  const sts = new STSClient({ region });
  return async () => {
    const command = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'whydown' });
    const { Credentials: found } = await sts.send(command);
    if (!found?.AccessKeyId || !found.SecretAccessKey || !found.SessionToken)
      throw new Error(`role ${role} gave no credentials`);
    return {
      accessKeyId: found.AccessKeyId,
      secretAccessKey: found.SecretAccessKey,
      sessionToken: found.SessionToken,
      ...(found.Expiration && { expiration: found.Expiration }),
    };
  };
};
