import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

import { startTarget, type Target } from '../../lib/demo/start-target.ts';
import { shipLog } from '../support/ship-log.ts';
import { webhookListener, type WebhookListener } from '../support/webhook-listener.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { runCdk } from './run-cdk.ts';

/** The stack's outputs. */
export interface Outputs {
  readonly TopicArn: string;
  readonly EventBusName: string;
  readonly TableName: string;
  readonly DashboardName: string;
}

/** Everything that the scenario runs on: the emulator with our stack, the shop whose log goes there, a webhook's receiver. */
export interface Deployed extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly target: Target;
  readonly hook: WebhookListener;
  /** The queue that the SNS notifier's topic delivers to. */
  readonly mailUrl: string;
  readonly outputs: Outputs;
  /** Where jobs call; the name of the check follows. */
  readonly heartbeatUrl: string;
  /** Runs `cdk` with the same config. */
  cdk(args: readonly string[], app?: string): Promise<string>;
}

/** The name of the stack. */
export const STACK = 'Shop';

/** What the job of the config sends along. */
export const JOB_TOKEN = 'tick-tock';

/** The log group that the shop logs to. */
export const SHOP_LOGS = '/shop/app';

const configFor = (url: string, pingUrl: string): string => `
locations: [home, eu-west-1]
deadMan: ${pingUrl}
defaults:
  locations: [home]
  interval: 10s
  timeout: 2s
  deadline: 6s
  reach: private
  retry: { attempts: 3, base: 50ms, cap: 200ms }
  alert: { flaky: { count: 2, of: 10 }, reopenWithin: 0s, waitForDiagnosis: 15s }
checks:
  - name: shop-health
    url: ${url}/health
  - name: shop-orders
    url: ${url}/orders
    runbook: https://wiki.example.com/shop-orders
    diagnose: { components: [{ logGroup: ${SHOP_LOGS} }] }
    locations: [home, eu-west-1]
  - name: shop-cart
    url: ${url}/orders?of=cart
    diagnose: { components: [{ logGroup: ${SHOP_LOGS} }] }
    alert: { failureThreshold: 3, successThreshold: 1, flaky: { count: 0 } }
  - name: shop-places
    url: ${url}/health
    locations: [home, eu-west-1]
    retry: { attempts: 1 }
    alert: { quorum: any, failureThreshold: 1, successThreshold: 1, flaky: { count: 0 }, notify: [hook] }
  - name: without-secret
    url: ${url}/health
    interval: 1m
    auth: { bearer: "\${secret:nowhere#token}" }
  - name: nightly-job
    type: heartbeat
    period: 1m
    grace: 1m
    token: "\${secret:whydown-e2e#token}"
    alert: { failureThreshold: 1, successThreshold: 1 }
diagnoseAlarms:
  - { name: orders-5xx, components: [{ logGroup: ${SHOP_LOGS} }, { logGroup: /not/there }], notify: [hook] }
notifiers:
  hook: { type: webhook, url: "\${secret:whydown-e2e#url}" }
  chat: { type: slack, webhook: "\${ssm:/whydown-e2e/slack}" }
  mail: { type: sns, topic: "arn:aws:sns:us-east-1:000000000000:mail" }
`;

/** Bootstraps, deploys the real app, and starts what is around it. */
export const deploy = async (): Promise<Deployed> => {
  const stack = new AsyncDisposableStack();
  try {
    const emulator = stack.use(await startEmulator({ region: 'us-east-1' }));
    const target = stack.use(
      await startTarget({ folder: join(emulator.dir, 'shop'), customersEveryMs: 500 }),
    );
    const hook = stack.use(await webhookListener());
    const client = new CloudWatchLogsClient(emulator.clientConfig);
    stack.use(await shipLog({ file: target.logPath, group: SHOP_LOGS, client }));
    const mailUrl = await makeChannels(emulator, hook);
    const config = join(emulator.dir, 'whydown.yaml');
    await writeFile(config, configFor(target.url, hook.at('/ping').url));
    const context = ['-c', `config=${config}`, '-c', `stack=${STACK}`];
    const cdk: Deployed['cdk'] = (args, app) =>
      runCdk(emulator, [...args, ...context, ...(app === undefined ? [] : ['--app', app])]);
    const places = [emulator.region, 'eu-west-1'].map((region) => `aws://${emulator.account}/${region}`);
    await runCdk(emulator, ['bootstrap', ...places]);
    const outputsFile = join(emulator.dir, 'outputs.json');
    await cdk(['deploy', '--all', '--require-approval', 'never', '--outputs-file', outputsFile]);
    const said = JSON.parse(await readFile(outputsFile, 'utf8')) as Record<string, Record<string, string>>;
    const [, heartbeatUrl = ''] =
      Object.entries(said[STACK] ?? {}).find(([key]) => key.startsWith('ProbesHeartbeatUrl')) ?? [];
    const owned = stack.move();
    return {
      emulator,
      target,
      hook,
      mailUrl,
      outputs: said[STACK] as unknown as Outputs,
      heartbeatUrl,
      cdk,
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

/** What the notifiers of the config need: a secret, a parameter, a topic with somebody who listens. */
const makeChannels = async ({ clientConfig }: Emulator, hook: WebhookListener): Promise<string> => {
  const secret = { Name: 'whydown-e2e', SecretString: JSON.stringify({ url: hook.url, token: JOB_TOKEN }) };
  await new SecretsManagerClient(clientConfig).send(new CreateSecretCommand(secret));
  const parameter = {
    Name: '/whydown-e2e/slack',
    Value: hook.at('/slack').url,
    Type: 'SecureString',
  } as const;
  await new SSMClient(clientConfig).send(new PutParameterCommand(parameter));
  const sns = new SNSClient(clientConfig);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'mail' }));
  const Endpoint = TopicArn?.replace(':sns:', ':sqs:');
  const allowed = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' };
  const Policy = JSON.stringify({ Statement: [{ ...allowed, Resource: Endpoint }] });
  const queue = new CreateQueueCommand({ QueueName: 'mail', Attributes: { Policy } });
  const { QueueUrl = '' } = await new SQSClient(clientConfig).send(queue);
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  return QueueUrl;
};
