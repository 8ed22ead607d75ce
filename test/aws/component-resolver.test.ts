import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsComponentResolver } from '../../lib/aws/component-resolver.ts';
import { awsClients } from '../../lib/aws/components/aws-clients.ts';
import { fakeClock } from '../support/probe-check.ts';

const logs = mockClient(CloudWatchLogsClient);
const sts = mockClient(STSClient);
beforeEach(() => {
  logs.reset();
  sts.reset();
});

const clock = fakeClock();
const ROLE = 'arn:aws:iam::210987654321:role/reader';

describe('the clients of a place', () => {
  it('ask for the credentials of its role, in its region', async () => {
    const Expiration = new Date(Date.now() + 3_600_000);
    const Credentials = { AccessKeyId: 'AKIA1', SecretAccessKey: 's', SessionToken: 't', Expiration };
    sts.on(AssumeRoleCommand).resolves({ Credentials });
    const { logs: client } = awsClients('eu-central-1', clock)({ region: 'us-east-1', assumeRole: ROLE });
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: 'AKIA1', sessionToken: 't' });
    expect(await client.config.region()).toBe('us-east-1');
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input.RoleArn).toBe(ROLE);
  });

  it('say which role gave no credentials', async () => {
    sts.on(AssumeRoleCommand).resolves({});
    const { logs: client } = awsClients('eu-central-1', clock)({ assumeRole: ROLE });
    await expect(client.config.credentials()).rejects.toThrow(`role ${ROLE} gave no credentials`);
  });

  it('are made once for each place, and share its pace', () => {
    const clientsFor = awsClients('eu-central-1', clock);
    expect(clientsFor({})).toBe(clientsFor({ region: 'eu-central-1' }));
    expect(clientsFor({ assumeRole: ROLE })).not.toBe(clientsFor({}));
    expect(clientsFor({ region: 'us-east-1' })).not.toBe(clientsFor({}));
  });
});

it('reads a log group in the region that its ARN names', async () => {
  logs.on(FilterLogEventsCommand).resolves({ events: [] });
  const resolver = awsComponentResolver(awsClients('eu-central-1', clock), clock);
  const name = 'arn:aws:logs:us-west-2:123456789012:log-group:/a:*';
  const { sources } = await resolver.logs({ kind: 'logGroup', name });
  const { signal } = new AbortController();
  await sources[0]!.read({ from: 0, to: 1, ids: [], maxBytes: 10, signal });
  const [call] = logs.commandCalls(FilterLogEventsCommand);
  expect(await (call!.thisValue as CloudWatchLogsClient).config.region()).toBe('us-west-2');
});
