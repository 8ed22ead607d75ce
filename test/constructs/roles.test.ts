import { join } from 'node:path';

import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';

import { stackWith } from '../support/synth.ts';

const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');
const EXAMPLE = join(import.meta.dirname, '../../examples/aws.yaml');

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Effect: string;
}

interface Policy {
  readonly Roles: readonly unknown[];
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

const list = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? (value as readonly Item[]) : [value as Item];

/** An ARN as one reads it: the account's own parts left out, a resource of the stack by its construct. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return value.replaceAll(/us-east-1:123456789012|us-east-1::/g, '');
  const { Ref: ref, 'Fn::GetAtt': att, 'Fn::Join': join_ } = value as Record<string, never[]>;
  if (ref !== undefined) return ref === ('AWS::Partition' as unknown) ? 'aws' : nameOf(String(ref));
  if (att !== undefined) return nameOf(String(att[0]));
  const parts = (join_?.[1] ?? []) as unknown as readonly unknown[];
  return parts
    .map(shown)
    .join('')
    .replaceAll(/us-east-1:123456789012/g, '');
};

const nameOf = (logicalId: string): string => logicalId.replace(/^Probes/, '').replace(/[0-9A-F]{8}$/, '');

const rolesOf = (config: string): Readonly<Record<string, readonly string[]>> => {
  const template = Template.fromStack(stackWith(config).stack);
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(
    ({ Properties: each }) => each,
  );
  const entries = policies.map((policy: Policy) => {
    const { Statement: statements } = policy.PolicyDocument;
    const lines = statements.flatMap(({ Action: actions, Resource: resources }) =>
      list(actions).map((action) => `${action} ${list(resources).map(shown).join(' ')}`),
    );
    return [shown(policy.Roles[0]), lines] as const;
  });
  return Object.fromEntries(entries);
};

const OWN_LOG = (name: string) => [`logs:CreateLogStream ${name}Logs`, `logs:PutLogEvents ${name}Logs`];
const CONSUMES = (queue: string) =>
  ['ReceiveMessage', 'ChangeMessageVisibility', 'GetQueueUrl', 'DeleteMessage', 'GetQueueAttributes'].map(
    (action) => `sqs:${action} ${queue}`,
  );
const GROUP = 'arn:aws:logs::log-group:';
const READABLE = [
  '/aws/apigateway/abc123*',
  '/aws/lambda/orders-fn',
  '/aws/lambda/orders-fn:*',
  '/aws/rds/cluster/*',
  '/aws/rds/instance/orders-db/*',
  '/ecs/orders*',
  '/shop/*',
  '/shop/app',
  '/shop/app:*',
  'API-Gateway-Execution-Logs_abc123/*',
];
const READ = READABLE.map((name) => GROUP + name).join(' ');

const CHANGES_AND_TRENDS = [
  'cloudformation:DescribeStackResources *',
  'cloudformation:DescribeStackEvents arn:aws:cloudformation::stack/*',
  'cloudtrail:LookupEvents *',
  'cloudwatch:GetMetricData *',
];

/** What the components of the fixture need, kind by kind; a change that no service logs is looked up for all of them. */
const COMPONENTS = [
  `logs:FilterLogEvents ${READ}`,
  `logs:StartQuery ${READ}`,
  'logs:GetQueryResults *',
  'logs:StopQuery *',
  'logs:DescribeLogGroups *',
  ...['GetFunctionConfiguration', 'GetFunctionConcurrency', 'ListVersionsByFunction', 'ListAliases'].map(
    (action) => `lambda:${action} arn:aws:lambda::function:orders-fn`,
  ),
  'codedeploy:ListDeployments *',
  'codedeploy:BatchGetDeployments arn:aws:codedeploy::deploymentgroup:*',
  'ecs:DescribeServices arn:aws:ecs::service/shop/orders',
  'ecs:DescribeTaskDefinition *',
  'rds:DescribeDBInstances arn:aws:rds::db:orders-db',
  'rds:DescribeDBClusters arn:aws:rds::cluster:*',
  'rds:DescribeDBParameters arn:aws:rds::pg:*',
  'rds:DescribeEvents *',
  `apigateway:GET ${['/apis/abc123', '/restapis/abc123']
    .flatMap((api) => ['', '/deployments', '/stages'].map((part) => `arn:aws:apigateway:${api}${part}`))
    .join(' ')}`,
  'elasticloadbalancing:DescribeLoadBalancers *',
  'elasticloadbalancing:DescribeLoadBalancerAttributes *',
  'logs:DescribeDeliverySources *',
  'logs:DescribeDeliveries *',
  'logs:DescribeDeliveryDestinations *',
  ...CHANGES_AND_TRENDS,
  'sts:AssumeRole arn:aws:iam::210987654321:role/reader',
];

/** Every action of every role, on every resource. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  DispatchRole: [
    ...OWN_LOG('Dispatch'),
    'sqs:SendMessage ProbeQueue DiagnoseQueue NotifyQueue',
    'dynamodb:Query Table/index/due',
  ],
  EveryMinuteRole: ['lambda:InvokeFunction Dispatch'],
  ProbeRole: [
    ...OWN_LOG('Probe'),
    ...CONSUMES('ProbeQueue'),
    'dynamodb:Query Table',
    'dynamodb:GetItem Table',
    'dynamodb:PutItem Table',
    'dynamodb:DeleteItem Table',
    'sqs:SendMessage ProbeQueue DiagnoseQueue NotifyQueue',
    'events:PutEvents Bus',
    'cloudwatch:PutMetricData *',
    'secretsmanager:GetSecretValue arn:aws:secretsmanager::secret:orders-??????',
    'lambda:InvokeFunction arn:aws:lambda:eu-west-1:123456789012:function:Shop-prober-eu-west-1',
  ],
  DiagnoseRole: [
    ...OWN_LOG('Diagnose'),
    ...CONSUMES('DiagnoseQueue'),
    'dynamodb:Query Table',
    'dynamodb:GetItem Table',
    'dynamodb:PutItem Table',
    'dynamodb:DeleteItem Table',
    'sqs:SendMessage DiagnoseQueue NotifyQueue DiagnoseQueueDeadLetters',
    'events:PutEvents Bus',
    ...COMPONENTS,
  ],
  IncidentsFunctionRole: [
    ...OWN_LOG('IncidentsFunction'),
    'dynamodb:Query Table/index/status',
    'dynamodb:BatchGetItem Table',
  ],
  NotifyRole: [
    ...OWN_LOG('Notify'),
    ...CONSUMES('NotifyQueue'),
    'dynamodb:Query Table',
    'dynamodb:GetItem Table',
    'dynamodb:PutItem Table',
    'dynamodb:DeleteItem Table',
    'sqs:SendMessage NotifyQueueDeadLetters',
    'events:PutEvents Bus',
    'ssm:GetParameter arn:aws:ssm::parameter/whydown/slack',
    'sns:Publish arn:aws:sns::mail',
  ],
};

describe('the roles', () => {
  const roles = rolesOf(FULL);

  it('are these and no others', () => {
    expect(Object.keys(roles).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.keys(EXPECTED))('%s may do these things on these resources and nothing else', (role) => {
    expect([...roles[role]!].sort()).toEqual([...EXPECTED[role]!].sort());
  });

  it('grant nothing for what the config does not use', () => {
    const least = Object.values(rolesOf(EXAMPLE)).flat();
    for (const service of [
      'secretsmanager',
      'ssm',
      'sns',
      'ecs',
      'sts',
      'logs:FilterLogEvents',
      'lambda:Get',
    ])
      expect(least.filter((line) => line.startsWith(service))).toEqual([]);
  });

  it('write metrics in our namespace alone', () => {
    Template.fromStack(stackWith(EXAMPLE).stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Condition: { StringEqualsIfExists: { 'cloudwatch:namespace': 'Whydown' } } }),
        ]),
      },
    });
  });
});
