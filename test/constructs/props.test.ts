import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { App, Aspects, RemovalPolicy, Stack, type IAspect } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Table, AttributeType, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';

import { DEFAULTS } from '../../lib/constructs/whydown-settings.ts';
import { StateTable, Whydown, type WhydownProps } from '../../lib/index.ts';
import { manyChecks } from '../support/many-checks.ts';

const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');

const made = (
  props: (stack: Stack) => Partial<WhydownProps>,
): { readonly app: App; readonly stack: Stack; readonly whydown: Whydown } => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'us-east-1' } });
  return { app, stack, whydown: new Whydown(stack, 'Probes', { config: FULL, env: {}, ...props(stack) }) };
};

const template = (props: (stack: Stack) => Partial<WhydownProps>): Template =>
  Template.fromStack(made(props).stack);

describe('what one has already', () => {
  it('is taken in place of a new table, bus and topic', () => {
    const found = template((stack) => ({
      table: new StateTable(stack, 'MyTable') as ITable,
      eventBus: EventBus.fromEventBusName(stack, 'MyBus', 'central'),
      topic: Topic.fromTopicArn(stack, 'MyTopic', 'arn:aws:sns:us-east-1:123456789012:oncall'),
    }));
    found.resourceCountIs('AWS::Events::EventBus', 0);
    found.resourceCountIs('AWS::SNS::Topic', 0);
    expect(Object.keys(found.findResources('AWS::DynamoDB::Table'))).toEqual([
      expect.stringMatching(/^MyTable/),
    ]);
    found.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      AlarmActions: ['arn:aws:sns:us-east-1:123456789012:oncall'],
    });
    found.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ WHYDOWN_BUS: 'central' }) },
    });
  });

  it('is refused when it is a table with other keys', () => {
    const table = (stack: Stack) =>
      new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    expect(() => made((stack) => ({ table: table(stack) as ITable }))).toThrow(
      'table Shop/Orders has the keys id and none, expected pk and sk: make it with new StateTable(…)',
    );
  });

  it('a table of its own is kept when its stack is deleted', () => {
    const stack = new Stack(new App(), 'Stateful');
    new StateTable(stack, 'Table');
    Template.fromStack(stack).hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain' });
  });
});

describe('a VPC', () => {
  const vpc = (stack: Stack) =>
    Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['us-east-1a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
    });

  it('holds the probe function, whose role may make interfaces, and no other', () => {
    const found = template((stack) => ({
      vpc: vpc(stack),
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    }));
    const inside = Object.entries(found.findResources('AWS::Lambda::Function')).filter(
      ([, { Properties: each }]) => each.VpcConfig !== undefined,
    );
    expect(inside.map(([id]) => id)).toEqual([expect.stringMatching(/^ProbesProbe[0-9A-F]{8}$/)]);
    expect(inside[0]?.[1]['Properties'].VpcConfig).toEqual({
      SubnetIds: ['subnet-0123456789abcdef0'],
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    });
    found.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^ProbesProbeRole') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']) }),
        ]),
      },
    });
  });

  it.each([
    { props: { vpcSubnets: {} }, message: 'vpcSubnets without vpc: name the VPC that they belong to' },
    {
      props: { securityGroups: [] },
      message: 'securityGroups without vpc: name the VPC that they belong to',
    },
  ])('that is missing is asked for: $message', ({ props, message }) => {
    expect(() => made(() => props)).toThrow(message);
  });
});

describe('a key', () => {
  const withKey = () => template((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
  const KEY = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] };

  it.each([
    ['AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: KEY, SSEType: 'KMS' } }],
    ['AWS::SQS::Queue', { KmsMasterKeyId: KEY }],
    ['AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() }],
    ['AWS::Events::EventBus', { KmsKeyIdentifier: KEY }],
    ['AWS::Logs::LogGroup', { KmsKeyId: KEY }],
    ['AWS::Lambda::Function', { KmsKeyArn: KEY }],
  ])('encrypts every %s', (type, properties) => {
    withKey().allResourcesProperties(type, properties);
  });

  it('may be used by every function, and by logs and alarms for us alone', () => {
    const found = withKey();
    for (const name of ['Dispatch', 'Probe', 'Diagnose', 'Notify'])
      found.hasResourceProperties('AWS::IAM::Policy', {
        Roles: [{ Ref: Match.stringLikeRegexp(`^Probes${name}Role`) }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey']),
              Resource: KEY,
            }),
          ]),
        },
      });
    found.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'logs.us-east-1.amazonaws.com' },
            Condition: { ArnLike: Match.anyValue() },
          }),
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
          }),
        ]),
      },
    });
  });

  it('of another region is refused', () => {
    const key = (stack: Stack) =>
      Key.fromKeyArn(
        stack,
        'Key',
        'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
      );
    expect(() => made((stack) => ({ encryptionKey: key(stack) }))).toThrow(
      'encryptionKey: the key is in eu-west-1 and stack Shop in us-east-1, but a key encrypts in its own region alone',
    );
  });

  it('does not leave its region: probers elsewhere are encrypted by AWS', () => {
    const { app } = made((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
    const elsewhere = Template.fromStack(app.node.findChild('Shop-eu-west-1') as Stack);
    elsewhere.allResourcesProperties('AWS::Lambda::Function', { KmsKeyArn: Match.absent() });
  });
});

describe('a permission boundary', () => {
  it('is on every role, in other regions too', () => {
    const boundary = 'arn:aws:iam::123456789012:policy/boundary';
    const { app, stack } = made((scope) => ({
      permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(scope, 'Boundary', boundary),
    }));
    for (const each of [stack, app.node.findChild('Shop-eu-west-1') as Stack])
      Template.fromStack(each).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: boundary });
  });
});

describe('tags', () => {
  it('are on everything that is made, in other regions too', () => {
    const { app, stack } = made(() => ({ tags: { team: 'shop' } }));
    const tag = [{ Key: 'team', Value: 'shop' }];
    const elsewhere = app.node.findChild('Shop-eu-west-1') as Stack;
    for (const each of [Template.fromStack(stack), Template.fromStack(elsewhere)])
      each.allResourcesProperties('AWS::Lambda::Function', { Tags: tag });
    Template.fromStack(stack).allResourcesProperties('AWS::SQS::Queue', { Tags: tag });
    Template.fromStack(stack).allResourcesProperties('AWS::CloudWatch::Alarm', { Tags: tag });
  });
});

describe('functions', () => {
  it('run on the architecture and with the memory that one asks for', () => {
    const found = template(() => ({ architecture: Architecture.X86_64, probeMemorySize: 1_769 }));
    found.allResourcesProperties('AWS::Lambda::Function', { Architectures: ['x86_64'] });
    found.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 1_769,
      Environment: { Variables: Match.objectLike({ WHYDOWN_PROBERS: Match.anyValue() }) },
    });
  });

  it.each<[Partial<WhydownProps>, string]>([
    [{ probeMemorySize: 100 }, 'probeMemorySize: expected whole MiB from 128 to 10240, got 100'],
    [{ maxCheckAlarms: -1 }, 'maxCheckAlarms: expected a whole number, got -1'],
    [{ fleetAlarmPercent: 0 }, 'fleetAlarmPercent: expected more than 0 and at most 100, got 0'],
  ])('%j is refused at construction', (props, message) => {
    expect(() => made(() => props)).toThrow(message);
  });

  it('can be changed by aspects, as in any CDK app', () => {
    const { stack } = made(() => ({}));
    const aspect: IAspect = {
      visit: (node) => {
        if (node instanceof CfnFunction) node.memorySize = 2_048;
      },
    };
    Aspects.of(stack).add(aspect);
    Template.fromStack(stack).allResourcesProperties('AWS::Lambda::Function', { MemorySize: 2_048 });
  });
});

describe('grants', () => {
  it('let a role read states and incidents, and neither scan nor write', () => {
    const { stack, whydown } = made(() => ({}));
    whydown.grantReadState(
      new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    );
    const [policy] = Object.values(
      Template.fromStack(stack).findResources('AWS::IAM::Policy', {
        Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^Reader') }] },
      }),
    );
    expect(policy!['Properties'].PolicyDocument.Statement).toMatchObject([
      { Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], Effect: 'Allow' },
      { Action: 'dynamodb:Query', Effect: 'Allow' },
    ]);
  });
});

describe('the incidents in a dashboard of one’s own', () => {
  it('are shown to who may call their function, and to nobody else', () => {
    const { stack, whydown } = made(() => ({ dashboard: false }));
    const widget = whydown.incidentWidget({ group: 'shop', recent: 3 });
    whydown.grantViewIncidents(
      new Role(stack, 'OnCall', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    );
    const found = Template.fromStack(stack);
    found.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    const [id] = Object.keys(
      found.findResources('AWS::Lambda::Function', {
        Properties: { Description: 'Shows open and recent incidents in dashboards' },
      }),
    );
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(stack.resolve(widget.toJson())).toMatchObject([
      { type: 'custom', properties: { endpoint: arn, params: { group: 'shop', recent: 3 } } },
    ]);
    const [policy] = Object.values(
      found.findResources('AWS::IAM::Policy', {
        Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^OnCall') }] },
      }),
    );
    expect(policy!['Properties'].PolicyDocument.Statement).toMatchObject([
      {
        Action: 'lambda:InvokeFunction',
        Effect: 'Allow',
        Resource: [arn, { 'Fn::Join': ['', [arn, ':*']] }],
      },
    ]);
  });
});

describe('metrics and alarms by the name of a check', () => {
  const { stack, whydown } = made(() => ({}));

  it.each([
    ['metricFailed', 'Failed', 'Maximum'],
    ['metricDuration', 'Duration', 'p99'],
    ['metricSuccessPercent', 'SuccessPercent', 'Average'],
    ['metricRetryCount', 'RetryCount', 'Sum'],
  ] as const)('%s is %s, %s', (method, metricName, statistic) => {
    expect(stack.resolve(whydown[method]('shop/orders').toMetricConfig().metricStat)).toMatchObject({
      namespace: 'Whydown',
      metricName,
      statistic,
      dimensions: [{ name: 'CheckName', value: 'shop/orders' }],
    });
  });

  it('are refused for a check or location that is not there, with the one that may be meant', () => {
    expect(() => whydown.metricFailed('shop/order')).toThrow(
      'unknown check "shop/order", did you mean "shop/orders"?',
    );
    expect(() => whydown.alarmFor('shop/order')).toThrow(
      'no alarm for check "shop/order", did you mean "shop/orders"?',
    );
    expect(() => whydown.metricMissedProbes('eu-west-2')).toThrow(
      'unknown location "eu-west-2", did you mean "eu-west-1"?',
    );
  });

  it('say why a check has no alarm', async () => {
    await using config = await manyChecks(3);
    const few = made(() => ({ config: config.path, maxCheckAlarms: 2 })).whydown;
    expect(() => few.alarmFor('c1')).toThrow(
      'there is no alarm for check "c1": with more than 2 checks the fleet has alarms in their place; raise maxCheckAlarms',
    );
    const none = made(() => ({ checkAlarms: false })).whydown;
    expect(() => none.alarmFor('c1')).toThrow('there is no alarm for check "c1": checkAlarms is false');
  });

  it('find the alarm of a check', () => {
    expect(whydown.alarmFor('shop/orders')).toBe(whydown.checkAlarms[0]);
  });
});

describe('the defaults of the props', () => {
  const source = readFileSync(join(import.meta.dirname, '../../lib/constructs/whydown-props.ts'), 'utf8');
  const said = Object.fromEntries(
    [...source.matchAll(/@default ([^\n]+)\n(?: {3}\*[^\n]*\n)* {3}\*\/\n {2}readonly (\w+)\?/g)].map(
      ([, text, name]) => [name!, text!],
    ),
  );
  const named: Readonly<Record<string, unknown>> = {
    'Architecture.ARM_64': Architecture.ARM_64,
    'RetentionDays.ONE_MONTH': RetentionDays.ONE_MONTH,
    'RemovalPolicy.DESTROY': RemovalPolicy.DESTROY,
  };

  it.each(Object.entries(DEFAULTS))('%s is what its comment says', (name, value) => {
    const text = said[name] ?? '';
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
      expect(text).toMatch(/^- (?:nothing|none)/);
    else expect(named[text] ?? JSON.parse(text)).toBe(value);
  });
});
