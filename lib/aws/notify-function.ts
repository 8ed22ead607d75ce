import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

import type { SecretUser } from '../core/doctor/examine-secrets.ts';
import type { Notifier } from '../core/notify/contract.ts';
import type { Sender } from '../core/ports.ts';
import { systemClock } from '../system/clock.ts';
import { answerSecrets } from './doctor/answer-secrets.ts';
import { orDoctor } from './doctor/doctor-call.ts';
import { dynamoStore } from './dynamo/store.ts';
import { setting } from './environment.ts';
import { eventBridgeBus } from './event-bus.ts';
import { parkingStore } from './parking-store.ts';
import type { PlanFolder } from './plan-folder.ts';
import { awsSecretSource } from './secret-source.ts';
import { awsSender } from './sender.ts';
import { tellSignOfLife } from './sign-of-life.ts';
import { eachMessage } from './sqs-batch.ts';
import { dueStepOf } from './step-queue.ts';
import { workMessage, type MessagePorts } from './work-message.ts';

/** What the function brings along besides what AWS gives. */
export interface Channels {
  readonly http: Sender;
  readonly loadNotifier: (type: string) => Promise<Notifier>;
}

/** Puts the notify function together: it tells channels and the event bus. */
export const notifyFunction = (plan: PlanFolder, { http, loadNotifier }: Channels) => {
  const store = dynamoStore({ client: new DynamoDBClient({}), name: setting('table') });
  const ports: MessagePorts = {
    plan,
    loadNotifier,
    store: parkingStore(store, { client: new SQSClient({}), url: setting('parkedQueue') }),
    clock: systemClock,
    bus: eventBridgeBus(new EventBridgeClient({}), setting('bus')),
    sender: awsSender(new SNSClient({}), http),
    secrets: awsSecretSource({ secrets: new SecretsManagerClient({}), parameters: new SSMClient({}) }),
    diagnose: async () => {
      throw new Error('diagnoses are made by the diagnose function');
    },
    steps: { wake: async () => undefined },
  };
  const messages = eachMessage(async (body, signal) => {
    if (!(await tellSignOfLife(JSON.parse(body), ports, signal)))
      await workMessage(dueStepOf(body), ports, signal);
  });
  return orDoctor(async () => answerSecrets(await usersOf(plan), ports), messages);
};

const usersOf = async (plan: PlanFolder): Promise<readonly SecretUser[]> => {
  const { notifiers, deadMan } = await plan.settings();
  const channels = Object.entries(notifiers).map(([name, { settings }]) => ({ name, settings }));
  return [...channels, ...(deadMan === undefined ? [] : [{ name: 'deadMan', settings: deadMan }])];
};
