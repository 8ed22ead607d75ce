import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsError, groupsOf, resolver } from '../../support/aws-component.ts';

const logs = mockClient(CloudWatchLogsClient);
const ARN = 'arn:aws:logs:eu-central-1:210987654321:log-group';

beforeEach(() => logs.reset());

const page = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    logGroupName: `/shop/${index}`,
    logGroupArn: `${ARN}:/shop/${index}`,
  }));

describe('a log group', () => {
  it.each([
    ['/shop/app', {}, '/shop/app'],
    [`${ARN}:/shop/app:*`, {}, `${ARN}:/shop/app`],
    [`${ARN}:/shop/app:*`, { assumeRole: 'arn:aws:iam::210987654321:role/r' }, '/shop/app'],
  ])('%s %j is read as %s', async (name, how, group) => {
    expect(await groupsOf({ kind: 'logGroup', name, ...how })).toEqual({ groups: [group], gaps: [] });
  });

  it('is one source, however many components name it', async () => {
    const shared = resolver();
    const [one, other] = await Promise.all([
      shared.logs({ kind: 'logGroup', name: '/shop/app' }),
      shared.logs({ kind: 'logGroup', name: '/shop/app' }),
    ]);
    expect(one.sources[0]).toBe(other.sources[0]);
  });
});

describe('log groups by the beginning of their names', () => {
  it('are found page by page', async () => {
    logs
      .on(DescribeLogGroupsCommand)
      .resolvesOnce({ logGroups: page(2), nextToken: 'more' })
      .resolves({ logGroups: [{ logGroupName: '/shop/last' }] });
    expect(await groupsOf({ kind: 'logGroupPrefix', name: '/shop/' })).toEqual({
      groups: ['/shop/0', '/shop/1', '/shop/last'],
      gaps: [],
    });
    expect(logs.call(0).args[0].input).toMatchObject({ logGroupNamePrefix: '/shop/' });
  });

  it('of a source account are read by ARN', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: page(1) });
    const { groups } = await groupsOf({ kind: 'logGroupPrefix', name: `${ARN}:/shop/*` });
    expect(groups).toEqual([`${ARN}:/shop/0`]);
    expect(logs.call(0).args[0].input).toMatchObject({
      logGroupNamePrefix: '/shop/',
      includeLinkedAccounts: true,
      accountIdentifiers: ['210987654321'],
    });
  });

  it('are twenty at most, and the rest is a gap', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: page(23) });
    const { groups, gaps } = await groupsOf({ kind: 'logGroupPrefix', name: '/shop/' });
    expect(groups).toHaveLength(20);
    expect(gaps[0]?.missing).toBe('log groups that begin with /shop/: 3 of 23 are not read');
  });

  it('are a gap where there are none, or they may not be listed', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] });
    expect((await groupsOf({ kind: 'logGroupPrefix', name: '/x' })).gaps[0]?.missing).toContain(
      'there are none',
    );
    logs.on(DescribeLogGroupsCommand).rejects(awsError('AccessDeniedException', 'denied'));
    expect((await groupsOf({ kind: 'logGroupPrefix', name: '/x' })).gaps[0]?.fix).toBe(
      'allow logs:DescribeLogGroups to the diagnose role',
    );
  });
});

it('what lives on one machine is a gap', async () => {
  const { groups, gaps } = await groupsOf({ kind: 'file', path: 'app.log' });
  expect(groups).toEqual([]);
  expect(gaps[0]?.missing).toBe('component file is not read on AWS');
});
