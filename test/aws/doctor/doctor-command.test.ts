import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { commandLine } from '../../support/command-line.ts';
import { deployment } from '../../support/deployment.ts';

describe('whydown doctor on AWS', () => {
  const cloudformation = mockClient(CloudFormationClient);
  const sts = mockClient(STSClient);
  beforeEach(() => {
    cloudformation.reset();
    sts.reset();
    sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
    vi.stubEnv('AWS_REGION', 'us-east-1');
    return () => vi.unstubAllEnvs();
  });

  const stacks = (...names: readonly string[]) =>
    cloudformation.on(DescribeStacksCommand).resolves({
      Stacks: names.map((StackName) => ({
        StackName,
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE' as const,
        Outputs: [{ OutputKey: 'x', OutputValue: JSON.stringify(deployment) }],
      })),
    });

  it.each([
    {
      title: 'no credentials',
      args: ['--aws'],
      make: () =>
        sts.on(GetCallerIdentityCommand).rejects(new Error('Could not load credentials from any providers')),
      says: /^AWS does not know who asks: Could not load credentials from any providers\ngive credentials and a region: .*; without --aws, doctor looks at this machine\n$/,
    },
    {
      title: 'no stack',
      args: ['--aws'],
      make: () => stacks(),
      says: /^no stack with whydown in account 123456789012, us-east-1; deploy one \(docs\/reference\/aws\.md\), or set AWS_REGION\n$/,
    },
    {
      title: 'a stack that is not there',
      args: ['--stack', 'Nope'],
      make: () =>
        cloudformation.on(DescribeStacksCommand).rejects(new Error('Stack with id Nope does not exist')),
      says: /^stack Nope: Stack with id Nope does not exist\n$/,
    },
    {
      title: 'a stack of others',
      args: ['--stack', 'Theirs'],
      make: () => stacks(),
      says: /^stack Theirs holds no whydown, or one that was deployed before the doctor was born: deploy it again\n$/,
    },
    {
      title: 'several stacks',
      args: ['--aws'],
      make: () => stacks('Shop', 'Bank'),
      says: /^several stacks hold whydown: Shop, Bank; say which one with --stack\n$/,
    },
  ])('says what it needs: $title', async ({ args, make, says }) => {
    make();
    await using shell = await commandLine();
    const { code, stdout, stderr } = await shell.whydown(['doctor', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
