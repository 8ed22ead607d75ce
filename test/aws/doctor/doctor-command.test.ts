import { writeFileSync } from 'node:fs';

import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { planHash } from '../../../lib/aws/plan-folder.ts';
import { configOf } from '../../support/config-of.ts';
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

  describe('of a stack with two constructs', () => {
    const lambda = mockClient(LambdaClient);
    // Nothing of these may be looked at.
    const others = [SchedulerClient, CloudWatchClient, SQSClient, SNSClient, CloudWatchLogsClient].map(
      (Kind) => mockClient(Kind as never),
    );
    const config = 'checks: [{ name: a, url: https://example.com/ }]';
    const hash = planHash(configOf(config, {}, { edge: 'aws' }));

    const inOneStack = (): void => {
      for (const each of [lambda, ...others]) each.reset();
      const named = (alarms: string, probe: string) => ({
        OutputKey: alarms,
        OutputValue: JSON.stringify({
          ...deployment,
          alarms,
          functions: { ...deployment.functions, probe, notify: probe, diagnose: probe },
        }),
      });
      cloudformation.on(DescribeStacksCommand).resolves({
        Stacks: [
          {
            StackName: 'Shop',
            CreationTime: new Date(0),
            StackStatus: 'CREATE_COMPLETE',
            Outputs: [named('Shop-Probes', 'one-fn'), named('Shop-ProbesOfTheBank', 'two-fn')],
          },
        ],
      });
      for (const [FunctionName, planOf] of [
        ['one-fn', hash],
        ['two-fn', 'another'],
      ] as const) {
        const plan = { hash: planOf, shortestIntervalMs: 60_000, locations: ['home'] };
        const answer = { plan, secrets: [], topics: [], components: [], count: 0 };
        const Payload = new TextEncoder().encode(JSON.stringify(answer)) as never;
        lambda.on(InvokeCommand, { FunctionName }).resolves({ Payload });
      }
    };

    it('looks at both, each under its name', async () => {
      inOneStack();
      await using shell = await commandLine();
      writeFileSync(shell.folder.file('whydown.yaml'), config);
      const { code, stdout } = await shell.whydown(['doctor', '--stack', 'Shop']);
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /\nconstruct Probes\n +✓ plan +what is deployed is the config of this folder\n[^]+\nconstruct ProbesOfTheBank\n +\? plan +what is deployed is not the config of this folder, which may be that of another construct\n +→ look at one construct with its config: --construct … -c …\n/,
      );
      const { findings } = JSON.parse(
        (await shell.whydown(['doctor', '--stack', 'Shop', '--json'])).stdout,
      ) as { readonly findings: readonly { readonly construct?: string }[] };
      expect(new Set(findings.map(({ construct }) => construct))).toEqual(
        new Set(['Probes', 'ProbesOfTheBank']),
      );
    });

    it('looks at the one that is named, and says which there are', async () => {
      inOneStack();
      await using shell = await commandLine();
      writeFileSync(shell.folder.file('whydown.yaml'), config);
      const one = await shell.whydown(['doctor', '--construct', 'Probes', '--json']);
      const { findings } = JSON.parse(one.stdout) as { readonly findings: readonly object[] };
      expect(findings).toContainEqual({
        area: 'plan',
        level: 'good',
        text: 'what is deployed is the config of this folder',
      });
      const none = await shell.whydown(['doctor', '--aws', '--construct', 'Bank']);
      expect([none.code, none.stderr]).toEqual([
        2,
        'no construct Bank in the stack; there are Probes, ProbesOfTheBank\n',
      ]);
    });
  });
});
