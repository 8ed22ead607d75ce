import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { STSClient } from '@aws-sdk/client-sts';

import type { Clock } from '../../core/ports.ts';
import { becomeRole, type RoleCredentials } from '../become-role.ts';
import { evenPace, paceFor, type Pace } from '../logs/pace.ts';
import { sharedReads, type SharedReads } from '../logs/shared-reads.ts';

/** What a client is made with. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials?: () => Promise<RoleCredentials>;
}

/** The clients for one account and region; those of one service load when a component of it is read. */
export interface AwsClients {
  readonly region: string;
  readonly clock: Clock;
  readonly logs: CloudWatchLogsClient;
  /** The client of a service; made once. */
  of<Client>(make: new (config: ClientConfig) => Client): Client;
  /** Shared by all that read logs there. */
  readonly pace: Pace;
  /** Shared by the same. */
  readonly reads: SharedReads;
  /** Shared by all that look events of CloudTrail up there. */
  readonly trailPace: Pace;
}

/** Where a component lives, when not in the function's own region and account. */
export interface Elsewhere {
  readonly region?: string;
  readonly assumeRole?: string;
}

/** Finds the clients for a place; made once each. */
export type ClientsFor = (place: Elsewhere) => AwsClients;

/** LookupEvents may be called twice a second in an account and region; half of it is ours, and two functions share that. */
const TRAIL_SPACING_MS = 2000;

/** Makes clients for the home region, other regions, and other accounts. */
export const awsClients = (home: string, clock: Clock): ClientsFor => {
  const known = new Map<string, AwsClients>();
  return ({ region = home, assumeRole }) => {
    const key = `${region} ${assumeRole ?? ''}`;
    const made = known.get(key) ?? makeClients(region, assumeRole, clock);
    known.set(key, made);
    return made;
  };
};

const makeClients = (region: string, role: string | undefined, clock: Clock): AwsClients => {
  const config = role === undefined ? { region } : { region, credentials: credentialsOf(role, region) };
  const made = new Map<unknown, unknown>();
  const of = <Client>(make: new (each: ClientConfig) => Client): Client => {
    const client = (made.get(make) as Client | undefined) ?? new make(config);
    made.set(make, client);
    return client;
  };
  return {
    region,
    clock,
    logs: of(CloudWatchLogsClient),
    of,
    pace: paceFor(region, clock),
    reads: sharedReads(clock),
    trailPace: evenPace(TRAIL_SPACING_MS, clock),
  };
};

/** The SDK keeps them until shortly before they expire, then asks again. */
const credentialsOf = (role: string, region: string) => {
  const sts = new STSClient({ region });
  return (): Promise<RoleCredentials> => becomeRole(sts, role);
};
