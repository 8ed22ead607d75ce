import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  BatchGetDeploymentsCommand,
  CodeDeployClient,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import {
  LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';

import { changeSources } from '../../../lib/aws/changes/component-changes.ts';
import { awsClients } from '../../../lib/aws/components/aws-clients.ts';
import { describeChange, recentChanges } from '../../../lib/core/diagnosis/changes.ts';
import { awsError, changesOf } from '../../support/aws-component.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const lambda = mockClient(LambdaClient);
const stacks = mockClient(CloudFormationClient);
const deploys = mockClient(CodeDeployClient);
const trail = mockClient(CloudTrailClient);

const NOW = Date.parse('2026-11-22T10:00:00Z');
const ago = (minutes: number): Date => new Date(NOW - minutes * 60_000);
const text = (minutes: number): string => ago(minutes).toISOString().replace('Z', '+0000');
const ORDERS = { kind: 'lambda', name: 'orders-fn' } as const;
const inTwoHours = () => changesOf(ORDERS, NOW - 7_200_000, NOW);
const UPDATE_ALIAS = 'aws lambda update-alias --function-name orders-fn --name live --function-version 41';

const withVersions = (...Versions: FunctionConfiguration[]) =>
  lambda.on(ListVersionsByFunctionCommand).resolves({ Versions });

beforeEach(() => {
  for (const mock of [lambda, stacks, deploys, trail]) mock.reset();
  withVersions();
  lambda.on(ListAliasesCommand).resolves({ Aliases: [{ Name: 'live', FunctionVersion: '42' }] });
  stacks
    .on(DescribeStackResourcesCommand)
    .rejects(awsError('ValidationError', 'Stack for orders-fn does not exist'));
  deploys.on(ListDeploymentsCommand).resolves({ deployments: [] });
  trail.on(LookupEventsCommand).resolves({});
});

describe('the versions of a function', () => {
  const old = { Version: '41', LastModified: text(9_000), CodeSha256: 'a' };
  const rollBackCode =
    /^curl -so orders-fn\.zip .*--qualifier 41 .*update-function-code --function-name orders-fn/;

  it.each<[string, FunctionConfiguration[], string, string | RegExp | undefined]>([
    [
      'a published version goes back by its alias',
      [old, { Version: '42', LastModified: text(4), CodeSha256: 'b' }],
      'version 42 (alias live)',
      UPDATE_ALIAS,
    ],
    [
      'a version without an alias has no way back',
      [old, { Version: '43', LastModified: text(4), CodeSha256: 'b' }],
      'version 43',
      undefined,
    ],
    [
      'new code goes back to that of the version before',
      [old, { Version: '$LATEST', LastModified: text(4), CodeSha256: 'b' }],
      'the new code',
      rollBackCode,
    ],
    [
      'new code in an image has no way back',
      [old, { Version: '$LATEST', LastModified: text(4), CodeSha256: 'b', PackageType: 'Image' }],
      'the new code',
      undefined,
    ],
    [
      'the same code is a new configuration',
      [old, { Version: '$LATEST', LastModified: text(4), CodeSha256: 'a' }],
      'the new configuration',
      undefined,
    ],
    [
      'nothing published tells neither',
      [{ Version: '$LATEST', LastModified: text(4), CodeSha256: 'a' }],
      'the new code or configuration',
      undefined,
    ],
    [
      'what was published at once is told once',
      [
        { Version: '42', LastModified: text(4), CodeSha256: 'b' },
        { Version: '$LATEST', LastModified: text(4), CodeSha256: 'b' },
      ],
      'version 42 (alias live)',
      undefined,
    ],
  ])('%s', async (_, versions, what, rollBack) => {
    withVersions(...versions);
    const { values } = await inTwoHours();
    expect(values).toHaveLength(1);
    expect(values[0]).toMatchObject({ at: NOW - 240_000, what, component: 'function orders-fn' });
    if (rollBack === undefined) expect(values[0]).not.toHaveProperty('rollBack');
    else expect(values[0]!.rollBack).toMatch(rollBack);
  });

  it('make the sentence that people read', async () => {
    withVersions(old, { Version: '42', LastModified: text(4) });
    const [latest] = recentChanges((await inTwoHours()).values, NOW);
    expect(describeChange(latest!, NOW)).toBe('4 min after version 42 (alias live) of function orders-fn');
  });
});

describe('deployments of CodeDeploy', () => {
  const spec = (name: string) =>
    JSON.stringify({
      Resources: [
        {
          f: {
            Type: 'AWS::Lambda::Function',
            Properties: { Name: name, Alias: 'live', CurrentVersion: '41', TargetVersion: '42' },
          },
        },
      ],
    });
  const yaml =
    'Resources:\n  - f:\n      Properties:\n        Name: "orders-fn"\n        Alias: "live"\n        CurrentVersion: "41"\n        TargetVersion: "42"\n';

  it.each([
    [
      'in progress, in JSON',
      spec('orders-fn'),
      'InProgress',
      'aws deploy stop-deployment --deployment-id d-1 --auto-rollback-enabled',
    ],
    ['done, in YAML', yaml, 'Succeeded', UPDATE_ALIAS],
  ] as const)('are told %s', async (_, content, status, rollBack) => {
    deploys.on(ListDeploymentsCommand).resolves({ deployments: ['d-1'] });
    deploys.on(BatchGetDeploymentsCommand, { deploymentIds: ['d-1'] }).resolves({
      deploymentsInfo: [
        {
          deploymentId: 'd-1',
          createTime: ago(4),
          computePlatform: 'Lambda',
          status,
          revision: { string: { content } },
        },
      ],
    });
    expect((await inTwoHours()).values).toEqual([
      {
        at: NOW - 240_000,
        what: 'deployment d-1 (version 42 in place of 41)',
        component: 'function orders-fn',
        rollBack,
      },
    ]);
  });

  it('of other functions are nothing', async () => {
    deploys.on(ListDeploymentsCommand).resolves({ deployments: ['d-1'] });
    deploys.on(BatchGetDeploymentsCommand).resolves({
      deploymentsInfo: [
        {
          deploymentId: 'd-1',
          createTime: ago(4),
          computePlatform: 'Lambda',
          revision: { string: { content: spec('other-fn') } },
        },
      ],
    });
    expect((await inTwoHours()).values).toEqual([]);
  });
});

describe('the stack of a component', () => {
  const STACK = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/shop/1';
  const event = (minutes: number, ResourceStatus: StackEvent['ResourceStatus'], of = STACK): StackEvent => ({
    StackId: STACK,
    StackName: 'shop',
    EventId: `${minutes}`,
    PhysicalResourceId: of,
    Timestamp: ago(minutes),
    ResourceStatus,
  });
  const withEvents = async (...events: StackEvent[]) => {
    stacks.on(DescribeStackResourcesCommand, { PhysicalResourceId: 'orders-fn' }).resolves({
      StackResources: [{ PhysicalResourceId: 'orders-fn', StackId: STACK } as never],
    });
    stacks.on(DescribeStackEventsCommand, { StackName: STACK }).resolves({ StackEvents: events });
    return (await inTwoHours()).values;
  };

  it.each([
    ['UPDATE_COMPLETE', undefined],
    ['UPDATE_FAILED', 'aws cloudformation rollback-stack --stack-name shop'],
    ['UPDATE_ROLLBACK_FAILED', 'aws cloudformation continue-update-rollback --stack-name shop'],
  ] as const)('was updated, and is %s', async (status, rollBack) => {
    const changes = await withEvents(
      event(2, status),
      event(3, 'UPDATE_COMPLETE', 'orders-fn'),
      event(4, 'UPDATE_IN_PROGRESS'),
      event(900, 'CREATE_IN_PROGRESS'),
    );
    expect(changes).toEqual([
      { at: NOW - 240_000, what: 'the update', component: 'stack shop', ...(rollBack && { rollBack }) },
    ]);
  });

  it('is not read further back than is asked for', async () => {
    stacks.on(DescribeStackEventsCommand).rejects(new Error('a second page'));
    stacks
      .on(DescribeStackResourcesCommand)
      .resolves({ StackResources: [{ PhysicalResourceId: 'orders-fn', StackId: STACK } as never] });
    stacks
      .on(DescribeStackEventsCommand, { StackName: STACK })
      .resolvesOnce({ StackEvents: [event(900, 'UPDATE_COMPLETE')], NextToken: 'more' });
    expect(await inTwoHours()).toEqual({ values: [], errors: [] });
  });
});

describe('CloudTrail', () => {
  const Events = [
    {
      EventTime: ago(7),
      EventName: 'UpdateFunctionConfiguration20150331v2',
      Username: 'ada',
      ReadOnly: 'false',
    },
    { EventTime: ago(6), EventName: 'GetFunction20150331v2', Username: 'ada', ReadOnly: 'true' },
    {
      EventTime: ago(5),
      EventName: 'DeleteFunction20150331',
      ReadOnly: 'false',
      CloudTrailEvent: '{"errorCode":"AccessDenied"}',
    },
  ];

  it('is asked where nobody else knows of a change: what was written, by whom, and was not refused', async () => {
    trail.on(LookupEventsCommand).resolves({ Events });
    expect((await inTwoHours()).values).toEqual([
      { at: NOW - 420_000, what: 'UpdateFunctionConfiguration by ada', component: 'function orders-fn' },
    ]);
    expect(trail.call(0).args[0].input).toMatchObject({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'orders-fn' }],
    });
  });

  it('is not asked where a change is known', async () => {
    withVersions({ Version: '42', LastModified: text(4) });
    await inTwoHours();
    expect(trail.calls()).toEqual([]);
  });
});

describe('a source that fails', () => {
  it('says what to allow, and leaves the others alone', async () => {
    lambda.on(ListVersionsByFunctionCommand).rejects(awsError('AccessDeniedException', 'not authorized'));
    deploys.on(ListDeploymentsCommand).rejects(new Error('socket hang up'));
    trail
      .on(LookupEventsCommand)
      .resolves({ Events: [{ EventTime: ago(7), EventName: 'Invoke', ReadOnly: 'false' }] });
    const { values, errors } = await inTwoHours();
    expect(values.map(({ what }) => what)).toEqual(['Invoke']);
    expect(errors).toEqual([
      'changes of function orders-fn: not authorized; allow lambda:ListVersionsByFunction and lambda:ListAliases to the diagnose role',
      'changes of function orders-fn: socket hang up',
    ]);
  });

  it('is asked once, however often a diagnosis looks', async () => {
    const asked: number[] = [];
    const changes = async (from: number) => (asked.push(from), []);
    const reader = {
      title: 'x',
      groups: async () => ({ groups: [], gaps: [] }),
      changes: [{ actions: 'a', changes }],
      resource: async () => undefined,
      metrics: async () => [],
    };
    const clients = awsClients('eu-central-1', PATIENT)({});
    const [source] = changeSources(reader, { clients });
    await source!.changes(1, 2);
    await source!.changes(1, 2);
    await source!.changes(3, 4);
    expect(asked).toEqual([1, 3]);
  });

  it('is given up after ten seconds', async () => {
    const clock = new FakeClock();
    const reader = {
      title: 'x',
      groups: async () => ({ groups: [], gaps: [] }),
      changes: [{ actions: 'a', changes: never }],
      resource: async () => undefined,
      metrics: async () => [],
    };
    const [source] = changeSources(reader, { clients: awsClients('eu-central-1', clock)({}) });
    await expect(source!.changes(1, 2)).rejects.toThrow('changes of x: no answer within 10 s');
    expect(clock.slept).toEqual([10_000]);
  });
});

const PATIENT = { now: () => 0, monotonic: () => 0, sleep: () => never() };
const never = () => new Promise<never>(() => undefined);
