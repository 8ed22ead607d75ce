import {
  CloudWatchClient,
  PutMetricDataCommand,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';

const dynamo = new DynamoDBClient({});
const cloudwatch = new CloudWatchClient({});

/** One page of a query. */
export const query = (input: QueryCommandInput) => dynamo.send(new QueryCommand(input));

/** Metrics of one call. */
export const putMetrics = (input: PutMetricDataCommandInput) =>
  cloudwatch.send(new PutMetricDataCommand(input));
