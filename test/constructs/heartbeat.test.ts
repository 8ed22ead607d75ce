import { join } from 'node:path';

import { Match, Template } from 'aws-cdk-lib/assertions';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';

import { stackWith, templateWith } from '../support/synth.ts';

const BEATS = join(import.meta.dirname, '../fixtures/aws/heartbeat.yaml');
const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');

describe('heartbeats on AWS', () => {
  const template = templateWith(BEATS);

  it('come in through a URL that anybody can call, and the stack says which', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE' });
    const outputs = template.findOutputs('*', { Description: 'Where jobs call: add the name of the check' });
    expect(JSON.stringify(outputs)).toContain('heartbeats/');
  });

  it('are written by a function that may touch the items of heartbeats alone', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('HeartbeatRole') }],
      PolicyDocument: {
        Statement: [
          { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
          {
            Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
            Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['BEAT#*'] } },
          },
          { Action: 'secretsmanager:GetSecretValue' },
        ],
      },
    });
  });

  it('alarm when one could not be noted', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'The function Heartbeat failed; its log says why.',
    });
  });

  it('pass cdk-nag', () => {
    const { app } = stackWith(BEATS);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    Validations.of(app).addPlugins(new ServerlessChecks(app));
    expect(() => app.synth()).not.toThrow();
  });

  it('cost nothing where no check waits for a job', () => {
    const { stack, whydown } = stackWith(FULL);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Url', 0);
    expect(whydown.heartbeatUrl).toBeUndefined();
  });
});
