import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetParameterCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}
interface Request {
  readonly call: keyof typeof calls;
  readonly value: string;
}

const metrics = new CloudWatchClient({});
const logs = new CloudWatchLogsClient({});
const parameters = new SSMClient({});
const queues = new SQSClient({});
const logRange = { startTime: 0, endTime: 1, queryString: 'fields @message' };

const calls = {
  putMetric: (Namespace: string) =>
    metrics.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'Failed', Value: 0 }] })),
  filterByName: (logGroupName: string) => logs.send(new FilterLogEventsCommand({ logGroupName })),
  filterByIdentifier: (logGroupIdentifier: string) =>
    logs.send(new FilterLogEventsCommand({ logGroupIdentifier })),
  queryByName: (logGroupName: string) => logs.send(new StartQueryCommand({ ...logRange, logGroupName })),
  queryByNames: (name: string) => logs.send(new StartQueryCommand({ ...logRange, logGroupNames: [name] })),
  parameter: (Name: string) => parameters.send(new GetParameterCommand({ Name })),
  parameters: (Name: string) => parameters.send(new GetParametersCommand({ Names: [Name] })),
  send: (QueueUrl: string) =>
    queues.send(new SendMessageCommand({ QueueUrl, MessageBody: 'sent by the function' })),
  environment: () => Promise.resolve({ node: process.version, endpoint: process.env['AWS_ENDPOINT_URL'] }),
  fail: () => Promise.reject(new TypeError('the handler failed')),
};

/** Makes one call with the function's own role, or reports each message of a batch whose body is `poison` as failed. */
export async function handler(event: Request | Batch): Promise<unknown> {
  if ('Records' in event) {
    const failed = event.Records.filter(({ body }) => body === 'poison');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }
  console.log(`calls ${event.call}`);
  if (event.call === 'fail') return calls.fail();
  return calls[event.call](event.value).then(
    (answer) => answer,
    (error: Error) => ({ error: error.name }),
  );
}
