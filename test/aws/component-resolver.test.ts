import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsComponentResolver } from '../../lib/aws/component-resolver.ts';
import { awsClients } from '../../lib/aws/components/aws-clients.ts';
import type { ComponentRef } from '../../lib/core/diagnosis/component.ts';
import { fakeClock } from '../support/probe-check.ts';

const logs = mockClient(CloudWatchLogsClient);
const lambda = mockClient(LambdaClient);
const ecs = mockClient(ECSClient);
const sts = mockClient(STSClient);

beforeEach(() => {
  for (const mock of [logs, lambda, ecs, sts]) mock.reset();
});

const clock = fakeClock();
const resolver = () => awsComponentResolver(awsClients('eu-central-1', clock), clock);

const found = async (component: ComponentRef) => {
  const { sources, gaps } = await resolver().logs(component);
  return { groups: sources.map(({ name }) => name), gaps: gaps.map(({ missing }) => missing) };
};

const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

const groupsNamed = (...names: readonly string[]) =>
  logs
    .on(DescribeLogGroupsCommand)
    .callsFake(({ logGroupNamePrefix: prefix }: { readonly logGroupNamePrefix: string }) => ({
      logGroups: names.filter((name) => name.startsWith(prefix)).map((logGroupName) => ({ logGroupName })),
    }));

describe('the logs of a component', () => {
  it('are the group itself, by name or ARN', async () => {
    expect(await found({ kind: 'logGroup', name: '/ecs/orders' })).toEqual({
      groups: ['/ecs/orders'],
      gaps: [],
    });
    const arn = 'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/orders:*';
    expect(await found({ kind: 'logGroup', name: arn })).toEqual({ groups: ['/ecs/orders'], gaps: [] });
  });

  it('are those that a function was given', async () => {
    lambda.on(GetFunctionConfigurationCommand).resolves({ LoggingConfig: { LogGroup: '/shop/orders' } });
    expect(await found({ kind: 'lambda', name: 'orders-fn' })).toEqual({
      groups: ['/shop/orders'],
      gaps: [],
    });
  });

  it.each(['orders-fn', 'arn:aws:lambda:eu-central-1:123456789012:function:orders-fn:live'])(
    'are those named after the function %s where it may not be looked at, which is a gap',
    async (name) => {
      lambda.on(GetFunctionConfigurationCommand).rejects(denied);
      expect(await found({ kind: 'lambda', name })).toEqual({
        groups: ['/aws/lambda/orders-fn'],
        gaps: [`function ${name}: not authorized`],
      });
    },
  );

  it('are those of every container of a service, and a gap for those that log elsewhere', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [{ taskDefinition: 'orders:7' }] });
    const containerDefinitions = [
      {
        name: 'app',
        logConfiguration: { logDriver: 'awslogs' as const, options: { 'awslogs-group': '/ecs/orders' } },
      },
      { name: 'proxy', logConfiguration: { logDriver: 'splunk' as const, options: {} } },
    ];
    ecs.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition: { containerDefinitions } });
    expect(await found({ kind: 'ecs', cluster: 'shop', service: 'orders' })).toEqual({
      groups: ['/ecs/orders'],
      gaps: ['service shop/orders: container proxy does not log to CloudWatch Logs'],
    });
  });

  it('are a gap for a service that does not exist', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [] });
    const { gaps } = await found({ kind: 'ecs', cluster: 'shop', service: 'gone' });
    expect(gaps).toEqual(['service shop/gone: it does not exist']);
  });

  it('are the groups that RDS and API Gateway name', async () => {
    groupsNamed(
      '/aws/rds/instance/orders-db/postgresql',
      '/aws/rds/instance/orders-db2/error',
      'API-Gateway-Execution-Logs_abc/prod',
    );
    expect((await found({ kind: 'rds', name: 'orders-db' })).groups).toEqual([
      '/aws/rds/instance/orders-db/postgresql',
    ]);
    expect((await found({ kind: 'apigateway', id: 'abc' })).groups).toEqual([
      'API-Gateway-Execution-Logs_abc/prod',
    ]);
  });

  it.each<{ component: ComponentRef; gap: string }>([
    { component: { kind: 'rds', name: 'orders-db' }, gap: 'logs of database orders-db: none are exported' },
    {
      component: { kind: 'apigateway', id: 'abc' },
      gap: 'logs of API abc: neither execution nor access logs are on',
    },
    {
      component: { kind: 'alb', name: 'front' },
      gap: 'logs of load balancer front: they go to S3, which is not read',
    },
    { component: { kind: 'file', path: '/var/log/x' }, gap: 'component file is not read on AWS' },
  ])('are a gap that says what to turn on: $gap', async ({ component, gap }) => {
    groupsNamed();
    const { sources, gaps } = await resolver().logs(component);
    expect(sources).toEqual([]);
    expect(gaps).toEqual([{ missing: gap, fix: expect.any(String) }]);
  });

  it('are read with the role of their own account', async () => {
    sts.on(AssumeRoleCommand).resolves({
      Credentials: {
        AccessKeyId: 'AKIA1',
        SecretAccessKey: 's',
        SessionToken: 't',
        Expiration: new Date(Date.now() + 3.6e6),
      },
    });
    const clientsFor = awsClients('eu-central-1', clock);
    const { logs: other } = clientsFor({
      region: 'us-east-1',
      assumeRole: 'arn:aws:iam::210987654321:role/reader',
    });
    expect(await other.config.credentials()).toMatchObject({ accessKeyId: 'AKIA1', sessionToken: 't' });
    expect(await other.config.region()).toBe('us-east-1');
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input.RoleArn).toBe(
      'arn:aws:iam::210987654321:role/reader',
    );
    expect(clientsFor({ region: 'us-east-1' }).logs).not.toBe(other);
    expect(clientsFor({ region: 'us-east-1' }).logs).toBe(clientsFor({ region: 'us-east-1' }).logs);
  });

  it('are searched in the region of an ARN', async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [] });
    const { sources } = await resolver().logs({
      kind: 'logGroup',
      name: 'arn:aws:logs:us-west-2:123456789012:log-group:/a:*',
    });
    await sources[0]!.read({ from: 0, to: 1, ids: [], maxBytes: 10, signal: new AbortController().signal });
    const [call] = logs.commandCalls(FilterLogEventsCommand);
    expect(await (call!.thisValue as CloudWatchLogsClient).config.region()).toBe('us-west-2');
  });
});

describe('the changes of a component', () => {
  const T = Date.parse('2026-11-22T10:00:00Z');

  it('are the versions of a function, with the way back', async () => {
    lambda.on(ListVersionsByFunctionCommand).resolves({
      Versions: [
        { Version: '$LATEST', LastModified: '2026-11-22T09:59:00.000+0000' },
        { Version: '7', LastModified: '2026-11-22T09:00:00.000+0000' },
        { Version: '8', LastModified: '2026-11-22T09:58:00.000+0000' },
      ],
    });
    const [source] = await resolver().changes({ kind: 'lambda', name: 'orders-fn' });
    expect(await source!.changes(T - 1_800_000, T)).toEqual([
      { at: T - 60_000, what: 'code or configuration of orders-fn changed', component: 'orders-fn' },
      {
        at: T - 120_000,
        what: 'version 8 of orders-fn was published',
        component: 'orders-fn',
        rollBack: 'aws lambda update-alias --function-name orders-fn --name <alias> --function-version 7',
      },
    ]);
  });

  it('are the deployments of a service, with the way back', async () => {
    const taskDefinition = 'arn:aws:ecs:eu-central-1:123456789012:task-definition/orders:42';
    const deployments = [
      { createdAt: new Date(T - 60_000), taskDefinition },
      { createdAt: new Date(T - 86_400_000), taskDefinition },
    ];
    ecs.on(DescribeServicesCommand).resolves({ services: [{ deployments }] });
    const [source] = await resolver().changes({ kind: 'ecs', cluster: 'shop', service: 'orders' });
    expect(await source!.changes(T - 7_200_000, T)).toEqual([
      {
        at: T - 60_000,
        what: 'orders was deployed with orders:42',
        component: 'orders',
        rollBack: 'aws ecs update-service --cluster shop --service orders --task-definition orders:41',
      },
    ]);
  });

  it('are none for a log group', async () => {
    expect(await resolver().changes({ kind: 'logGroup', name: '/a' })).toEqual([]);
  });
});
