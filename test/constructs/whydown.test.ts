import { join } from 'node:path';

import { Match, Template } from 'aws-cdk-lib/assertions';
import { Validations, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';

import { stackWith, templateWith } from '../support/synth.ts';

const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');
const EVERYTHING = join(import.meta.dirname, '../fixtures/aws/everything.yaml');
const EXAMPLE = join(import.meta.dirname, '../../examples/aws.yaml');

const full = templateWith(FULL);

describe('the stack', () => {
  it('keeps its logical ids, for they are a contract', () => {
    const { Resources: resources } = full.toJSON() as {
      Resources: Record<string, { readonly Type: string }>;
    };
    const ids = Object.entries(resources).map(([id, { Type: type }]) => `${type} ${id}`);
    expect(ids.sort()).toMatchSnapshot();
  });

  it.each([
    [FULL, {}],
    [EXAMPLE, {}],
    [EVERYTHING, { durationAlarms: true, maxCheckAlarms: 2 }],
  ])('passes cdk-nag with reasoned acknowledgements alone: %s %j', (config, props) => {
    const { app } = stackWith(config, props);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    Validations.of(app).addPlugins(new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it('is refused by cdk-nag as soon as something is not meant', () => {
    const { app, whydown } = stackWith(FULL);
    whydown.functions.notify.addToRolePolicy(new PolicyStatement({ actions: ['sns:*'], resources: ['*'] }));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).toThrow(/NotifyRole[^]*IAM5\[Action::sns:\*\]/);
  });

  it('calls dispatch once in every minute, and never again for the same one', () => {
    full.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(* * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    });
    full.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('parks steps that nobody can work off, and lets ticks expire', () => {
    const queues = Object.entries(full.findResources('AWS::SQS::Queue')) as [string, Queue][];
    const parking = queues.filter(([, { Properties: each }]) => each.RedrivePolicy !== undefined);
    expect(parking.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
      'ProbesDiagnoseQueue',
      'ProbesNotifyQueue',
    ]);
    const [, probe] = queues.find(([id]) => id.startsWith('ProbesProbeQueue'))!;
    expect(probe.Properties.MessageRetentionPeriod).toBeLessThan(600);
    for (const [id, { Properties: each }] of queues)
      expect(each, id).toMatchObject({ SqsManagedSseEnabled: true });
  });

  it('runs every function on Node 24 and arm64, with a log group of limited retention, without reserved concurrency', () => {
    const made = Object.values(full.findResources('AWS::Lambda::Function'));
    expect(made).toHaveLength(5);
    for (const { Properties: each } of made as { readonly Properties: Record<string, unknown> }[]) {
      expect(each).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: { Ref: expect.any(String) } },
      });
      expect(each).not.toHaveProperty('ReservedConcurrentExecutions');
    }
    full.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });

  it('lets SQS call the workers, each message on its own, bounded by maxConcurrency', () => {
    full.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: Match.anyValue() },
    });
    full.resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
  });

  it('takes TLS alone on queues and topic', () => {
    const insecure = { Condition: { Bool: { 'aws:SecureTransport': 'false' } }, Effect: 'Deny' };
    full.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(insecure)]) },
    });
    full.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(insecure)]) },
    });
  });

  it('brings the listed alarms to the diagnose queue', () => {
    full.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { alarmName: ['orders-5xx', { prefix: 'shop-' }], state: { value: ['ALARM', 'OK'] } },
      },
      Targets: [{ DeadLetterConfig: Match.anyValue(), Arn: Match.anyValue() }],
    });
  });

  it('makes no rule where no alarms are listed', () => {
    templateWith(EXAMPLE).resourceCountIs('AWS::Events::Rule', 0);
  });

  it('probes from another region with a function there that has no rights but to log', () => {
    const { app } = stackWith(FULL);
    const elsewhere = app.node.findChild('Shop-eu-west-1') as Stack;
    const template = Template.fromStack(elsewhere);
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'Shop-prober-eu-west-1' });
    template.resourcePropertiesCountIs('AWS::IAM::Policy', {}, 1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }] },
    });
  });
});

interface Queue {
  readonly Properties: {
    readonly RedrivePolicy?: unknown;
    readonly MessageRetentionPeriod?: number;
  };
}
