import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { askDiagnose, askFunction } from '../../../lib/aws/doctor/ask-function.ts';
import { examineDeployment } from '../../../lib/aws/doctor/examine-deployment.ts';
import { callerOf, findDeployments } from '../../../lib/aws/doctor/find-deployments.ts';
import { planHash } from '../../../lib/aws/plan-folder.ts';
import type { Area } from '../../../lib/core/doctor/finding.ts';
import { configOf } from '../../support/config-of.ts';
import { deployment, site } from '../../support/deployment.ts';

const lambda = mockClient(LambdaClient);
const cloudformation = mockClient(CloudFormationClient);
const sts = mockClient(STSClient);
beforeEach(() => {
  for (const each of [lambda, cloudformation, sts]) each.reset();
  vi.stubEnv('AWS_REGION', 'us-east-1');
  return () => vi.unstubAllEnvs();
});

const answers = (FunctionName: string, value: unknown, FunctionError?: string): void => {
  const Payload = new TextEncoder().encode(JSON.stringify(value)) as never;
  lambda
    .on(InvokeCommand, { FunctionName })
    .resolves({ Payload, ...(FunctionError !== undefined && { FunctionError }) });
};

const config = configOf(
  'checks: [{ name: a, url: https://example.com/, diagnose: { components: [{ logGroup: /a }] } }]',
  {},
  { edge: 'aws' },
);
const plan = { hash: planHash(config), shortestIntervalMs: 60_000, locations: ['home'] };

describe('a function that is asked', () => {
  it('answers for all components, page by page', async () => {
    const page = (skip: number, names: readonly string[]) => {
      const Payload = new TextEncoder().encode(
        JSON.stringify({ plan, count: 3, components: names }),
      ) as never;
      lambda.on(InvokeCommand, { Payload: JSON.stringify({ doctor: { skip } }) }).resolves({ Payload });
    };
    page(0, ['a', 'b']);
    page(2, ['c']);
    const { components } = await askDiagnose(new LambdaClient({}), 'diagnose-fn');
    expect(components).toEqual(['a', 'b', 'c']);
  });

  it('is not asked for ever when it answers with nothing', async () => {
    answers('diagnose-fn', { plan, count: 3, components: [] });
    expect((await askDiagnose(new LambdaClient({}), 'diagnose-fn')).components).toEqual([]);
  });

  it.each([
    {
      value: { errorMessage: 'boom' },
      error: 'Unhandled',
      says: 'function probe-fn failed: {"errorMessage":"boom"}',
    },
    {
      value: { batchItemFailures: [] },
      error: undefined,
      says: 'function probe-fn does not know the doctor; deploy again',
    },
  ])('says $says', async ({ value, error, says }) => {
    answers('probe-fn', value, error);
    await expect(askFunction(new LambdaClient({}), 'probe-fn')).rejects.toThrow(says);
  });
});

describe('a deployment', () => {
  const found = async (area: Area, local: typeof config | undefined = config) =>
    (await examineDeployment(site(), { config: local, sends: false }))
      .filter((finding) => finding.area === area)
      .map(({ level, text, fix }) => [level, text, ...(fix === undefined ? [] : [fix])].join(' | '));

  beforeEach(() => {
    answers('probe-fn', { plan, secrets: [], topics: [] });
    answers('notify-fn', {
      plan,
      topics: [],
      secrets: [{ reference: 'ssm:/k', usedBy: ['chat'], error: 'not there' }],
    });
    answers('diagnose-fn', { plan, count: 0, components: [] });
  });

  it('that runs with the config of the folder is good', async () => {
    expect(await found('plan')).toEqual(['good | what is deployed is the config of this folder']);
  });

  it('that runs with another config is a fault', async () => {
    expect(await found('plan', { ...config, results: 'all' })).toEqual([
      'fault | what is deployed is not the config of this folder | npx cdk diff, then npx cdk deploy, with the same config (-c config=…) for the stack Shop',
    ]);
  });

  it('whose functions run with different plans is a fault', async () => {
    answers('notify-fn', { plan: { ...plan, hash: 'other' }, secrets: [], topics: [] });
    expect(await found('plan')).toEqual([
      'fault | the functions run with different plans | deploy Shop again',
    ]);
  });

  it('is examined without a config too', async () => {
    const findings = await examineDeployment(site(), { config: undefined, sends: false });
    expect(findings).toContainEqual({
      area: 'plan',
      level: 'good',
      text: `the functions run with plan ${plan.hash}`,
    });
    expect(findings.filter(({ area }) => area === 'components')).toEqual([]);
  });

  it('tells of secrets that a role cannot read', async () => {
    expect(await found('secrets')).toEqual([
      'fault | notify cannot read ssm:/k (used by chat): not there | aws ssm put-parameter --type SecureString --name /k --value …',
    ]);
  });

  it('tells what could not be asked, and looks at the rest', async () => {
    const denied = Object.assign(new Error('not authorized to perform: lambda:InvokeFunction'), {
      name: 'AccessDeniedException',
    });
    lambda.on(InvokeCommand, { FunctionName: 'diagnose-fn' }).rejects(denied);
    answers('probe-fn', { errorMessage: 'no memory' }, 'Unhandled');
    expect(await found('functions')).toEqual([
      'fault | function probe-fn failed: {"errorMessage":"no memory"} | its log says why',
      expect.stringMatching(/^unseen \| could not be looked at/),
      'unseen | could not be asked: not authorized to perform: lambda:InvokeFunction | allow lambda:InvokeFunction to your credentials',
    ]);
    expect(await found('plan')).toEqual(['good | what is deployed is the config of this folder']);
  });
});

describe('deployments', () => {
  const stack = (StackName: string, ...values: readonly string[]) => ({
    StackName,
    CreationTime: new Date(0),
    StackStatus: 'CREATE_COMPLETE' as const,
    Outputs: values.map((OutputValue) => ({ OutputKey: 'x', OutputValue })),
  });

  it('are found by what stacks say of themselves', async () => {
    cloudformation.on(DescribeStacksCommand, {}).resolves({
      Stacks: [
        stack('Theirs', 'https://example.com'),
        stack('Shop', 'x', JSON.stringify(deployment)),
        stack('Bare'),
      ],
    });
    expect(await findDeployments(undefined)).toEqual([{ stack: 'Shop', construct: 'Probes', deployment }]);
  });

  it('are found in the stack that is named', async () => {
    cloudformation
      .on(DescribeStacksCommand, { StackName: 'Shop' })
      .resolves({ Stacks: [stack('Shop', JSON.stringify(deployment))] });
    expect(await findDeployments('Shop')).toEqual([{ stack: 'Shop', construct: 'Probes', deployment }]);
  });

  it('are those of whose credentials they are', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
    expect(await callerOf()).toEqual({ account: '123456789012', region: 'us-east-1' });
  });
});
