import { join } from 'node:path';

import { Stack, type App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';

import { stackWith } from '../support/synth.ts';

const EVERYTHING = join(import.meta.dirname, '../fixtures/aws/everything.yaml');

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, Record<string, unknown> | undefined>;
}

/** Every resource of every stack of the app, by stack and logical id. */
const resourcesOf = (app: App): readonly (readonly [string, Resource])[] =>
  app.node
    .findAll()
    .filter((each): each is Stack => Stack.isStack(each))
    .flatMap((stack) =>
      Object.entries(Template.fromStack(stack).toJSON()['Resources'] as Record<string, Resource>).map(
        ([id, resource]) =>
          [`${stack.node.id}/${id}`, { ...resource, Properties: resource.Properties ?? {} }] as const,
      ),
    );

const { app } = stackWith(EVERYTHING, { durationAlarms: true, maxCheckAlarms: 2 });
const resources = resourcesOf(app);
const ofType = (type: string): readonly (readonly [string, Resource])[] => {
  const found = resources.filter(([, { Type: each }]) => each === type);
  expect(found.length, type).toBeGreaterThan(0);
  return found;
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

const statementsIn = ({
  Properties: { PolicyDocument: policy, AssumeRolePolicyDocument: trust, KeyPolicy: key },
}: Resource) => [policy, trust, key].flatMap((each) => (each?.['Statement'] ?? []) as readonly Statement[]);

const allStatements = resources.flatMap(([id, resource]) =>
  statementsIn(resource).map((statement) => [id, statement] as const),
);

/** What IAM has no narrower resource for (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html). */
const WITHOUT_RESOURCES = [
  'cloudwatch:PutMetricData',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListTagsForResource',
  'cloudformation:DescribeStackResources',
  'cloudtrail:LookupEvents',
  'codedeploy:ListDeployments',
  'ec2:',
  'ecs:DescribeTaskDefinition',
  'elasticloadbalancing:',
  'logs:DescribeDeliver',
  'logs:DescribeLogGroups',
  'logs:GetQueryResults',
  'logs:StopQuery',
  'rds:DescribeEvents',
];

describe('statements', () => {
  it('were looked at', () => {
    expect(allStatements.length).toBeGreaterThan(60);
  });

  it.each(allStatements.map(([id, statement], index) => ({ id, statement, index })))(
    'number $index, of $id, names its actions, its resources and its principals',
    ({ statement }) => {
      const actions = [statement.Action].flat();
      if (statement.Effect === 'Deny') return;
      for (const action of actions) expect(action).not.toContain('*');
      if (statement.Resource === '*')
        for (const action of actions)
          expect(
            WITHOUT_RESOURCES.some((each) => action.startsWith(each)),
            action,
          ).toBe(true);
      expect(JSON.stringify(statement.Principal ?? {})).not.toContain('"*"');
    },
  );

  it('write metrics in our namespace alone', () => {
    const writing = allStatements.filter(([, { Action: action }]) =>
      [action].flat().includes('cloudwatch:PutMetricData'),
    );
    expect(writing.length).toBeGreaterThan(0);
    for (const [, { Condition: condition }] of writing)
      expect(condition).toEqual({ StringEqualsIfExists: { 'cloudwatch:namespace': 'Whydown' } });
  });

  it('read the listed log groups alone', () => {
    const reading = allStatements.filter(([, { Action: action }]) =>
      [action]
        .flat()
        .some((each) => /^logs:(Filter|Get|Start)/.test(each) && each !== 'logs:GetQueryResults'),
    );
    expect(reading.length).toBeGreaterThan(0);
    for (const [id, { Resource: arns }] of reading) {
      expect(id).toContain('DiagnoseRole');
      for (const arn of [arns].flat()) expect(JSON.stringify(arn)).toMatch(/:log-group:[\w/-]+/);
    }
  });
});

describe('everything that is kept or sent', () => {
  it.each(['AWS::SQS::Queue', 'AWS::SNS::Topic'])('is sent to %s over TLS alone', (type) => {
    const policies = JSON.stringify(ofType(`${type}Policy`));
    for (const [id] of ofType(type)) expect(policies).toContain(id.split('/')[1]);
    for (const [, policy] of ofType(`${type}Policy`)) {
      const denied = statementsIn(policy).find(({ Effect: effect }) => effect === 'Deny');
      expect(denied?.Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    }
  });

  it('is encrypted, by keys of AWS', () => {
    for (const [id, { Properties: each }] of ofType('AWS::SQS::Queue'))
      expect(each['SqsManagedSseEnabled'], id).toBe(true);
    for (const [id, { Properties: each }] of ofType('AWS::DynamoDB::Table'))
      expect(each['SSESpecification'], id).toEqual({ SSEEnabled: true });
  });

  it('is logged for a limited time, by every function into a group of its own', () => {
    for (const [id, { Properties: each }] of ofType('AWS::Logs::LogGroup'))
      expect(each['RetentionInDays'], id).toBe(30);
    const groups = ofType('AWS::Lambda::Function').map(([, { Properties: each }]) =>
      JSON.stringify(each['LoggingConfig']?.['LogGroup']),
    );
    expect(new Set(groups).size).toBe(groups.length);
    expect(groups).not.toContain(undefined);
  });

  it('can be restored, as far as it is state', () => {
    for (const [, { Properties: each }] of ofType('AWS::DynamoDB::Table'))
      expect(each['PointInTimeRecoverySpecification']).toEqual({ PointInTimeRecoveryEnabled: true });
  });
});

describe('secrets', () => {
  it('are named where they may be read, and nowhere else', () => {
    for (const [id, { Type: type, Properties: each }] of resources) {
      if (type === 'AWS::IAM::Policy') continue;
      expect(JSON.stringify(each), id).not.toMatch(
        /orders#token|secret:orders|secret:nightly|\/whydown\/slack/,
      );
    }
  });

  it('are read by the functions that use them alone', () => {
    const readers = allStatements
      .filter(([, { Action: action }]) => /GetSecretValue|ssm:GetParameter/.test(JSON.stringify(action)))
      .map(([id, { Resource: arn }]) => [/Probes(\w+?)Role/.exec(id)?.[1], JSON.stringify(arn)]);
    expect(new Set(readers.map(([who]) => who))).toEqual(new Set(['Heartbeat', 'Notify', 'Probe']));
    for (const [, arn] of readers)
      expect(arn).toMatch(/secret:(?:orders|nightly)-\?{6}|parameter\/whydown\/slack/);
  });
});
