import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

import type { NotifierRequest } from '../core/notify/contract.ts';
import type { Sender } from '../core/ports.ts';

/** Sends to SNS topics, and hands http messages to the one sender that all notifiers share. */
export const awsSender = (sns: SNSClient, http: Sender): Sender => ({
  send: async (request, signal) => {
    switch (request.transport) {
      case 'http':
        return http.send(request, signal);
      case 'sns':
        return publish(sns, request, signal);
      case 'terminal':
        throw new Error('the terminal notifier has no terminal on AWS; use sns, slack or webhook');
    }
  },
});

const publish = async (
  sns: SNSClient,
  { topicArn, subject, message, attributes }: NotifierRequest & { readonly transport: 'sns' },
  signal: AbortSignal,
): Promise<void> => {
  const entries = Object.entries(attributes).map(([name, value]) => [
    name,
    { DataType: 'String', StringValue: value },
  ]);
  await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
      MessageAttributes: Object.fromEntries(entries),
    }),
    { abortSignal: signal },
  );
};
