/* oxlint-disable no-new -- a construct joins its scope by being made */
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, Dashboard, GraphWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, LogGroupClass, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { join } from 'node:path';

/** The smallest stack that uses each facility of the emulator that whydown's own stack depends on. */
const stack = new Stack(new App(), 'Smoke', {
  env: { account: '000000000000', region: process.env['AWS_REGION'] ?? 'eu-central-1' },
});
const require =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
const dispose = { removalPolicy: RemovalPolicy.DESTROY };

const queue = (id: string, props: QueueProps = {}) => new Queue(stack, id, { enforceSSL: true, ...props });
const dead = queue('Dead');
const work = queue('Work', {
  visibilityTimeout: Duration.seconds(2),
  deadLetterQueue: { queue: dead, maxReceiveCount: 2 },
});
const seen = queue('Seen');

const logGroup = new LogGroup(stack, 'AppLogs', { logGroupName: '/smoke/app', ...dispose });
new LogGroup(stack, 'OtherLogs', { logGroupName: '/smoke/other', ...dispose });
new LogGroup(stack, 'RareLogs', {
  logGroupName: '/smoke/rare',
  logGroupClass: LogGroupClass.INFREQUENT_ACCESS,
  ...dispose,
});
const functionLogs = new LogGroup(stack, 'CallerLogs', { retention: RetentionDays.ONE_WEEK, ...dispose });

const caller = new NodejsFunction(stack, 'Caller', {
  entry: join(import.meta.dirname, 'caller.ts'),
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  timeout: Duration.seconds(2),
  logGroup: functionLogs,
  bundling: { format: OutputFormat.ESM, bundleAwsSDK: true, banner: require, mainFields: ['module', 'main'] },
});
caller.addEventSource(
  new SqsEventSource(work, { batchSize: 5, maxConcurrency: 2, reportBatchItemFailures: true }),
);
seen.grantSendMessages(caller);

const parameter = new StringParameter(stack, 'Parameter', { parameterName: '/smoke/p', stringValue: 'v' });
parameter.grantRead(caller);
caller.addToRolePolicy(
  new PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEqualsIfExists: { 'cloudwatch:namespace': 'Smoke' } },
  }),
);
caller.addToRolePolicy(
  new PolicyStatement({
    actions: ['logs:FilterLogEvents', 'logs:StartQuery'],
    resources: [logGroup.logGroupArn, stack.formatArn({ service: 'logs', resource: 'log-group:/smoke/app' })],
  }),
);

const table = new TableV2(stack, 'Table', {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
  ...dispose,
});

const topic = new Topic(stack, 'Topic', { enforceSSL: true });
topic.addSubscription(new SqsSubscription(seen, { rawMessageDelivery: true }));
const bus = new EventBus(stack, 'Bus');
new Rule(stack, 'Opened', {
  eventBus: bus,
  eventPattern: { detailType: ['Incident Opened'] },
  targets: [new SqsQueue(seen)],
});
new Rule(stack, 'Alarms', {
  eventPattern: { source: ['aws.cloudwatch'], detailType: ['CloudWatch Alarm State Change'] },
  targets: [new SqsQueue(seen)],
});
new Schedule(stack, 'EveryMinute', {
  schedule: ScheduleExpression.cron({ minute: '*' }),
  target: new SqsSendMessage(seen, {
    retryAttempts: 0,
    maxEventAge: Duration.minutes(1),
    input: ScheduleTargetInput.fromObject({ tick: ContextAttribute.scheduledTime }),
  }),
});

const failed = (check: string) =>
  new Metric({
    namespace: 'Smoke',
    metricName: 'Failed',
    dimensionsMap: { CheckName: check },
    statistic: 'Maximum',
    period: Duration.minutes(1),
  });
const alarm = new Alarm(stack, 'Alarm', { metric: failed('a'), threshold: 1, evaluationPeriods: 1 });
alarm.addAlarmAction(new SnsAction(topic));
const dashboard = new Dashboard(stack, 'Dashboard', {
  widgets: [[new GraphWidget({ left: [failed('a')] })]],
});

const outputs = {
  CallerName: caller.functionName,
  CallerLogGroup: functionLogs.logGroupName,
  WorkUrl: work.queueUrl,
  DeadUrl: dead.queueUrl,
  SeenUrl: seen.queueUrl,
  TableName: table.tableName,
  TopicArn: topic.topicArn,
  BusName: bus.eventBusName,
  AlarmName: alarm.alarmName,
  DashboardName: dashboard.dashboardName,
};
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
