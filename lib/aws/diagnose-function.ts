import { CloudWatchClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';

import type { CauseRule } from '../core/causes/rule.ts';
import type { LogFormat } from '../core/logs/format.ts';
import type { Sender } from '../core/ports.ts';
import { systemClock } from '../system/clock.ts';
import { diagnosingWith } from './diagnosing.ts';
import { isAlarmEvent, judgeAlarm } from './alarm-change.ts';
import { awsComponentResolver } from './component-resolver.ts';
import { awsClients } from './components/aws-clients.ts';
import { answerTraced } from './doctor/answer-traced.ts';
import { orDoctor, type LogsAnswer, type TracedAnswer } from './doctor/doctor-call.ts';
import { examineLogs } from './doctor/examine-logs.ts';
import { dynamoStore } from './dynamo/store.ts';
import { setting } from './environment.ts';
import { eventBridgeBus } from './event-bus.ts';
import { parkingStore } from './parking-store.ts';
import type { PlanFolder } from './plan-folder.ts';
import { eachMessage } from './sqs-batch.ts';
import { dueStepOf, sqsStepQueue } from './step-queue.ts';
import { workMessage, type MessagePorts } from './work-message.ts';

/** What can be read and concluded; the catalog lists it. */
export interface Knowledge {
  readonly formats: readonly LogFormat[];
  readonly rules: readonly CauseRule[];
}

/** Puts the diagnose function together: it works off diagnoses, and judges the alarms that the config lists. */
export const diagnoseFunction = (plan: PlanFolder, knowledge: Knowledge) => {
  const sqs = new SQSClient({});
  const store = dynamoStore({ client: new DynamoDBClient({}), name: setting('table') });
  const bus = eventBridgeBus(new EventBridgeClient({}), setting('bus'));
  const steps = sqsStepQueue(sqs, { diagnose: setting('diagnoseQueue'), notify: setting('notifyQueue') });
  const resolver = awsComponentResolver(
    awsClients(process.env['AWS_REGION'] ?? '', systemClock),
    systemClock,
  );
  const ports: MessagePorts = {
    ...NOT_OURS,
    plan,
    store: parkingStore(store, { client: sqs, url: setting('parkedQueue') }),
    clock: systemClock,
    bus,
    steps,
    diagnose: diagnosingWith({ clock: systemClock, resolver, store, ...knowledge }),
  };
  const cloudwatch = new CloudWatchClient({});
  const messages = eachMessage(async (body, signal) => {
    const message: unknown = JSON.parse(body);
    if (!isAlarmEvent(message)) return workMessage(dueStepOf(body), ports, signal);
    const { diagnoseAlarms: selections, notifiers } = await plan.settings();
    const alarms = { selections, notifiers: Object.keys(notifiers), ownPrefix: setting('ownAlarms') };
    await judgeAlarm(message, { ...ports, ...alarms, queue: steps, tagsOf: tagsWith(cloudwatch) });
  });
  const doctor = { plan, resolver, clock: systemClock, formats: knowledge.formats };
  return orDoctor(
    (asked, signal): Promise<LogsAnswer | TracedAnswer> =>
      asked.find ? answerTraced(asked.find, doctor, signal) : examineLogs(asked, doctor, signal),
    messages,
  );
};

const tagsWith = (client: CloudWatchClient) => async (arn: string) => {
  const { Tags: tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  return Object.fromEntries((tags ?? []).map(({ Key: name, Value: value }) => [name, value ?? '']));
};

/** The notify function sends; a message that came to the wrong queue is taken again by the sweep. */
const notOurs = async (): Promise<never> => {
  throw new Error('notifications are sent by the notify function');
};
const NOT_OURS = {
  sender: { send: notOurs } satisfies Sender,
  secrets: { resolve: notOurs },
  loadNotifier: notOurs,
};
