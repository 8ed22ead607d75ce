import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { awsError, groupsOf, resolver } from '../../support/aws-component.ts';

const lambda = mockClient(LambdaClient);
const logs = mockClient(CloudWatchLogsClient);
const sts = mockClient(STSClient);

beforeEach(() => {
  for (const mock of [lambda, logs, sts]) mock.reset();
});

describe('the logs of a function', () => {
  it.each([
    ['the group that it was given', { LogGroup: '/shop/functions', LogFormat: 'JSON' }, ['/shop/functions']],
    ['the group of its name', { LogFormat: 'Text' }, ['/aws/lambda/orders-fn']],
    ['the group of its name, where Lambda tells nothing', undefined, ['/aws/lambda/orders-fn']],
  ] as const)('are in %s', async (_, LoggingConfig, groups) => {
    lambda.on(GetFunctionConfigurationCommand).resolves({ ...(LoggingConfig && { LoggingConfig }) });
    expect(await groupsOf({ kind: 'lambda', name: 'orders-fn' })).toEqual({ groups, gaps: [] });
  });

  it('are read all the same where the configuration may not be, with the permission that is missing', async () => {
    lambda.on(GetFunctionConfigurationCommand).rejects(awsError('AccessDeniedException', 'not authorized'));
    expect(await groupsOf({ kind: 'lambda', name: 'orders-fn' })).toEqual({
      groups: ['/aws/lambda/orders-fn'],
      gaps: [
        {
          missing: 'function orders-fn: not authorized',
          fix: 'allow lambda:GetFunctionConfiguration to the diagnose role',
        },
      ],
    });
  });

  it('are a gap where the level leaves errors out', async () => {
    const LoggingConfig = { LogFormat: 'JSON', ApplicationLogLevel: 'FATAL' } as const;
    lambda.on(GetFunctionConfigurationCommand).resolves({ LoggingConfig });
    const { gaps } = await groupsOf({ kind: 'lambda', name: 'orders-fn' });
    expect(gaps[0]?.fix).toContain('--function-name orders-fn --logging-config');
  });

  it('of another account are read by ARN, as a monitoring account does, in the region that the ARN says', async () => {
    lambda.on(GetFunctionConfigurationCommand).rejects(awsError('AccessDeniedException'));
    logs.on(FilterLogEventsCommand).resolves({ events: [] });
    const name = 'arn:aws:lambda:us-west-2:210987654321:function:orders-fn:live';
    const { sources } = await resolver().logs({ kind: 'lambda', name });
    const query = { from: 0, to: 1, ids: [], maxBytes: 1, signal: new AbortController().signal };
    await sources[0]!.read(query);
    expect(lambda.call(0).args[0].input).toEqual({
      FunctionName: 'arn:aws:lambda:us-west-2:210987654321:function:orders-fn',
    });
    expect(logs.call(0).args[0].input).toMatchObject({
      logGroupIdentifier: 'arn:aws:logs:us-west-2:210987654321:log-group:/aws/lambda/orders-fn',
    });
  });

  it('of another account are read by name with a role of it', async () => {
    const Credentials = { AccessKeyId: 'A', SecretAccessKey: 'S', SessionToken: 'T', Expiration: new Date() };
    sts.on(AssumeRoleCommand).resolves({ Credentials });
    lambda.on(GetFunctionConfigurationCommand).resolves({});
    const name = 'arn:aws:lambda:us-west-2:210987654321:function:orders-fn';
    const assumeRole = 'arn:aws:iam::210987654321:role/reader';
    const { groups } = await groupsOf({ kind: 'lambda', name, assumeRole });
    expect(groups).toEqual(['/aws/lambda/orders-fn']);
    const client = lambda.call(0).thisValue as LambdaClient;
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: 'A', sessionToken: 'T' });
    expect(sts.call(0).args[0].input).toMatchObject({ RoleArn: assumeRole });
    expect(await client.config.region()).toBe('us-west-2');
  });
});
