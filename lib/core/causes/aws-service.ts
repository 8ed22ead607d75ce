import { known } from './known.ts';
import type { Seen } from './seen.ts';

/** Operations whose messages do not name their service otherwise, by service. */
const OPERATIONS: Readonly<Record<string, string>> = {
  dynamodb:
    'GetItem PutItem UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem TransactWriteItems DescribeTable',
  s3: 'GetObject PutObject DeleteObject HeadObject ListObjects ListObjectsV2 ListBuckets CopyObject CreateMultipartUpload UploadPart HeadBucket',
  sqs: 'SendMessage SendMessageBatch ReceiveMessage DeleteMessage GetQueueUrl GetQueueAttributes',
  sns: 'Publish PublishBatch Subscribe',
  lambda: 'Invoke InvokeAsync',
  secretsmanager: 'GetSecretValue PutSecretValue DescribeSecret',
  ssm: 'GetParameter GetParameters GetParametersByPath PutParameter',
  sts: 'AssumeRole AssumeRoleWithWebIdentity GetCallerIdentity GetSessionToken',
  kms: 'Decrypt Encrypt GenerateDataKey Sign',
  events: 'PutEvents',
  kinesis: 'PutRecord PutRecords GetRecords GetShardIterator',
  firehose: 'PutRecordBatch',
  states: 'StartExecution StartSyncExecution SendTaskSuccess',
  ses: 'SendEmail SendRawEmail SendTemplatedEmail',
  logs: 'PutLogEvents CreateLogStream FilterLogEvents',
  bedrock: 'InvokeModel Converse',
  cognito: 'InitiateAuth AdminInitiateAuth',
};

const SERVICE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(OPERATIONS).flatMap(([service, operations]) =>
    operations.split(' ').map((operation): [string, string] => [operation, service]),
  ),
);

// is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/x
const ACTION = /\bperform: ([a-z][a-z0-9-]{1,30}):([A-Z]\w{2,60})/;
const RESOURCE = /\b(arn:aws[\w-]{0,10}:(?!sts:|iam:)([a-z0-9-]{2,30}):[^\s"',]{1,400})/;
// An error occurred (AccessDenied) when calling the PutObject operation     operation error S3: GetObject
const CALLED = /(?:when calling the |operation error [\w ]{1,40}: )([A-Z]\w{2,60})/;
// dynamodb.eu-central-1.amazonaws.com
const HOST = /\b([a-z0-9-]{2,30})\.(?:[a-z0-9-]{4,20}\.)?amazonaws\.com/;
// /node_modules/@aws-sdk/client-dynamodb/dist-cjs/index.js
const CLIENT =
  /@aws-sdk[/\\](?:client|middleware-sdk)-([a-z0-9-]{2,30})|software\.amazon\.awssdk\.services\.([a-z0-9]{2,30})/;
// .get_item(TableName=table)    new GetItemCommand({    dynamodb.getItem(
const CALL = /\.([a-z]{2,20}(?:_[a-z0-9]{1,20}){0,4})\(|new ([A-Z]\w{2,60})Command\(/g;
// boto3.client("dynamodb")     aws("s3")
const BOTO = /["'](dynamodb|s3|sqs|sns|lambda|secretsmanager|ssm|sts|kms|kinesis|ses)["']/;

const CALL_LINES = 300;

/** What a message of an AWS client says of the call that failed. */
export interface AwsCall {
  readonly service?: string;
  /** `dynamodb:GetItem`. */
  readonly action?: string;
  /** An ARN. */
  readonly resource?: string;
}

/** Reads the call from the message, else from the frames, else from the source that a traceback quotes. */
export const awsCallOf = (seen: Seen): AwsCall => {
  const { denied, operation } = actionIn(seen.text);
  const [, resource, owner] = RESOURCE.exec(seen.text) ?? [];
  const service = denied ?? SERVICE_OF.get(operation ?? '') ?? owner ?? serviceOf(seen);
  return known({
    service,
    action: service && operation && `${service}:${operation}`,
    resource: resource?.replace(/[.:]$/, ''),
  });
};

const actionIn = (text: string) => {
  const [, denied, operation] = ACTION.exec(text) ?? [];
  return { denied, operation: operation ?? CALLED.exec(text)?.[1] };
};

// (Service: Amazon S3; Status Code: 403;     (Service: DynamoDb, Status Code: 400
const SERVICE = /\(Service: (?:Amazon |AWS )?(\w{2,30})[;,]/;

const serviceOf = (seen: Seen): string | undefined =>
  SERVICE.exec(seen.text)?.[1]?.toLowerCase() ??
  HOST.exec(seen.text)?.[1] ??
  clientOf(seen) ??
  quotedService(seen) ??
  // Kinesis throws it too, and names its shard.
  (/ProvisionedThroughputExceeded/.test(seen.text) && !/shard/i.test(seen.text) ? 'dynamodb' : undefined);

const clientOf = ({ files }: Seen): string | undefined => {
  const match = CLIENT.exec(files);
  return match?.[1] ?? match?.[2];
};

const quotedService = ({ record }: Seen): string | undefined => {
  for (const { text } of record.lines.slice(0, CALL_LINES)) {
    const line = text.slice(0, 500);
    for (const [, method, command] of line.matchAll(CALL)) {
      const service = SERVICE_OF.get(command ?? pascal(method ?? ''));
      if (service) return service;
    }
    const named = BOTO.exec(line)?.[1];
    if (named) return named;
  }
  return undefined;
};

const pascal = (name: string): string =>
  name
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
