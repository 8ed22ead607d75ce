import { join } from 'node:path';

import { Match } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';

import { templateWith } from '../support/synth.ts';

const SIGNING = join(import.meta.dirname, '../fixtures/aws/signing.yaml');

it('lets the probe function, and no other, assume the roles that checks sign with', () => {
  const template = templateWith(SIGNING);
  const assume = {
    Action: 'sts:AssumeRole',
    Effect: 'Allow',
    Resource: ['arn:aws:iam::210987654321:role/caller', 'arn:aws:iam::210987654321:role/buyer'],
  };
  const policies = template.findResources('AWS::IAM::Policy', {
    Properties: { PolicyDocument: { Statement: Match.arrayWith([assume]) } },
  });
  expect(Object.keys(policies)).toEqual([expect.stringContaining('ProbesProbeRole')]);
});
