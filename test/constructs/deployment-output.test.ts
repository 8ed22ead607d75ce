import { join } from 'node:path';

import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';

import { deploymentIn, type Deployment } from '../../lib/aws/deployment.ts';
import { stackWith } from '../support/synth.ts';

const FULL = join(import.meta.dirname, '../fixtures/aws/full.yaml');

/** The value as CloudFormation fills it in, every resource by its logical id. */
const filled = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': parts, Ref: id } = value as {
    readonly 'Fn::Join'?: [string, unknown[]];
    readonly Ref?: string;
  };
  return parts ? parts[1].map(filled).join(parts[0]) : (id ?? '');
};

describe('the output of the stack', () => {
  it('leads the doctor to everything that he looks at', () => {
    const { stack } = stackWith(FULL);
    const outputs = Object.values(Template.fromStack(stack).findOutputs('*')) as {
      readonly Value: unknown;
    }[];
    const [deployment, ...others] = outputs.flatMap(({ Value: value }) => deploymentIn(filled(value)) ?? []);
    const plain = JSON.parse(JSON.stringify(deployment).replaceAll(/[0-9A-F]{8}"/g, '"')) as Deployment;
    expect(plain).toEqual({
      whydown: 1,
      functions: {
        dispatch: 'ProbesDispatch',
        probe: 'ProbesProbe',
        diagnose: 'ProbesDiagnose',
        notify: 'ProbesNotify',
      },
      queues: {
        probe: 'ProbesProbeQueue',
        diagnose: 'ProbesDiagnoseQueue',
        notify: 'ProbesNotifyQueue',
        diagnoseParked: 'ProbesDiagnoseQueueDeadLetters',
        notifyParked: 'ProbesNotifyQueueDeadLetters',
      },
      schedule: 'ProbesEveryMinute',
      topic: 'ProbesTopic',
      table: 'ProbesTable',
      alarms: 'Shop-Probes',
    });
    expect(others).toEqual([]);
  });

  it('names a topic of the user', () => {
    const { stack } = stackWith(FULL);
    const topic = Topic.fromTopicArn(stack, 'Mine', 'arn:aws:sns:us-east-1:123456789012:mine');
    const template = Template.fromStack(stackWith(FULL, { topic }).stack);
    expect(JSON.stringify(template.findOutputs('*'))).toContain('arn:aws:sns:us-east-1:123456789012:mine');
  });

  it.each(['', 'null', '12', '{"whydown":2}', 'https://example.com'])('is none of others: %s', (value) => {
    expect(deploymentIn(value)).toBeUndefined();
  });
});
